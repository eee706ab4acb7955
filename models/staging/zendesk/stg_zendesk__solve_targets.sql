{{ config(enabled='zendesk' in var('sources')) }}

with metrics as (
    {{ current_rows('zendesk', 'sla_policy_metric_history', but=['deleted']) }}
),

links as (
    {{ current_rows('zendesk', 'ticket_sla_policy') }}
),

schedules as (
    {{ current_rows('zendesk', 'schedule', but=['deleted']) }}
),

ticket_schedules as (
    {{ current_rows('zendesk', 'ticket_schedule') }}
),

tickets as (
    {{ current_rows('zendesk', 'ticket') }}
),

stated as (
    select
        sla_policy_id,
        sla_policy_updated_at,
        min(case when coalesce(_fivetran_deleted, false) then _fivetran_synced end) as deleted_at
    from metrics
    group by sla_policy_id, sla_policy_updated_at
),

{# A change of a policy is a new version of it: it holds until the next one, or until it was deleted. #}
versions as (
    select
        sla_policy_id,
        sla_policy_updated_at as valid_from,
        least(
            lead(sla_policy_updated_at) over (partition by sla_policy_id order by sla_policy_updated_at),
            deleted_at,
            timestamp '9999-12-31 00:00:00'
        ) as valid_until
    from stated
),

applied as (
    select
        ticket_id,
        sla_policy_id,
        policy_applied_at,
        row_number() over (partition by ticket_id order by policy_applied_at desc, sla_policy_id desc) as age_rank
    from links
),

desk as (
    select count(*) > 0 as policies_are_linked from links
),

{# A ticket keeps the policy that was applied to it, else those of the day on which it came. #}
bound as (
    select tickets.id, versions.sla_policy_id, versions.valid_from, count(*) over (partition by tickets.id) as policy_count
    from tickets
    cross join desk
    left join applied on tickets.id = applied.ticket_id and applied.age_rank = 1
    inner join versions
        on
            (applied.sla_policy_id = versions.sla_policy_id or (applied.ticket_id is null and not desk.policies_are_linked))
            and coalesce(applied.policy_applied_at, tickets.created_at) >= versions.valid_from
            and coalesce(applied.policy_applied_at, tickets.created_at) < versions.valid_until
),

{# Where several policies may be the ticket's, a target is known only if all of them set it. #}
set_targets as (
    select
        bound.id,
        metrics.metric,
        metrics.priority,
        min(metrics.target) as target,
        bool_or(coalesce(metrics.business_hours, false)) as is_in_business_hours
    from bound
    inner join metrics
        on bound.sla_policy_id = metrics.sla_policy_id and bound.valid_from = metrics.sla_policy_updated_at
    where metrics.metric in ('requester_wait_time', 'agent_work_time', 'total_resolution_time')
    group by bound.id, metrics.metric, metrics.priority
    having
        count(distinct bound.sla_policy_id) = max(bound.policy_count)
        and min(metrics.target) = max(metrics.target)
        and bool_or(coalesce(metrics.business_hours, false)) = bool_and(coalesce(metrics.business_hours, false))
),

listed_schedules as (
    select
        id,
        min(created_at) as created_at,
        case when bool_and(coalesce(_fivetran_deleted, false)) then max(_fivetran_synced) end as deleted_at
    from schedules
    group by id
),

{# The desk's own schedule is its oldest of the ticket's date; a trigger may give a ticket another one. #}
own_schedule as (
    select
        tickets.id as ticket_id,
        listed_schedules.id,
        row_number() over (partition by tickets.id order by listed_schedules.created_at nulls last, listed_schedules.id) as age_rank,
        count(*) over (partition by tickets.id) as schedule_count,
        listed_schedules.created_at
    from tickets
    inner join listed_schedules on listed_schedules.deleted_at is null or tickets.created_at < listed_schedules.deleted_at
),

given as (
    select
        ticket_id,
        schedule_id,
        row_number() over (partition by ticket_id order by created_at desc, schedule_id desc) as age_rank
    from ticket_schedules
),

targets as (
    select
        {{ record_id('zendesk', 'set_targets.id') }} as ticket_id,
        set_targets.metric,
        set_targets.priority,
        set_targets.target as target_minutes,
        case
            when set_targets.is_in_business_hours then {{ record_id('zendesk', 'coalesce(given.schedule_id, own_schedule.id)') }}
            else 'always'
        end as calendar
    from set_targets
    left join given on set_targets.id = given.ticket_id and given.age_rank = 1
    left join own_schedule
        on
            set_targets.id = own_schedule.ticket_id
            and own_schedule.age_rank = 1
            and (own_schedule.schedule_count = 1 or own_schedule.created_at is not null)
)

select * from targets
