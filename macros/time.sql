{#- Moments are UTC. Differences are doubles of whole microseconds, so that engines agree. -#}

{% macro as_of() -%} (select as_of from {{ source('night', 'as_of') }}) {%- endmacro %}

{% macro today() -%} (select cast(as_of as date) from {{ source('night', 'as_of') }}) {%- endmacro %}

{#- The day by which the registry is read: that of --as-of, else that of the run. -#}
{% macro definitions_day() -%} (select definitions_on from {{ source('night', 'as_of') }}) {%- endmacro %}

{#- Whether a row of the registry holds on the day by which the registry is read. -#}
{% macro holds_today(valid_from, valid_to) -%}
    coalesce(
        {{ valid_from }} <= {{ definitions_day() }}
        and coalesce({{ valid_to }}, {{ definitions_day() }}) >= {{ definitions_day() }}, false
    )
{%- endmacro %}

{% macro seconds_between(earlier, later) %}
    {{- return(adapter.dispatch('seconds_between')(earlier, later)) -}}
{% endmacro %}

{% macro default__seconds_between(earlier, later) -%}
    cast((epoch_us({{ later }}) - epoch_us({{ earlier }})) / 1000000 as double precision)
{%- endmacro %}

{% macro postgres__seconds_between(earlier, later) -%}
    cast(extract(epoch from ({{ later }}) - ({{ earlier }})) as double precision)
{%- endmacro %}

{% macro minutes_between(earlier, later) -%}
    {{ seconds_between(earlier, later) }} / cast(60 as double precision)
{%- endmacro %}

{% macro hours_between(earlier, later) -%}
    {{ seconds_between(earlier, later) }} / cast(3600 as double precision)
{%- endmacro %}

{#- The time that passed, in days with fractions: half a day is 0.5. -#}
{% macro elapsed_days(earlier, later) -%}
    {{ seconds_between(earlier, later) }} / cast(86400 as double precision)
{%- endmacro %}

{#- Calendar days from the one's day to the other's, as the function of the rules counts them. -#}
{% macro days_between(earlier, later) -%}
    cast(cast({{ later }} as date) - cast({{ earlier }} as date) as integer)
{%- endmacro %}

{% macro is_same_month(one, other) -%}
    date_trunc('month', {{ one }}) = date_trunc('month', {{ other }})
{%- endmacro %}

{% macro is_valid_today(valid_from, valid_to) -%}
    coalesce(
        {{ valid_from }} <= {{ today() }}
        and coalesce({{ valid_to }}, {{ today() }}) >= {{ today() }}, false
    )
{%- endmacro %}

{#- The zones whose clock an engine can tell; another one would stop the night. -#}
{% macro engine_zones() %}{{ return(adapter.dispatch('engine_zones')()) }}{% endmacro %}

{% macro default__engine_zones() -%} pg_timezone_names() {%- endmacro %}

{% macro spark__engine_zones() -%}
    (
        select explode(split(translate(java_method('java.time.ZoneId', 'getAvailableZoneIds'), '[] ', ''), ',')) as name
    )
{%- endmacro %}

{#- The clock on the wall in a time zone, which must be one of `engine_zones` or NULL. -#}
{% macro local_time(moment, zone) %}{{ return(adapter.dispatch('local_time')(moment, zone)) }}{% endmacro %}

{% macro default__local_time(moment, zone) -%}
    ((({{ moment }}) at time zone 'UTC') at time zone {{ zone }})
{%- endmacro %}

{#- The moment at which a clock on the wall in a time zone shows a time; the opposite of `local_time`. -#}
{% macro moment_of(local, zone) -%}
    ((({{ local }}) at time zone {{ zone }}) at time zone 'UTC')
{%- endmacro %}

{% macro local_date(moment, zone) -%} cast({{ local_time(moment, zone) }} as date) {%- endmacro %}

{#-
    The zone of a system, which source_systems.csv names, and what follows from it: the clock that the
    system shows its users, the day that a moment is of there, and the day that it is there now.
    `system` is an expression, a column with its table's name. UTC where nobody named a zone.
-#}
{% macro system_zone(system) -%}
    coalesce(
        (select max(clocks.time_zone) from {{ source('night', 'system_clocks') }} as clocks where clocks.source_system = {{ system }}),
        'UTC'
    )
{%- endmacro %}

{% macro system_time(system, moment) -%} {{ local_time(moment, system_zone(system)) }} {%- endmacro %}

{% macro system_day(system, moment) -%} {{ local_date(moment, system_zone(system)) }} {%- endmacro %}

{% macro system_today(system) -%} {{ local_date(as_of(), system_zone(system)) }} {%- endmacro %}

{#- A moment as a key writes it: 2026-03-01T09:00:00, and a fraction of a second only where it has one. -#}
{% macro moment_text(moment) -%}
    rtrim(rtrim({{ adapter.dispatch('microsecond_text')(moment) }}, '0'), '.')
{%- endmacro %}

{% macro default__microsecond_text(moment) -%} strftime({{ moment }}, '%Y-%m-%dT%H:%M:%S.%f') {%- endmacro %}

{% macro postgres__microsecond_text(moment) -%} to_char({{ moment }}, 'YYYY-MM-DD"T"HH24:MI:SS.US') {%- endmacro %}

{#- 1 Monday to 7 Sunday. -#}
{% macro iso_weekday(day) %}{{ return(adapter.dispatch('iso_weekday')(day)) }}{% endmacro %}

{% macro default__iso_weekday(day) -%} cast(extract(isodow from {{ day }}) as integer) {%- endmacro %}

{#- Minutes on the local clock since the midnight with which a day began. -#}
{% macro minute_of_day(day, moment, zone) -%}
    {{ minutes_between('cast(' ~ day ~ ' as timestamp)', local_time(moment, zone)) }}
{%- endmacro %}

{#-
    Whether a moment keeps a bound that was promised for one day and is judged on another: there by the
    clock on the wall, since between the two days the clocks may have changed.
-#}
{% macro keeps_bound(moment, compares, bound, allowed, promised_on, day, zone) -%}
    case
        when {{ day }} = {{ promised_on }} then {{ moment }} {{ compares }} {{ bound }} {{ allowed }}
        else
            {{ local_time(moment, zone) }}
            {{ compares }} {{ local_time(bound, zone) }} + ({{ day }} - {{ promised_on }}) * interval '1 day' {{ allowed }}
    end
{%- endmacro %}

{#- Minutes after midnight as people write them: 22:00, 24:00, and 04:00 of the day after. -#}
{% macro clock_text(minute) -%}
    case
        when {{ minute }} <= 1440 then {{ hour_and_minute(minute) }}
        else {{ hour_and_minute('(' ~ minute ~ ' - 1440)') }} || ' (+1)'
    end
{%- endmacro %}

{% macro hour_and_minute(minute) -%}
    lpad(cast(cast(floor({{ minute }} / 60.0) as integer) as text), 2, '0')
        || ':' || lpad(cast({{ minute }} % 60 as text), 2, '0')
{%- endmacro %}

{% macro hours_text(opens, closes) -%}
    {{ clock_text(opens) }} || '-' || {{ clock_text(closes) }}
{%- endmacro %}

{#- '06:30' or '06:30:00' as minutes after midnight, or NULL. -#}
{% macro clock_minute(said) %}
    {%- set hour = try_bigint("split_part(" ~ said ~ ", ':', 1)") -%}
    {%- set minute = try_bigint("split_part(" ~ said ~ ", ':', 2)") -%}
    {{ return('case when ' ~ hour ~ ' between 0 and 24 and ' ~ minute ~ ' between 0 and 59 then ' ~ hour ~ ' * 60 + ' ~ minute ~ ' end') }}
{% endmacro %}

{#- The eight weeks that end on the day before the night. -#}
{% macro in_last_eight_weeks(date) -%}
    {{ date }} between {{ today() }} - 56 and {{ today() }} - 1
{%- endmacro %}

{% macro last_of_month(date) -%}
    cast(date_trunc('month', {{ date }}) + interval '1 month' as date) - 1
{%- endmacro %}

{#-
    The whole months of a term, its first and its last day included: 1 November to 31 October are
    12. A last day written as the first day that is no longer covered, 1 November to 1 November,
    makes the same 12. A term that begins on a day that its last month lacks ends with that month.
-#}
{% macro term_months(first_day, last_day) %}
    {%- set calendar_months = "((extract(year from cast(" ~ last_day ~ " as date) + 1) - extract(year from " ~ first_day ~ ")) * 12"
        " + extract(month from cast(" ~ last_day ~ " as date) + 1) - extract(month from " ~ first_day ~ "))" -%}
    {{ return(
        "cast(" ~ calendar_months ~ " - case when " ~ first_day ~ " + " ~ calendar_months ~ " * interval '1 month' > cast("
        ~ last_day ~ " as date) + 1 then 1 else 0 end as integer)"
    ) }}
{% endmacro %}
