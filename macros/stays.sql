{#-
    Every stay of the records of one lifecycle, as the mart of its stage visits begins: named by the
    record, whose column the caller names. What the stay is judged by is joined there.
-#}
{% macro stays_of(lifecycle, record, key='stage_visit_id', also=[]) %}
    select
        record_id || '#' || cast(visit_number as text) as {{ key }},
        record_id as {{ record }}
        {%- for column in ['source_system', 'customer_id', 'stage', 'visit_number', 'entered_at', 'left_at', 'previous_stage', 'next_stage'] + also %},
        {{ column }}
        {%- endfor %}
    from {{ ref('stage_visits') }}
    where lifecycle = '{{ lifecycle }}'
{% endmacro %}
