{{ config(enabled='olist' in var('sources')) }}

with leads as (
    {{ current_rows('olist', 'olist_marketing_qualified_leads_dataset') }}
),

deals as (
    {{ current_rows('olist', 'olist_closed_deals_dataset') }}
),

renamed as (
    select
        {{ record_id('olist', 'leads.mql_id') }} as lead_id,
        {{ record_id('olist', 'deals.seller_id') }} as account_id,
        leads.origin as lead_source,
        cast(null as text) as status,
        leads.first_contact_date as first_contact_at,
        cast(null as timestamp) as qualified_at,
        cast(null as timestamp) as responded_at,
        cast(null as text) as rejection_reason,
        cast(null as text) as owner_id,
        deals.mql_id is not null as is_converted,
        cast(null as text) as marketing_contact_id,
        leads.first_contact_date as created_at
    from leads
    left join deals on leads.mql_id = deals.mql_id
)

select * from renamed
