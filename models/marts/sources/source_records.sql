{%- set tables = [] -%}
{%- if execute -%}
    {%- for node in graph.sources.values() | sort(attribute='unique_id') if node.source_name in var('sources') -%}
        {%- do tables.append((node.source_name, node.name)) -%}
    {%- endfor -%}
{%- endif -%}

with records as (
    {%- for system, table in tables %}
    select
        '{{ system }}' as source_system,
        '{{ table }}' as source_table,
        record_key,
        has_key,
        copy_number,
        copies,
        unreadable_columns,
        {{ adapter.quote('ended because') }} as ended_because
    from ({{ source_rows(system, table, with_values=false) }}) as source_rows
    {{- ' union all' if not loop.last }}
    {%- else %}
    select
        cast(null as text) as source_system,
        cast(null as text) as source_table,
        cast(null as text) as record_key,
        cast(null as boolean) as has_key,
        cast(null as integer) as copy_number,
        cast(null as integer) as copies,
        cast(null as text) as unreadable_columns,
        cast(null as text) as ended_because
    where false
    {%- endfor %}
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
        ended_because
    from records
)

select * from named
