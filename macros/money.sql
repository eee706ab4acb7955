{#-
    Amounts of several currencies are never summed as they are: each is brought into the company's
    currency by the rate of its day, and one whose rate nobody knows is unknown.
-#}

{#- A code as currencies are compared. -#}
{% macro currency_code(currency) -%} upper(trim({{ currency }})) {%- endmacro %}

{#- Joins the rate of a currency on a day, today's for days to come: `<alias>.rate`. -#}
{% macro join_rate(alias, currency, day) -%}
left join {{ ref('int_currency_rates__dated') }} as {{ alias }}
    on {{ alias }}.currency = {{ currency_code(currency) }}
    and least(coalesce(cast({{ day }} as date), {{ today() }}), {{ today() }}) >= {{ alias }}.valid_from
    and least(coalesce(cast({{ day }} as date), {{ today() }}), {{ today() }}) < {{ alias }}.valid_until
{%- endmacro %}

{#- An amount in the company's currency; one that names no currency is in it already. -#}
{% macro converted(amount, currency, alias) -%}
    cast(case when {{ currency }} is null then {{ amount }} else {{ amount }} * {{ alias }}.rate end as numeric(18, 2))
{%- endmacro %}

{#-
    The code of a currency that a record names by an id. One that is in no table stays unknown under
    its id: without any, the amount would count as one in the company's currency.
-#}
{% macro told_currency(code, id) -%} coalesce({{ code }}, cast({{ id }} as text)) {%- endmacro %}

{#- A sum that is unknown where one of its parts is. -#}
{% macro whole_sum(amount) -%}
    case when count({{ amount }}) = count(*) then sum({{ amount }}) end
{%- endmacro %}

{#- What was summed of a record's parts: nothing where `found`, the id they name, is not there. -#}
{% macro zero_without(found, amount) -%}
    case when {{ found }} is null then 0 else {{ amount }} end
{%- endmacro %}

{#- A sum of amounts as they are: unknown where one is, or where they are of several currencies. -#}
{% macro sum_in_one_currency(amount, currency) -%}
    case when count(distinct {{ currency }}) < 2 then {{ whole_sum(amount) }} end
{%- endmacro %}
