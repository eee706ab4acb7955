{% macro declared_table(system, table) %}
    {% for node in graph.sources.values() if node.source_name == system and node.name == table %}
        {{ return(node) }}
    {% endfor %}
    {{ exceptions.raise_compiler_error(system ~ '.' ~ table ~ ': no source declares it') }}
{% endmacro %}

{#-
    Every row of a raw table, with its key as text, the number of its copy and the copies of
    its key. Without its values it is many times narrower, and numbered all the same. Rows that
    lack a part of their key are nobody's copies; they are numbered from the oldest, so that a
    new one renames none.
-#}
{% macro source_rows(system, table, with_values=true) %}
{%- if not execute -%} select * from {{ source(system, table) }}
{%- else -%}
{%- set node = declared_table(system, table) -%}
{%- set relation = api.Relation.create(database=node.database, schema=node.schema, identifier=node.identifier) -%}
{%- set meta = node.config.meta -%}
{%- set actual_types = type_families(relation) -%}
{%- set columns = [] -%}
{%- for name, column in node.columns.items() if with_values or column.data_type != 'text' or column.config.meta.digits or name in meta.key -%}
    {%- set actual = actual_types.get(name, 'text') -%}
    {%- set quoted = adapter.quote(name) -%}
    {%- set digits = column.config.meta.digits -%}
    {%- do columns.append({
        'name': name,
        'quoted': quoted,
        'value': if_plausible(name, column.data_type, as_declared(quoted, column.data_type, actual), digits),
        'text': as_text(quoted, actual),
        'is_checked': digits or column.data_type != 'text' and (column.data_type != actual or column.data_type in ['timestamp', 'date', 'numeric']),
    }) -%}
{%- endfor %}
select
    numbered.*
from (
    with valued as {{ inlined() }} (
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

    {#- Keys alone are narrow: kept, they are read and planned once in place of four times. #}
    keyed as {{ inlined() if with_values else 'materialized' }} (
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
            {% for name in meta.key %}
            {%- set column = (columns | selectattr('name', 'equalto', name) | list)[0] -%}
            {{ is_written(adapter.quote(name ~ ' as typed') if column.is_checked else column.quoted) }}
            {{- ' and ' if not loop.last }}
            {%- endfor %} as has_key,
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

    repeated as {{ inlined() }} (
        select record_key as repeated_key, has_key as repeated_has_key, count(*) as copies
        from keyed
        group by record_key, has_key
        having count(*) > 1 or not has_key
    )

    select keyed.*, 1 as copy_number, 1 as copies
    from keyed
    left join repeated
        on keyed.record_key = repeated.repeated_key and keyed.has_key = repeated.repeated_has_key
    where repeated.repeated_key is null

    union all

    select
        keyed.*,
        cast(row_number() over (
            partition by keyed.record_key, keyed.has_key
            order by
                {%- if meta.clock %}
                case when not keyed.has_key then keyed.{{ adapter.quote(meta.clock) }} end nulls last,
                keyed.{{ adapter.quote(meta.clock) }} desc nulls last,
                {%- endif %}
                keyed.unreadable_columns nulls first
                {%- for column in columns if with_values %},
                {{ byte_order('cast(keyed.' ~ column.quoted ~ ' as text)') }} nulls last
                {%- endfor %}
        ) as integer) as copy_number,
        cast(case when keyed.has_key then repeated.copies else 1 end as integer) as copies
    from keyed
    inner join repeated
        on keyed.record_key = repeated.repeated_key and keyed.has_key = repeated.repeated_has_key
) as numbered
{%- endif -%}
{% endmacro %}

{#- The newest copy of each record that has a key, whether it was deleted or not. -#}
{% macro newest_rows(system, table) %}
{{ source_rows(system, table) }}
{%- if execute %}
where copy_number = 1
    and has_key
{%- for name in declared_table(system, table).config.meta.key %}
    and {{ adapter.quote(name) }} is not null
{%- endfor %}
{%- endif %}
{% endmacro %}

{#- What the marts read: the newest copy of each record that has a key and was not deleted. -#}
{% macro current_rows(system, table) %}
{{ newest_rows(system, table) }}
{%- if execute %}
{%- set node = declared_table(system, table) %}
{%- for name in ['is_deleted', '_fivetran_deleted'] if name in node.columns %}
    and coalesce({{ adapter.quote(name) }}, false) = false
{%- endfor %}
{%- endif %}
{% endmacro %}
