{#- Every record that goes through a lifecycle, whose it is, and the money in it. -#}
with tickets as (
    {{ unify('tickets') }}
),

organizations as (
    select source_record_id as organization_id, customer_id
    from {{ ref('customer_crosswalk') }}
    where entity = 'organization'
),

known as (
    select 'opportunity' as lifecycle, opportunity_id as record_id, customer_id, amount
    from {{ ref('int_opportunities__staged') }}
    union all
    select 'customer_setup' as lifecycle, setup_id as record_id, customer_id, ordered_amount as amount
    from {{ ref('customer_setups') }}
    union all
    select 'lead' as lifecycle, lead_id, customer_id, cast(null as numeric(18, 2)) as amount from {{ ref('leads') }}
    union all
    select 'olist_seller' as lifecycle, sellers.lead_id, leads.customer_id, cast(null as numeric(18, 2)) as amount
    from ({{ unify('sellers') }}) as sellers
    inner join {{ ref('leads') }} as leads on sellers.lead_id = leads.lead_id
    union all
    select 'lead' as lifecycle, contact_id, customer_id, cast(null as numeric(18, 2)) as amount
    from {{ ref('int_marketing_contacts__known') }}
    union all
    select 'contract' as lifecycle, contract_id, customer_id, amount from {{ ref('contracts') }}
    union all
    select 'revenue' as lifecycle, revenue_event_id, customer_id, amount from {{ ref('revenue_events') }}
    union all
    select 'ticket' as lifecycle, tickets.ticket_id, organizations.customer_id, cast(null as numeric(18, 2)) as amount
    from tickets
    left join organizations on tickets.organization_id = organizations.organization_id
)

select * from known
