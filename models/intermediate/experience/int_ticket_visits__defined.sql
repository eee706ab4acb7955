with records as (
    select ticket_id as record_id, customer_id, cast(null as numeric(18, 2)) as amount, created_at
    from {{ ref('int_tickets__linked') }}
),

changes as (
    select * from {{ ref('int_stage_changes__named') }} where lifecycle = 'ticket'
),

{{ visits_of('ticket', created_at='created_at') }}

select * from visits
