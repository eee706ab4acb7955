{#-
    Survivorship: of all records of a customer, the value of an attribute comes from the first
    system in seeds/survivorship.csv that has one, readable ones first. One min over rank, system
    and value finds it in one group by, on every engine.
-#}

{% macro surviving_attributes() -%}
    {{ return([
        'name', 'legal_name', 'segment', 'country', 'currency', 'tax_id', 'payment_terms', 'phone', 'domain',
        'street', 'city', 'region', 'postal_code',
    ]) }}
{%- endmacro %}

{% macro survivor_entry(attribute) %}
    {%- set rank = 'ranks.' ~ attribute ~ '_rank' -%}
    {%- if attribute in ['country', 'currency', 'tax_id'] -%}
        {%- set rank = rank ~ ' + case when records.' ~ attribute ~ '_is_valid = false then 500 else 0 end' -%}
    {%- endif -%}
    {%- set parts = ['lpad(cast(' ~ rank ~ " as text), 3, '0')", 'records.source_system', 'records.record_id', 'records.' ~ attribute] -%}
    {{ return("min(" ~ byte_order(parts | join(' || chr(31) || ')) ~ ")") }}
{% endmacro %}

{% macro survivor_value(entry) -%} split_part({{ entry }}, chr(31), 4) {%- endmacro %}

{% macro survivor_system(entry) -%} split_part({{ entry }}, chr(31), 2) {%- endmacro %}
