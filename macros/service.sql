{#- Engines divide decimals each in their own way; what is left over after whole drops is exact. -#}
{% macro drops_needed(amount, minimum) -%}
    cast(
        ({{ amount }} - mod({{ amount }}, {{ minimum }})) / {{ minimum }}
        + case when mod({{ amount }}, {{ minimum }}) > 0 then 1 else 0 end as bigint
    )
{%- endmacro %}
