{#-
    Every stay of the records of one lifecycle, as the mart of its stage visits begins: named by the
    record, whose column the caller names. What the stay is judged by is joined there.
-#}
{% macro stays_of(lifecycle, record, key='stage_visit_id', also=[]) %}
    select
        {{ record_stay(lifecycle, 'stage_visit_id') }} as {{ key }},
        record_id as {{ record }}
        {%- for column in ['source_system', 'customer_id', 'stage', 'stage_means', 'visit_number', 'entered_at', 'left_at', 'previous_stage', 'next_stage', 'next_stage_means'] + also %},
        {{ column }}
        {%- endfor %}
    from {{ ref('int_' ~ lifecycle ~ '_visits__defined') }}
{% endmacro %}

{#- A stay's name without its lifecycle, for a mart that has no other. -#}
{% macro record_stay(lifecycle, stage_visit_id) -%}
    substr({{ stage_visit_id }}, {{ lifecycle | length + 2 }})
{%- endmacro %}

{#- What each status of a system without pipelines means today: source_system, status, stage_means. -#}
{% macro status_meanings(lifecycle) %}
    select mappings.source_system, mappings.source_stage as status, stages.stage_means
    from {{ ref('stage_mappings') }} as mappings
    inner join {{ ref('int_lifecycle_stages__meant') }} as stages
        on
            mappings.lifecycle = stages.lifecycle
            and mappings.stage = stages.stage
            and {{ today() }} between stages.means_from and stages.means_to
    where mappings.lifecycle = '{{ lifecycle }}' and mappings.pipeline = 'default'
{%- endmacro %}
