with records as (
    select opportunity_id as record_id, customer_id, company_amount as amount, created_at from {{ ref('int_opportunities__staged') }}
),

changes as (
    select * from {{ ref('int_stage_changes__named') }} where lifecycle = 'opportunity'
),

{{ visits_of('opportunity', created_at='created_at') }}

select * from visits
