{#- Ids are made here alone, so that each record has one, in whichever form a system shows it. -#}

{% macro record_id(system, expression) -%}
    '{{ system }}:' || {{ salesforce_id(expression) if system == 'salesforce' else 'cast(' ~ expression ~ ' as text)' }}
{%- endmacro %}

{#-
    A Salesforce id in its 18 signs. One of 15 tells small and capital letters apart; the three that
    follow say for five signs each which of them are capitals.
-#}
{% macro salesforce_id(expression) %}
    {%- set id = 'cast(' ~ expression ~ ' as text)' -%}
    {%- set capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' -%}
    {%- set others = 'abcdefghijklmnopqrstuvwxyz0123456789' -%}
    {%- set signs = namespace(of_patterns='') -%}
    {%- for sign in capitals ~ '012345' -%}
        {%- set number = loop.index0 -%}
        {%- for weight in [1, 2, 4, 8, 16] -%}
            {%- set signs.of_patterns = signs.of_patterns ~ ('u' if (number // weight) % 2 else 'l') -%}
        {%- endfor -%}
        {%- set signs.of_patterns = signs.of_patterns ~ sign -%}
    {%- endfor -%}
    {%- set ends = [] -%}
    {%- for first in [1, 6, 11] -%}
        {%- set pattern = "translate(substr(" ~ id ~ ", " ~ first ~ ", 5), '" ~ capitals ~ others ~ "', '" ~ 'u' * 26 ~ 'l' * 36 ~ "')" -%}
        {%- do ends.append("substr('" ~ signs.of_patterns ~ "', strpos('" ~ signs.of_patterns ~ "', " ~ pattern ~ ") + 5, 1)") -%}
    {%- endfor -%}
    {{ return('case when length(' ~ id ~ ') = 15 then ' ~ id ~ ' || ' ~ ends | join(' || ') ~ ' else ' ~ id ~ ' end') }}
{% endmacro %}

{#- A number kept as text, without leading zeros and without the decimals of a spreadsheet: 0123.0 is 123. -#}
{% macro number_id(expression) -%}
    regexp_replace(cast({{ expression }} as text), '^0*([0-9]+)([.]0+)?$', '\1')
{%- endmacro %}

{#-
    The id of a CRM's record as another system holds it: with the CRM's name before it or, as most
    do, without. Salesforce's have 15 or 18 signs, HubSpot's are shorter numbers.
-#}
{% macro crm_record_id(expression) %}
    {%- set id = "regexp_replace(" ~ expression ~ ", '^(salesforce|hubspot):', '')" -%}
    {%- set forms = {
        'salesforce': ("length(" ~ id ~ ") in (15, 18) and strpos(" ~ id ~ ", ':') = 0", id),
        'hubspot': ("translate(" ~ id ~ ", '0123456789.', '') = ''", number_id(id)),
    } -%}
    {%- set cases = [] -%}
    {%- for system, form in forms.items() if system in var('sources') -%}
        {%- set others = forms | reject('equalto', system) | first -%}
        {%- do cases.append("when " ~ form[0] ~ " and strpos(" ~ expression ~ ", '" ~ others ~ ":') = 0 then " ~ record_id(system, form[1])) -%}
    {%- endfor -%}
    {{ return('case ' ~ cases | join(' ') ~ ' else ' ~ expression ~ ' end' if cases else expression) }}
{% endmacro %}
