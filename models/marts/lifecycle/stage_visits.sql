{%- set lifecycles = ['contract', 'customer_setup', 'lead', 'olist_seller', 'opportunity', 'revenue', 'ticket'] -%}
{%- set own_lifecycles = var('own_lifecycles', []) -%}

with visits as (
    {%- for lifecycle in lifecycles + own_lifecycles %}
    select * from {{ ref('int_' ~ lifecycle ~ '_visits__defined') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from visits
