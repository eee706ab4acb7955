{#- Fewer customers than this say nothing about a postal code. -#}
{%- set fewest_customers = 3 -%}

with customers as (
    select country, postal_key, upper(trim(region)) as region
    from {{ ref('int_customers__identified') }}
    where country is not null and postal_key is not null and region is not null
),

named as (
    select country, postal_key, region, count(*) as customers
    from customers
    group by country, postal_key, region
),

totals as (
    select country, postal_key, sum(customers) as customers
    from named
    group by country, postal_key
),

located as (
    select named.country, named.postal_key, named.region as usual_region
    from named
    inner join totals on named.country = totals.country and named.postal_key = totals.postal_key
    where named.customers >= {{ fewest_customers }} and named.customers * 2 > totals.customers
)

select * from located
