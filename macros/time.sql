{#- Moments are UTC. Differences are doubles of whole microseconds, so that engines agree. -#}

{% macro as_of() -%} (select as_of from {{ source('night', 'as_of') }}) {%- endmacro %}

{% macro today() -%} (select cast(as_of as date) from {{ source('night', 'as_of') }}) {%- endmacro %}

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

{% macro days_between(earlier, later) -%}
    {{ seconds_between(earlier, later) }} / cast(86400 as double precision)
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

{#- 1 Monday to 7 Sunday. -#}
{% macro iso_weekday(date) -%} {{ adapter.dispatch('iso_weekday')(date) }} {%- endmacro %}

{% macro default__iso_weekday(date) -%} cast(extract(isodow from {{ date }}) as integer) {%- endmacro %}

{#- The eight weeks that end on the day before the night. -#}
{% macro in_last_eight_weeks(date) -%}
    {{ date }} between {{ today() }} - 56 and {{ today() }} - 1
{%- endmacro %}
