with sites as (
    select * from {{ ref('int_sites__located') }}
),

opportunities as (
    select
        customer_id,
        promised_window_text,
        row_number() over (
            partition by customer_id
            order by close_date desc nulls last, created_at desc nulls last, {{ byte_order('opportunity_id') }} desc
        ) as age_rank
    from {{ ref('int_opportunities__staged') }}
    where is_deal_won and promised_window_text is not null and customer_id is not null
),

billing_accounts as (
    select
        customer_id,
        delivery_window_text,
        row_number() over (partition by customer_id order by {{ byte_order('billing_account_id') }}) as billing_rank
    from {{ ref('int_billing_accounts__linked') }}
    where delivery_window_text is not null and customer_id is not null
),

{# A deal and the ERP speak of a customer; what they say binds its oldest active site. #}
said as (
    select sites.site_id, 'sales' as said_by, opportunities.promised_window_text as window_text
    from sites
    inner join opportunities on sites.customer_id = opportunities.customer_id
    where sites.is_first_site and opportunities.age_rank = 1
    union all
    select sites.site_id, 'erp' as said_by, billing_accounts.delivery_window_text as window_text
    from sites
    inner join billing_accounts on sites.customer_id = billing_accounts.customer_id
    where sites.is_first_site and billing_accounts.billing_rank = 1
    union all
    select site_id, 'customer' as said_by, requested_window_text as window_text
    from sites
    where requested_window_text is not null
    union all
    select site_id, 'receiving' as said_by, receiving_hours as window_text
    from sites
    where receiving_hours is not null
)

select * from said
