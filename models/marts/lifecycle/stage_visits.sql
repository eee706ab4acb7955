{{ config(materialized='view') }}

{#- Each stay stands in the table of its lifecycle: none is written twice. -#}
{%- set lifecycles = ['contract', 'customer_setup', 'lead', 'olist_seller', 'opportunity', 'revenue', 'ticket'] -%}

with visits as (
    {%- for lifecycle in lifecycles %}
    select * from {{ within_database(ref('int_' ~ lifecycle ~ '_visits__defined')) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- for lifecycle in var('own_lifecycles', []) %}
    union all
    select * from {{ within_database(ref('int_' ~ lifecycle ~ '_visits__defined')) }}
    {%- endfor %}
)

select * from visits
