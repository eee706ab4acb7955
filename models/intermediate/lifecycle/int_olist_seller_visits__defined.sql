with sellers as (
    {{ unify('sellers') }}
),

leads as (
    select lead_id, customer_id from {{ ref('int_leads__linked') }}
),

records as (
    select sellers.lead_id as record_id, leads.customer_id, cast(null as numeric(18, 2)) as amount
    from sellers
    inner join leads on sellers.lead_id = leads.lead_id
),

changes as (
    select * from {{ ref('int_stage_changes__named') }} where lifecycle = 'olist_seller'
),

{{ visits_of('olist_seller') }}

select * from visits
