with visits as (
    {{ stays_of('revenue', 'revenue_event_id') }}
),

revenue_events as (
    select * from {{ ref('revenue_events') }}
),

described as (
    select
        visits.*,
        revenue_events.evidence,
        revenue_events.evidence_on,
        revenue_events.company_amount as amount
    from visits
    inner join revenue_events on visits.revenue_event_id = revenue_events.revenue_event_id
)

select * from described
