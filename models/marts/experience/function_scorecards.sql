with outcomes as (
    select * from {{ ref('customer_outcomes') }}
),

kpis as (
    select * from {{ ref('function_kpis') }}
),

{# What each function would report of the same customers and month. #}
reported as (
    {%- for function in ['sales', 'marketing', 'delivery', 'finance', 'service'] %}
    select
        month_on,
        '{{ function }}' as function,
        count(*) as customer_count,
        sum(case when {{ function }}_is_green then 1 else 0 end) as green_count,
        sum(case when is_whole then 1 else 0 end) as whole_count,
        sum(case when {{ function }}_is_green and not is_whole then 1 else 0 end) as hidden_count,
        sum(case when {{ function }}_is_green and not is_whole then ordered_amount else 0 end) as hidden_amount
    from outcomes
    group by month_on
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

shared as (
    select
        *,
        cast(green_count as double precision) / cast(customer_count as double precision) as green_share,
        cast(whole_count as double precision) / cast(customer_count as double precision) as whole_share
    from reported
),

described as (
    select
        shared.function || '/' || substr(cast(shared.month_on as text), 1, 7) as function_scorecard_id,
        shared.month_on,
        shared.function,
        kpis.kpi,
        kpis.target,
        kpis.owner,
        cast(shared.customer_count as integer) as customer_count,
        cast(shared.green_count as integer) as green_count,
        cast(shared.whole_count as integer) as whole_count,
        cast(shared.hidden_count as integer) as hidden_count,
        cast(shared.hidden_amount as numeric(18, 2)) as hidden_amount,
        shared.green_share,
        shared.whole_share,
        shared.green_share - shared.whole_share as gap,
        shared.green_share >= kpis.target as is_green
    from shared
    left join kpis
        on
            shared.function = kpis.function
            and shared.month_on >= kpis.valid_from
            and (shared.month_on <= kpis.valid_to or kpis.valid_to is null)
)

select * from described
