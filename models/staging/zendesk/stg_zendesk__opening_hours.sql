{{ config(enabled='zendesk' in var('sources')) }}

with schedules as (
    {{ current_rows('zendesk', 'schedule') }}
),

listed as (
    {{ current_rows('zendesk', 'schedule', but=['deleted']) }}
),

holidays as (
    {{ current_rows('zendesk', 'schedule_holiday', but=['deleted']) }}
),

tickets as (
    select min(created_at) as first_at from {{ ref('stg_zendesk__tickets') }}
),

engine_zones as (
    select distinct name from {{ engine_zones() }}
),

rails_zones as (
    {{ rails_zones() }}
),

{# Hours that were changed are deleted rows. From when the old ones held nobody says, so before that nothing is known. #}
known as (
    select
        id,
        min(created_at) as created_at,
        max(case when coalesce(_fivetran_deleted, false) then _fivetran_synced end) as changed_at
    from listed
    group by id
),

calendars as (
    select
        schedules.id,
        max(engine_zones.name) as time_zone,
        max(known.created_at) as created_at,
        max(known.changed_at) as changed_at
    from schedules
    inner join known on schedules.id = known.id
    left join rails_zones on schedules.time_zone = rails_zones.name
    inner join engine_zones on coalesce(rails_zones.zone, schedules.time_zone) = engine_zones.name
    group by schedules.id
),

digits as (
    {%- for digit in range(10) %}
    select {{ digit }} as digit
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

{# Every day since the first ticket, and one more for zones that are ahead. #}
days as (
    select cast(tickets.first_at as date) - 1 + ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit as day
    from tickets
    cross join digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
),

{# A holiday that was cleared away once it was over was one. #}
closed_spans as (
    select distinct schedule_id, start_date, end_date
    from holidays
    where not coalesce(_fivetran_deleted, false) or end_date < cast(_fivetran_synced as date)
),

open_days as (
    select
        calendars.id,
        calendars.time_zone,
        days.day,
        1440 * mod({{ iso_weekday('days.day') }}, 7) as first_minute,
        closed_spans.schedule_id is not null as is_holiday
    from days
    cross join calendars
    left join closed_spans
        on calendars.id = closed_spans.schedule_id and days.day between closed_spans.start_date and closed_spans.end_date
    where
        days.day <= {{ today() }} + 1
        and (calendars.created_at is null or days.day >= cast(calendars.created_at as date))
        and (calendars.changed_at is null or days.day > cast(calendars.changed_at as date))
),

{# An opening that lasts over midnight belongs to both days. #}
openings as (
    select distinct
        open_days.id,
        open_days.time_zone,
        open_days.day,
        case when schedules.id is not null then cast(greatest(schedules.start_time - open_days.first_minute, 0) as integer) end as opens_minute,
        case when schedules.id is not null then cast(least(schedules.end_time - open_days.first_minute, 1440) as integer) end as closes_minute
    from open_days
    left join schedules
        on
            open_days.id = schedules.id
            and not open_days.is_holiday
            and open_days.first_minute + 1440 > schedules.start_time
            and open_days.first_minute < schedules.end_time
),

hours as (
    select
        {{ record_id('zendesk', 'id') }} as calendar,
        time_zone,
        day,
        {{ moment_of("cast(day as timestamp) + opens_minute * interval '1 minute'", 'time_zone') }} as opens_at,
        {{ moment_of("cast(day as timestamp) + closes_minute * interval '1 minute'", 'time_zone') }} as closes_at
    from openings
)

select * from hours
