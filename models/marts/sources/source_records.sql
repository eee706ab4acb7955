{#- Days are read by the clocks of the systems, which dbt must know before it runs. -#}
{%- do source('night', 'system_clocks') -%}
{%- do source('night', 'readings') -%}
{%- set tables = [] -%}
{%- if execute -%}
    {%- for node in graph.sources.values() | sort(attribute='unique_id') if node.source_name in var('sources') -%}
        {%- do tables.append((node.source_name, node.name)) -%}
    {%- endfor -%}
{%- endif -%}

{#- One statement numbers the rows of all tables: planning one for each takes longer than reading them. -#}
with keyed as materialized (
    {%- for system, table in tables %}
    select
        '{{ system }}' as source_system,
        '{{ table }}' as source_table,
        keyed_rows.*
    from ({{ keyed_rows(system, table, with_values=false) }}) as keyed_rows
    {{- ' union all' if not loop.last }}
    {%- else %}
    select
        cast(null as text) as source_system,
        cast(null as text) as source_table,
        cast(null as timestamp) as clock,
        cast(null as text) as record_key,
        cast(null as boolean) as has_key,
        cast(null as text) as unreadable_columns,
        cast(null as text) as {{ quoted('ended because') }}
    where false
    {%- endfor %}
),

repeated as {{ read_again() }} (
    {{ repeated_keys(within=['source_system', 'source_table']) }}
),

records as (
    {{ numbered_copies(within=['source_system', 'source_table'], clock='clock') }}
),

named as (
    select
        source_system || ':' || source_table || ':' || record_key || case when has_key then '#' else '#no key ' end
        || cast(copy_number as text) as source_record_id,
        source_system,
        source_table,
        record_key,
        has_key,
        copy_number,
        copies,
        unreadable_columns,
        {{ quoted('ended because') }} as ended_because
    from records
)

select * from named
