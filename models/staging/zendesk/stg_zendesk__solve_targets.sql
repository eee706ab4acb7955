{{ config(enabled='zendesk' in var('sources')) }}

with metrics as (
    {{ current_rows('zendesk', 'sla_policy_metric_history') }}
),

ranked as (
    select
        priority,
        target as target_minutes,
        row_number() over (
            partition by priority
            order by sla_policy_updated_at desc, sla_policy_id desc, {{ quoted('index') }} desc
        ) as age_rank
    from metrics
    where metric = 'requester_wait_time'
),

newest as (
    select priority, target_minutes
    from ranked
    where age_rank = 1
)

select * from newest
