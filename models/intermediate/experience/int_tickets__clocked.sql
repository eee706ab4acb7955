{#-
    The minutes that a clock counted up to a moment. Within business hours they are the minutes that
    the calendar was open before the one end of a stretch, less those before the other: each end
    meets the openings of its own day only, however long the ticket lasted.
-#}
with targets as (
    select distinct ticket_id, metric, calendar
    from ({{ unify('solve_targets') }}) as targets
    where calendar is not null
),

stretches as (
    {{ unify('clock_stretches') }}
),

moments as (
    select ticket_id, coalesce(solved_at, {{ as_of() }}) as asked_at from {{ ref('int_tickets__solved') }}
    union
    select ticket_id, changed_at as asked_at
    from ({{ unify('ticket_changes') }}) as changes
    where field = 'priority'
),

cut as (
    select
        targets.ticket_id,
        targets.metric,
        targets.calendar,
        moments.asked_at,
        stretches.runs_from,
        least(stretches.runs_until, moments.asked_at) as runs_until
    from targets
    inner join moments on targets.ticket_id = moments.ticket_id
    inner join stretches
        on
            targets.ticket_id = stretches.ticket_id
            and targets.metric = stretches.metric
            and (moments.asked_at > stretches.runs_from or stretches.runs_from is null)
),

ends as (
    select ticket_id, metric, calendar, asked_at, runs_from as moment, -1 as sign from cut where calendar <> 'always'
    union all
    select ticket_id, metric, calendar, asked_at, runs_until as moment, 1 as sign from cut where calendar <> 'always'
),

hours as (
    {{ unify('opening_hours') }}
),

zones as (
    select distinct calendar, time_zone from {{ ref('int_opening_hours__summed') }}
),

dated as (
    select ends.*, {{ local_date('ends.moment', 'zones.time_zone') }} as day
    from ends
    left join zones on ends.calendar = zones.calendar
),

before_day as (
    select
        dated.ticket_id,
        dated.metric,
        dated.calendar,
        dated.asked_at,
        sum(dated.sign * days.seconds_before) as seconds,
        count(*) = count(days.day) as is_known
    from dated
    left join {{ ref('int_opening_hours__summed') }} as days on dated.calendar = days.calendar and dated.day = days.day
    group by dated.ticket_id, dated.metric, dated.calendar, dated.asked_at
),

on_day as (
    select
        dated.ticket_id,
        dated.metric,
        dated.calendar,
        dated.asked_at,
        sum(dated.sign * {{ seconds_between('hours.opens_at', 'least(dated.moment, hours.closes_at)') }}) as seconds
    from dated
    inner join hours
        on dated.calendar = hours.calendar and dated.day = hours.day and dated.moment > hours.opens_at
    group by dated.ticket_id, dated.metric, dated.calendar, dated.asked_at
),

counted as (
    select
        ticket_id,
        metric,
        calendar,
        asked_at,
        case when count(runs_from) = count(*) then sum({{ seconds_between('runs_from', 'runs_until') }}) end as seconds
    from cut
    where calendar = 'always'
    group by ticket_id, metric, calendar, asked_at
    union all
    select
        before_day.ticket_id,
        before_day.metric,
        before_day.calendar,
        before_day.asked_at,
        case when before_day.is_known then before_day.seconds + coalesce(on_day.seconds, 0) end as seconds
    from before_day
    left join on_day
        on
            before_day.ticket_id = on_day.ticket_id
            and before_day.metric = on_day.metric
            and before_day.calendar = on_day.calendar
            and before_day.asked_at = on_day.asked_at
),

{# Whole seconds are added and divided once, so that a target met to the second is met. #}
clocked as (
    select ticket_id, metric, calendar, asked_at, seconds / cast(60 as double precision) as minutes
    from counted
)

select * from clocked
