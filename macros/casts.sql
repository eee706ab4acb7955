{#- Text to a value, or NULL where it says none. ISO dates only; 31/12/2026 could be anything. -#}

{% macro iso_timestamp_pattern() -%}
^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)? ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?)?$
{%- endmacro %}

{% macro number_pattern() -%} ^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$ {%- endmacro %}

{% macro try_timestamp(expression) %}{{ return(adapter.dispatch('try_timestamp')(expression)) }}{% endmacro %}

{#-
    The day that a text says in a system. Midnight as typed is a day without a time, as vendors write
    dates; of a property that is a moment by its nature (`is_moment`) it is a time as any other.
-#}
{% macro try_day(system, expression, is_moment=false) -%}
    case
        when length({{ expression }}) = 10
            {%- if not is_moment %}
            or substr({{ expression }}, 12, 5) = '00:00'
            and (substr({{ expression }}, 17, 1) <> ':' or substr({{ expression }}, 18, 2) = '00') and {{ try_timestamp(expression) }} is not null
            {%- endif %}
            then cast({{ try_timestamp('substr(' ~ expression ~ ', 1, 10)') }} as date)
        else {{ system_day(system, try_timestamp(expression)) }}
    end
{%- endmacro %}

{% macro try_numeric(expression) %}{{ return(adapter.dispatch('try_numeric')(expression)) }}{% endmacro %}

{% macro try_bigint(expression) %}{{ return(adapter.dispatch('try_bigint')(expression)) }}{% endmacro %}

{% macro try_boolean(expression) -%}
    case
        when lower({{ expression }}) in ('true', 't', 'yes', 'y', '1') then true
        when lower({{ expression }}) in ('false', 'f', 'no', 'n', '0') then false
    end
{%- endmacro %}

{% macro default__try_timestamp(expression) -%}
    case
        when regexp_matches({{ expression }}, '{{ iso_timestamp_pattern() }}')
            {#- DuckDB reads no offset behind a blank. #}
            then try_cast(regexp_replace({{ expression }}, ' ([+-])', '\1') as timestamptz) at time zone 'UTC'
    end
{%- endmacro %}

{% macro default__try_numeric(expression) -%}
    case
        when regexp_matches({{ expression }}, '{{ number_pattern() }}')
            then try_cast({{ expression }} as numeric(28, 8))
    end
{%- endmacro %}

{% macro default__try_bigint(expression) -%}
    case
        when {{ try_numeric(expression) }} = trunc({{ try_numeric(expression) }})
            then try_cast({{ try_numeric(expression) }} as bigint)
    end
{%- endmacro %}

{% macro postgres__try_timestamp(expression) -%}
    {{ target.schema }}.try_timestamp({{ expression }})
{%- endmacro %}

{% macro postgres__try_numeric(expression) -%}
    {{ target.schema }}.try_numeric({{ expression }})
{%- endmacro %}

{% macro postgres__try_bigint(expression) -%}
    {{ target.schema }}.try_bigint({{ expression }})
{%- endmacro %}

{#-
    Run before the build: PostgreSQL has no cast that answers NULL, so it gets functions. They catch
    what a cast raises, which the server cannot do in a query that it splits among workers, as it
    does with large tables: none of them may be called safe there.
-#}
{% macro create_functions() %}{{ return(adapter.dispatch('create_functions')()) }}{% endmacro %}

{% macro default__create_functions() %}{% endmacro %}

{% macro postgres__create_functions() %}
    create schema if not exists {{ target.schema }};

    create or replace function {{ target.schema }}.try_timestamp(said text) returns timestamp
    language plpgsql stable set timezone = 'UTC' as $body$
    begin
        if said !~ '{{ iso_timestamp_pattern() }}' then return null; end if;
        return cast(regexp_replace(said, '([.][0-9]{6})[0-9]+', '\1') as timestamptz) at time zone 'UTC';
    exception when others then return null;
    end $body$;

    create or replace function {{ target.schema }}.try_numeric(said text) returns numeric
    language plpgsql immutable as $body$
    begin
        if said !~ '{{ number_pattern() }}' then return null; end if;
        return cast(said as numeric(28, 8));
    exception when others then return null;
    end $body$;

    create or replace function {{ target.schema }}.try_bigint(said text) returns bigint
    language plpgsql immutable as $body$
    declare
        number numeric := {{ target.schema }}.try_numeric(said);
    begin
        if number <> trunc(number) then return null; end if;
        return cast(number as bigint);
    exception when others then return null;
    end $body$;
{% endmacro %}
