{#-
    A raw value as its column is declared, whatever the column really is: text that gives no value,
    a date outside 1990 to 2049, a number beyond a trillion and a code that lost its leading zeros
    become NULL.
-#}

{% macro type_family(data_type) %}
    {%- set said = data_type | lower -%}
    {%- for family, words in {
        'timestamptz': ['timestamp with time zone', 'timestamptz'],
        'timestamp': ['timestamp'],
        'date': ['date'],
        'boolean': ['bool'],
        'double': ['double', 'float', 'real'],
        'numeric': ['numeric', 'decimal', 'hugeint', 'uhugeint', 'ubigint'],
        'bigint': ['bigint', 'int', 'smallint', 'tinyint', 'uint', 'usmallint', 'utinyint'],
        'text': ['text', 'char', 'varchar', 'string'],
    }.items() -%}
        {%- for word in words if said.startswith(word) -%} {{ return(family) }} {%- endfor -%}
    {%- endfor -%}
    {{ return('other') }}
{% endmacro %}

{% macro type_families(relation) %}{{ return(adapter.dispatch('type_families')(relation)) }}{% endmacro %}

{% macro default__type_families(relation) %}
    {%- set found = {} -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do found.update({column.name: type_family(column.dtype)}) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{#- DuckDB's catalogue opens the files of every view to list the columns of one; this opens its own. -#}
{% macro duckdb__type_families(relation) %}
    {%- set found = {} -%}
    {%- for row in run_query('describe ' ~ relation).rows -%}
        {%- do found.update({row[0]: type_family(row[1])}) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{% macro as_text(column, actual) %}
    {%- if actual == 'text' -%} {{ return("nullif(" ~ trimmed(column) ~ ", '')") }}
    {%- elif actual in ['double', 'numeric'] -%}
        {#- Said to be a double, it is written without an exponent on every engine. #}
        {%- set number = 'cast(' ~ column ~ ' as double precision)' if actual == 'double' else column -%}
        {{ return('regexp_replace(cast(' ~ number ~ " as text), '[.]0+$', '')") }}
    {%- else -%} {{ return('cast(' ~ column ~ ' as text)') }}
    {%- endif -%}
{% endmacro %}

{#- A text without the blanks around it. -#}
{% macro trimmed(value) %}{{ return(adapter.dispatch('trimmed')(value)) }}{% endmacro %}

{% macro default__trimmed(value) %}{{ return('trim(' ~ value ~ ', ' ~ blanks() ~ ')') }}{% endmacro %}

{#- DuckDB compares every sign of a text with every blank. Nearly none begin or end with one. -#}
{% macro duckdb__trimmed(value) %}
    {%- set is_bare = value ~ " between '!' and '~' and (" ~ value ~ ")[-1] between '!' and '~'" -%}
    {{ return('case when ' ~ is_bare ~ ' then ' ~ value ~ ' else ' ~ default__trimmed(value) ~ ' end') }}
{% endmacro %}

{#-
    What counts as blank on every engine, that included which nobody sees. Thousands of readings say
    it, and to plan them takes half as long where it is one text and not put together of nine.
-#}
{% macro blanks() %}{{ return("' \t\n\u000b\u000c\r\u00a0\u200b\ufeff'") }}{% endmacro %}

{#- Whether a value is more than blanks. -#}
{% macro is_written(value) -%}
    coalesce(translate(cast({{ value }} as text), {{ blanks() }}, '') <> '', false)
{%- endmacro %}

{#- A moment where the contract declares a day; `is_moment` as of `try_day`. -#}
{% macro day_of(system, moment, is_moment) -%}
    {%- if is_moment -%} {{ system_day(system, moment) }}
    {%- else -%} case when {{ moment }} = date_trunc('day', {{ moment }}) then cast({{ moment }} as date) else {{ system_day(system, moment) }} end
    {%- endif -%}
{%- endmacro %}

{% macro as_declared(column, declared, actual, system='', is_moment=false) %}
    {%- if declared == 'text' -%} {{ return(as_text(column, actual)) }}
    {%- elif declared == actual -%} {{ return('cast(' ~ column ~ ' as ' ~ declared ~ ')') if declared == 'bigint' else return(column) }}
    {%- elif declared == 'date' and actual == 'timestamptz' -%}
        {{ return(day_of("'" ~ system ~ "'", "(cast(" ~ column ~ " as timestamptz) at time zone 'UTC')", is_moment)) }}
    {%- elif declared == 'date' and actual == 'timestamp' -%} {{ return(day_of("'" ~ system ~ "'", column, is_moment)) }}
    {%- elif declared == 'timestamp' and actual == 'timestamptz' -%}
        {{ return('cast(cast(' ~ column ~ " as timestamptz) at time zone 'UTC' as " ~ declared ~ ')') }}
    {%- elif declared in ['timestamp', 'date'] and actual in ['timestamp', 'date'] -%}
        {{ return('cast(' ~ column ~ ' as ' ~ declared ~ ')') }}
    {%- elif declared == 'numeric' and actual == 'bigint' -%} {{ return('cast(' ~ column ~ ' as numeric(28, 8))') }}
    {%- elif declared == 'timestamp' -%} {{ return(try_timestamp(as_text(column, actual))) }}
    {%- elif declared == 'date' -%} {{ return(try_day("'" ~ system ~ "'", as_text(column, actual), is_moment)) }}
    {%- elif declared == 'numeric' -%} {{ return(try_numeric(as_text(column, actual))) }}
    {%- elif declared == 'bigint' -%} {{ return(try_bigint(as_text(column, actual))) }}
    {%- elif declared == 'boolean' -%} {{ return(try_boolean(as_text(column, actual))) }}
    {%- endif -%}
{% endmacro %}

{% macro if_plausible(name, declared, expression, digits=none) %}
    {%- set is_open_ended = name.endswith('_end') or name in ['ends_on', 'valid_to'] -%}
    {%- if declared in ['timestamp', 'date'] and not is_open_ended -%}
        {{ return("case when " ~ expression ~ " >= date '1990-01-01' and " ~ expression ~ " < date '2050-01-01' then " ~ expression ~ " end") }}
    {%- elif declared == 'numeric' -%}
        {{ return("case when abs(" ~ expression ~ ") < 1000000000000 then cast(" ~ expression ~ " as numeric(28, 8)) end") }}
    {%- elif digits -%}
        {{ return("case when length(" ~ expression ~ ") >= " ~ digits ~ " or translate(" ~ expression ~ ", '0123456789', '') <> '' then " ~ expression ~ " end") }}
    {%- else -%} {{ return(expression) }}
    {%- endif -%}
{% endmacro %}

{#-
    Countries whose postal codes are digits alone, by how many of them each code has. A country that
    has codes of several lengths is with its shortest.
-#}
{% macro postal_code_lengths() %}
    {{ return({
        4: ['AF', 'AL', 'AM', 'AR', 'AT', 'AU', 'BD', 'BE', 'BG', 'CH', 'CY', 'DK', 'GE', 'HU', 'LI', 'LU', 'LV',
            'MK', 'NO', 'NZ', 'PH', 'PT', 'SI', 'TN', 'ZA'],
        5: ['BA', 'CR', 'CU', 'CZ', 'DE', 'DO', 'DZ', 'EE', 'EG', 'ES', 'FI', 'FR', 'GR', 'GT', 'HR', 'ID', 'IL',
            'IT', 'JO', 'KE', 'KR', 'KW', 'LK', 'LT', 'MA', 'MC', 'ME', 'MX', 'MY', 'NP', 'PE', 'PK', 'PL', 'PR',
            'RS', 'SA', 'SE', 'SK', 'SM', 'TH', 'TR', 'UA', 'US', 'UY', 'VA', 'VN'],
        6: ['BY', 'CN', 'CO', 'EC', 'IN', 'KG', 'KZ', 'NG', 'RO', 'RU', 'SG', 'TJ', 'TM', 'UZ'],
        7: ['CL', 'JP'],
        8: ['BR'],
    }) }}
{% endmacro %}

{#-
    A postal code, or null where it is a number with fewer digits than the codes of its row's country
    have: a spreadsheet took its zeros. Nothing is known of other codes, and of a country that cannot be read.
-#}
{% macro postal_code_of(code, country) -%}
    case
        when translate({{ code }}, '0123456789', '') <> '' then {{ code }}
        {%- for length, countries in postal_code_lengths().items() %}
        when length({{ code }}) < {{ length }} and {{ country }} in (
            select readings.typed
            from {{ source('night', 'readings') }} as readings
            where readings.kind = 'country' and readings.value in ('{{ countries | join("', '") }}')
        ) then null
        {%- endfor %}
        else {{ code }}
    end
{%- endmacro %}
