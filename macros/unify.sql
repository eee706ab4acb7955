{#-
    An entity is one kind of record in its canonical columns, whichever systems it comes from. Each
    is declared once, in macros/entities/<subject>.sql: the systems that have it, and the type of
    each column. A system that is on brings the model stg_<system>__<entity>.

    dbt knows which models are read before it reads any other file, so a declaration stands in a
    macro; the macro's own lines are comments of YAML, so whoever else reads the file reads YAML.
    A home declares entities of its own in macros/entities/own.sql, as the macro own_entities.
-#}

{% macro declared_entity(name) %}
    {%- set declared = [
        customer_entities(), lifecycle_entities(), delivery_entities(), revenue_entities(),
        experience_entities(), governance_entities(), own_entities() if own_entities is defined else '',
    ] -%}
    {%- for text in declared if '\n' ~ name ~ ':' in text -%}
        {{ return(fromyaml(text)[name]) }}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error('unify: has the unknown entity ' ~ name ~ ', needs one of macros/entities.') }}
{% endmacro %}

{#- No cast may stop the night: a count beyond an integer is unknown. -#}
{% macro fitted(name, type) -%}
    {%- if type == 'integer' -%}
        case when {{ name }} between -2147483648 and 2147483647 then cast({{ name }} as integer) end
    {%- else -%}
        cast({{ name }} as {{ type }})
    {%- endif -%}
{%- endmacro %}

{% macro unify(entity) %}
{%- set contract = declared_entity(entity) -%}
{{ unified(entity, contract.systems, contract.columns) }}
{%- endmacro %}

{#- The records of the systems that are on; of a mart of your own, whatever is off leaves it empty. -#}
{% macro unified(entity, systems, columns) %}
{%- for system in systems | select('in', var('sources')) | list %}
    select
        '{{ system }}' as source_system
        {%- for name, type in columns.items() %},
        {{ fitted(name, type) }} as {{ name }}
        {%- endfor %}
    from {{ ref('stg_' ~ system ~ '__' ~ entity) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
{%- else %}
    select
        cast(null as text) as source_system
        {%- for name, type in columns.items() %},
        cast(null as {{ type }}) as {{ name }}
        {%- endfor %}
    {#- The lineage of columns reads from this name which systems would have the entity. #}
    from {{ source('night', 'as_of') }} as no_system_has_{{ entity }}
    where false
{%- endfor %}
{% endmacro %}
