with outcomes as (
    select * from {{ ref('customer_outcomes') }}
),

claims as (
    select month_on, customer_id, function, kpi, target, is_green from {{ ref('int_customer_months__claimed') }}
    union all
    select
        month_on,
        customer_id,
        'together' as function,
        cast(null as text) as kpi,
        cast(null as numeric(9, 4)) as target,
        red_count = 0 as is_green
    from outcomes
    where green_count + red_count > 0
),

counted as (
    select
        claims.month_on,
        claims.function,
        claims.kpi,
        claims.target,
        count(*) as customer_count,
        sum(case when claims.is_green then 1 else 0 end) as green_count,
        sum(case when outcomes.is_whole then 1 else 0 end) as whole_count
    from claims
    inner join outcomes on claims.customer_id = outcomes.customer_id and claims.month_on = outcomes.month_on
    group by claims.month_on, claims.function, claims.kpi, claims.target
),

shared as (
    select
        *,
        cast(green_count as double precision) / cast(customer_count as double precision) as green_share,
        cast(whole_count as double precision) / cast(customer_count as double precision) as whole_share
    from counted
),

described as (
    select
        cast(month_on as text) || '/' || function as scorecard_id,
        month_on,
        function,
        kpi,
        cast(target as numeric(9, 4)) as target,
        cast(customer_count as integer) as customer_count,
        cast(green_count as integer) as green_count,
        green_share,
        green_share >= target as is_on_target,
        cast(whole_count as integer) as whole_count,
        whole_share,
        green_share - whole_share as gap
    from shared
)

select * from described
