{#-
    Joins what a value as typed was read as: `<alias>.value` its normal form, `<alias>.problem` why
    there is none. `country` is the country as typed of the same record, as the raw column's
    `config.meta.country` names it.
-#}

{% macro join_reading(alias, kind, typed, country=none) -%}
left join {{ source('night', 'readings') }} as {{ alias }}
    on {{ alias }}.kind = '{{ kind }}'
    and {{ alias }}.context = {% if country %}coalesce({{ country }}, '') {%- else %}''{% endif %}
    and {{ alias }}.typed = {{ typed }}
{%- endmacro %}
