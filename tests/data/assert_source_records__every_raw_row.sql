-- Every raw row is counted once: no reading of a value may drop its record.
with counted as (
    select
        source_system,
        source_table,
        count(*) as kept
    from {{ ref('source_records') }}
    group by source_system, source_table
),

landed as (
    {%- set tables = [] %}
    {%- if execute %}
    {%- for node in graph.sources.values() if node.source_name in var('sources') %}
    {%- do tables.append(node) %}
    {%- endfor %}
    {%- endif %}
    {%- for node in tables %}
    select
        '{{ node.source_name }}' as source_system,
        '{{ node.name }}' as source_table,
        count(*) as landed
    from {{ node.relation_name }}
    {{- ' union all' if not loop.last }}
    {%- else %}
    select
        cast(null as text) as source_system,
        cast(null as text) as source_table,
        0 as landed
    {%- endfor %}
)

select
    landed.source_system,
    landed.source_table,
    landed.landed,
    counted.kept
from landed
left join counted
    on landed.source_system = counted.source_system and landed.source_table = counted.source_table
where landed.landed <> coalesce(counted.kept, 0)
