{%- set lifecycles = ['contract', 'customer_setup', 'lead', 'olist_seller', 'opportunity', 'revenue', 'ticket'] -%}

with visits as (
    {%- for lifecycle in lifecycles %}
    select * from {{ ref('int_' ~ lifecycle ~ '_visits__defined') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from visits
