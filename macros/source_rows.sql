{#-
    A raw table, read by the columns that its source declares. Whatever a column really is,
    it comes out as declared: text that gives no value, a date outside 1990 to 2049 and a
    number beyond a trillion become NULL, and the column is named in unreadable_columns.
-#}

{% macro declared_table(system, table) %}
    {% for node in graph.sources.values() if node.source_name == system and node.name == table %}
        {{ return(node) }}
    {% endfor %}
    {{ exceptions.raise_compiler_error(system ~ '.' ~ table ~ ': no source declares it') }}
{% endmacro %}

{% macro type_family(data_type) %}
    {%- set said = data_type | lower -%}
    {%- for family, words in {
        'timestamptz': ['timestamp with', 'timestamptz'],
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
    {%- if actual == 'text' -%} {{ return('nullif(trim(' ~ column ~ "), '')") }}
    {%- elif actual == 'double' -%}
        {{ return('regexp_replace(cast(' ~ column ~ " as text), '[.]0$', '')") }}
    {%- else -%} {{ return('cast(' ~ column ~ ' as text)') }}
    {%- endif -%}
{% endmacro %}

{% macro as_declared(column, declared, actual) %}
    {%- if declared == 'text' -%} {{ return(as_text(column, actual)) }}
    {%- elif declared == actual -%} {{ return('cast(' ~ column ~ ' as ' ~ declared ~ ')') if declared == 'bigint' else return(column) }}
    {%- elif declared in ['timestamp', 'date'] and actual == 'timestamptz' -%}
        {{ return('cast(' ~ column ~ " at time zone 'UTC' as " ~ declared ~ ')') }}
    {%- elif declared in ['timestamp', 'date'] and actual in ['timestamp', 'date'] -%}
        {{ return('cast(' ~ column ~ ' as ' ~ declared ~ ')') }}
    {%- elif declared == 'numeric' and actual == 'bigint' -%} {{ return('cast(' ~ column ~ ' as numeric(28, 8))') }}
    {%- elif declared == 'timestamp' -%} {{ return(try_timestamp(as_text(column, actual))) }}
    {%- elif declared == 'date' -%} {{ return(try_date(as_text(column, actual))) }}
    {%- elif declared == 'numeric' -%} {{ return(try_numeric(as_text(column, actual))) }}
    {%- elif declared == 'bigint' -%} {{ return(try_bigint(as_text(column, actual))) }}
    {%- elif declared == 'boolean' -%} {{ return(try_boolean(as_text(column, actual))) }}
    {%- endif -%}
{% endmacro %}

{% macro if_plausible(name, declared, expression) %}
    {%- set is_open_ended = name.endswith('_end') or name in ['ends_on', 'valid_to'] -%}
    {%- if declared in ['timestamp', 'date'] and not is_open_ended -%}
        {{ return("case when " ~ expression ~ " >= date '1990-01-01' and " ~ expression ~ " < date '2050-01-01' then " ~ expression ~ " end") }}
    {%- elif declared == 'numeric' -%}
        {{ return("case when abs(" ~ expression ~ ") < 1000000000000 then cast(" ~ expression ~ " as numeric(28, 8)) end") }}
    {%- else -%} {{ return(expression) }}
    {%- endif -%}
{% endmacro %}

{#-
    Every row of a raw table, with its key as text, the number of its copy and the copies of
    its key. Without its values it is many times narrower, and numbered all the same.
-#}
{% macro source_rows(system, table, with_values=true) %}
{%- if not execute -%} select * from {{ source(system, table) }}
{%- else -%}
{%- set node = declared_table(system, table) -%}
{%- set relation = api.Relation.create(database=node.database, schema=node.schema, identifier=node.identifier) -%}
{%- set meta = node.config.meta -%}
{%- set actual_types = type_families(relation) -%}
{%- set columns = [] -%}
{%- for name, column in node.columns.items() if with_values or column.data_type != 'text' or name in meta.key -%}
    {%- set actual = actual_types.get(name, 'text') -%}
    {%- set quoted = adapter.quote(name) -%}
    {%- do columns.append({
        'name': name,
        'quoted': quoted,
        'value': if_plausible(name, column.data_type, as_declared(quoted, column.data_type, actual)),
        'text': as_text(quoted, actual),
        'is_checked': column.data_type != 'text' and (column.data_type != actual or column.data_type in ['timestamp', 'date', 'numeric']),
    }) -%}
{%- endfor %}
select
    numbered.*
from (
    with valued as (
        select
            {%- for column in columns %}
            {{ column.value }} as {{ column.quoted }},
            {%- if column.is_checked %}
            {{ column.text }} as {{ adapter.quote(column.name ~ ' as typed') }},
            {%- endif %}
            {%- endfor %}
            1 as one
        from {{ relation }}
    ),

    keyed as (
        select
            {%- for column in columns if with_values or column.name == meta.clock %}
            {{ column.quoted }},
            {%- endfor %}
            {%- for name in meta.key %}
            {% set column = (columns | selectattr('name', 'equalto', name) | list)[0] -%}
            {%- if column.is_checked -%}
            coalesce(cast({{ column.quoted }} as text), {{ adapter.quote(name ~ ' as typed') }}, '')
            {%- else -%}
            coalesce(cast({{ column.quoted }} as text), '')
            {%- endif -%}
            {{ " || '/' ||" if not loop.last }}
            {%- endfor %} as record_key,
            nullif(concat_ws(
                ','
                {%- for column in columns if column.is_checked %},
                case
                    when {{ column.quoted }} is null and {{ adapter.quote(column.name ~ ' as typed') }} is not null
                        then '{{ column.name }}'
                end
                {%- else %}, ''
                {%- endfor %}
            ), '') as unreadable_columns
        from valued
    ),

    repeated as (
        select record_key as repeated_key, count(*) as copies
        from keyed
        group by record_key
        having count(*) > 1
    )

    select keyed.*, 1 as copy_number, 1 as copies
    from keyed
    left join repeated on keyed.record_key = repeated.repeated_key
    where repeated.repeated_key is null

    union all

    select
        keyed.*,
        cast(row_number() over (
            partition by keyed.record_key
            order by
                {%- if meta.clock %}
                keyed.{{ adapter.quote(meta.clock) }} desc nulls last,
                {%- endif %}
                keyed.unreadable_columns nulls first
                {%- for column in columns if with_values %},
                {{ byte_order('cast(keyed.' ~ column.quoted ~ ' as text)') }} nulls last
                {%- endfor %}
        ) as integer) as copy_number,
        cast(repeated.copies as integer) as copies
    from keyed
    inner join repeated on keyed.record_key = repeated.repeated_key
) as numbered
{%- endif -%}
{% endmacro %}

{#- What the marts read: the newest copy of each record that has a key and was not deleted. -#}
{% macro current_rows(system, table) %}
{{ source_rows(system, table) }}
{%- if execute %}
{%- set node = declared_table(system, table) %}
where copy_number = 1
{%- for name in node.config.meta.key %}
    and {{ adapter.quote(name) }} is not null
{%- endfor %}
{%- for name in ['is_deleted', '_fivetran_deleted'] if name in node.columns %}
    and coalesce({{ adapter.quote(name) }}, false) = false
{%- endfor %}
{%- endif %}
{% endmacro %}
