with opportunities as (
    select opportunity_id, customer_id, promised_window_text from {{ ref('int_opportunities__staged') }}
),

texts as (
    select * from {{ source('night', 'window_texts') }} where is_understood and weekday is not null
),

planned as (
    select distinct customer_id, weekday, opens_minute, closes_minute
    from {{ ref('int_delivery_windows__read') }}
    where is_in_force and is_weekly and is_understood and customer_id is not null
),

{# A promised day stands in the plan when every window promised for it does. #}
days as (
    select
        opportunities.opportunity_id,
        texts.weekday,
        bool_and(planned.customer_id is not null) as is_planned
    from opportunities
    inner join texts on opportunities.promised_window_text = texts.window_text
    left join planned
        on
            opportunities.customer_id = planned.customer_id
            and texts.weekday = planned.weekday
            and texts.opens_minute = planned.opens_minute
            and texts.closes_minute = planned.closes_minute
    group by opportunities.opportunity_id, texts.weekday
),

counted as (
    select
        opportunity_id,
        cast(count(*) as integer) as promised_day_count,
        cast(sum(case when is_planned then 1 else 0 end) as integer) as planned_day_count
    from days
    group by opportunity_id
)

select * from counted
