{#- Days are read by the clocks of the systems, which dbt must know before it runs. -#}
{%- do source('night', 'system_clocks') -%}
{%- do source('night', 'readings') -%}
{%- set tables = [] -%}
{%- if execute -%}
    {%- for node in graph.sources.values() | sort(attribute='unique_id') if node.source_name in var('sources') -%}
        {%- do tables.append((node.source_name, node.name)) -%}
    {%- endfor -%}
{%- endif -%}

{#-
    One statement numbers the rows of all tables: planning one for each takes longer than reading
    them. A table goes by its number until all is numbered: its names would be kept row by row.
-#}
with keyed as materialized (
    {%- for system, table in tables %}
    select
        {{ loop.index }} as place,
        keyed_rows.*
    from ({{ keyed_rows(system, table, with_values=false) }}) as keyed_rows
    {{- ' union all' if not loop.last }}
    {%- else %}
    select
        cast(null as integer) as place,
        cast(null as timestamp) as clock,
        cast(null as text) as record_key,
        cast(null as boolean) as has_key,
        cast(null as text) as unreadable_columns,
        cast(null as text) as {{ quoted('ended because') }}
    where false
    {%- endfor %}
),

repeated as {{ read_again() }} (
    {{ repeated_keys(within=['place']) }}
),

records as (
    {{ numbered_copies(within=['place'], clock='clock') }}
),

places as (
    {%- for system, table in tables %}
    select {{ loop.index }} as place, '{{ system }}' as source_system, '{{ table }}' as source_table
    {{- ' union all' if not loop.last }}
    {%- else %}
    select cast(null as integer) as place, cast(null as text) as source_system, cast(null as text) as source_table
    where false
    {%- endfor %}
),

named as (
    select
        places.source_system || ':' || places.source_table || ':' || records.record_key
        || case when records.has_key then '#' else '#no key ' end
        || cast(records.copy_number as text) as source_record_id,
        places.source_system,
        places.source_table,
        records.record_key,
        records.has_key,
        records.copy_number,
        records.copies,
        records.unreadable_columns,
        records.{{ quoted('ended because') }} as ended_because
    from records
    inner join places on records.place = places.place
)

select * from named
