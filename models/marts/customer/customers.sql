with customers as (
    select * from {{ ref('int_customers__identified') }}
),

first_deals as (
    select customer_id, min(created_at) as first_opportunity_at
    from {{ ref('int_opportunities__staged') }}
    group by customer_id
),

billed as (
    select customer_id, min(issued_on) as first_invoice_on
    from {{ ref('invoices') }}
    group by customer_id
),

billed_last_year as (
    select customer_id, {{ whole_sum('company_amount') }} as amount
    from {{ ref('int_billings__signed') }}
    where issued_on between {{ today() }} - 365 and {{ today() }}
    group by customer_id
),

{# Where no invoice is kept, nobody knows what anybody was invoiced. #}
invoicing as (
    select count(invoice_id) as invoice_count from {{ ref('invoices') }}
),

served as (
    select distinct customer_id from {{ ref('orders') }} where delivered_at is not null
),

accountable as (
    select customer_id, cast(count(*) as integer) as accountable_owner_count
    from {{ ref('int_account_claims__resolved') }}
    where decision = 'account' and is_in_force
    group by customer_id
),

described as (
    select
        customers.customer_id,
        customers.anchor_system,
        {%- for attribute in surviving_attributes() %}
        customers.{{ attribute }},
        customers.{{ attribute }}_from,
        {%- endfor %}
        customers.lei,
        customers.duns,
        customers.tax_id_is_valid,
        customers.company_numbers_are_valid,
        customers.country_is_known,
        customers.currency_is_known,
        worked.has_payer,
        customers.crm_account_id,
        customers.billing_account_id,
        worked.support_organization_id,
        worked.owner_id,
        worked.owner_is_active,
        worked.owner_team,
        worked.owner_team_is_active,
        coalesce(accountable.accountable_owner_count, 0) as accountable_owner_count,
        served.customer_id is not null as is_served,
        parented.parent_customer_id,
        parented.parent_is_known,
        case when parented.customer_id is null then 0 else parented.parent_depth end as parent_depth,
        coalesce(parented.is_in_parent_cycle, false) as is_in_parent_cycle,
        sharing.sharing_customer_id,
        located.usual_region,
        first_deals.first_opportunity_at,
        billed.first_invoice_on,
        worked.is_on_credit_hold_in_crm,
        worked.is_on_credit_hold_in_erp,
        cast(
            case
                when billed_last_year.customer_id is not null then billed_last_year.amount
                when invoicing.invoice_count > 0 then 0
            end as numeric(18, 2)
        ) as invoiced_last_year
    from customers
    inner join {{ ref('int_customers__worked') }} as worked on customers.customer_id = worked.customer_id
    cross join invoicing
    left join {{ ref('int_customers__parented') }} as parented on customers.customer_id = parented.customer_id
    left join {{ ref('int_customers__sharing') }} as sharing on customers.customer_id = sharing.customer_id
    left join {{ ref('int_postal_codes__located') }} as located
        on customers.country = located.country and customers.postal_key = located.postal_key
    left join first_deals on customers.customer_id = first_deals.customer_id
    left join billed on customers.customer_id = billed.customer_id
    left join billed_last_year on customers.customer_id = billed_last_year.customer_id
    left join served on customers.customer_id = served.customer_id
    left join accountable on customers.customer_id = accountable.customer_id
)

select * from described
