with records as (
    select revenue_event_id as record_id, customer_id, company_amount as amount, created_at from {{ ref('int_revenue_events__linked') }}
),

changes as (
    select * from {{ ref('int_stage_changes__named') }} where lifecycle = 'revenue'
),

{{ visits_of('revenue', created_at='created_at') }}

select * from visits
