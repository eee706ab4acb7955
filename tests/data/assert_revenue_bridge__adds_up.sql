-- Forecast, additions, slips and losses make what was won; and nothing that was won is left out.
with rows_off as (
    select bridge_id
    from {{ ref('revenue_bridge') }}
    where forecast_amount + added_amount + repriced_amount - slipped_amount - lost_amount - open_amount <> won_amount
),

bridged as (
    select quarter_starts_on, sum(won_amount) as amount from {{ ref('revenue_bridge') }} group by quarter_starts_on
),

won as (
    select quarter_starts_on, sum(amount) as amount
    from (
        select distinct
            cast(date_trunc('quarter', visits.entered_at) as date) as quarter_starts_on,
            opportunities.opportunity_id,
            coalesce(opportunities.amount, 0) as amount
        from {{ ref('stage_visits') }} as visits
        inner join {{ ref('opportunities') }} as opportunities on visits.record_id = opportunities.opportunity_id
        where visits.lifecycle = 'opportunity' and visits.stage_means = 'won'
    ) as wins
    group by quarter_starts_on
)

select bridge_id as broken from rows_off
union all
select cast(bridged.quarter_starts_on as text)
from bridged
left join won on bridged.quarter_starts_on = won.quarter_starts_on
where bridged.amount <> coalesce(won.amount, 0)
