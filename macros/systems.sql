{#- One row a system that is on; whose rows a model brings is known from this column. -#}
{% macro systems_on() -%}
    {%- for system in var('sources') %}
    select '{{ system }}' as source_system
    {{- ' union all' if not loop.last }}
    {%- else %}
    select cast(null as text) as source_system
    where false
    {%- endfor %}
{%- endmacro %}
