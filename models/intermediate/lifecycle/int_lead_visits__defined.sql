with records as (
    select lead_id as record_id, customer_id, cast(null as numeric(18, 2)) as amount, created_at
    from {{ ref('int_leads__linked') }}
    union all
    select contact_id, customer_id, cast(null as numeric(18, 2)) as amount, created_at
    from {{ ref('int_marketing_contacts__known') }}
),

changes as (
    select * from {{ ref('int_stage_changes__named') }} where lifecycle = 'lead'
),

{{ visits_of('lead', created_at='created_at') }}

select * from visits
