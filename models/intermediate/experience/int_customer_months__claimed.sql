{#- What each function counts, by the words of function_kpis.csv: it speaks of a month where `counts`, and is green where `is_green`. -#}
{%- set figures = [
    ('on_time_in_full', 'judged_count > 0', 'late_count = 0 and short_count = 0'),
    ('invoiced_in_time', 'delivery_count > 0', 'uninvoiced_count = 0'),
    ('service_level', 'reported_met_count + reported_missed_count > 0', 'reported_missed_count = 0'),
    ('buying_customers', 'true', 'order_count > 0'),
    ('kept_consent', 'opt_out_count is not null', 'opt_out_count = 0'),
] -%}

with months as (
    select * from {{ ref('int_customer_months__joined') }}
),

figures as (
    select * from {{ ref('function_kpis') }}
),

counted as (
    {%- for kpi, counts, is_green in figures %}
    select customer_id, month_on, '{{ kpi }}' as kpi, {{ is_green }} as is_green
    from months
    where {{ counts }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

claimed as (
    select counted.*, figures.function, figures.target
    from counted
    inner join figures
        on
            counted.kpi = figures.kpi
            and counted.month_on between figures.valid_from and coalesce(figures.valid_to, date '9999-12-31')
)

select * from claimed
