{%- set functions = ['marketing', 'sales', 'delivery', 'finance', 'service'] -%}

with losses as (
    {{ unify('lost_customers') }}
),

customer_numbers as (
    select * from {{ ref('int_customer_numbers__resolved') }}
),

outcomes as (
    select * from {{ ref('customer_outcomes') }}
),

customers as (
    select customer_id, invoiced_last_year from {{ ref('customers') }}
),

resolved as (
    select losses.*, customer_numbers.customer_id
    from losses
    left join customer_numbers on losses.customer_number = customer_numbers.customer_number
),

lived as (
    select
        resolved.loss_id,
        count(*) as month_count,
        sum(outcomes.red_count) as red_count,
        {%- for function in functions %}
        bool_and(outcomes.{{ function }}_is_green) as {{ function }}_is_green,
        {%- endfor %}
        sum(case when outcomes.is_whole then 0 else 1 end) as broken_month_count
    from resolved
    inner join outcomes
        on
            resolved.customer_id = outcomes.customer_id
            and resolved.noticed_on >= outcomes.month_on
            and date_trunc('month', resolved.noticed_on) - interval '2 months' <= outcomes.month_on
    group by resolved.loss_id
),

described as (
    select
        resolved.loss_id,
        resolved.source_system,
        resolved.customer_id,
        resolved.noticed_on,
        cast(coalesce(lived.month_count, 0) as integer) as month_count,
        cast(lived.red_count as integer) as red_count,
        nullif(concat_ws(
            ', '
            {%- for function in functions %},
            case when lived.{{ function }}_is_green then '{{ function }}' end
            {%- endfor %}
        ), '') as green_functions,
        cast(lived.broken_month_count as integer) as broken_month_count,
        customers.invoiced_last_year as customer_invoiced_last_year
    from resolved
    left join lived on resolved.loss_id = lived.loss_id
    left join customers on resolved.customer_id = customers.customer_id
)

select * from described
