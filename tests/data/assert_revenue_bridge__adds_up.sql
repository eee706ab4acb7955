-- Forecast, additions, slips and losses make what was won; and nothing that was won is left out.
with rows_off as (
    select bridge_id
    from {{ ref('revenue_bridge') }}
    where forecast_amount + added_amount + repriced_amount - slipped_amount - lost_amount - open_amount <> won_amount
),

bridged as (
    select quarter_starts_on, {{ whole_sum('won_amount') }} as amount
    from {{ ref('revenue_bridge') }}
    group by quarter_starts_on
),

{# The last win of each deal, unless the deal went on to another stage. #}
wins as (
    select record_id as opportunity_id, cast(date_trunc('quarter', max(entered_at)) as date) as quarter_starts_on
    from {{ ref('stage_visits') }}
    where lifecycle = 'opportunity' and stage_means is not null
    group by record_id
    having max(case when stage_means = 'won' then entered_at end) = max(entered_at)
),

won as (
    select
        wins.quarter_starts_on,
        {{ whole_sum(converted('coalesce(opportunities.amount, 0)', 'opportunities.currency', 'rates')) }} as amount
    from wins
    inner join {{ ref('opportunities') }} as opportunities on wins.opportunity_id = opportunities.opportunity_id
    {{ join_rate('rates', 'opportunities.currency', 'wins.quarter_starts_on') }}
    group by wins.quarter_starts_on
)

select bridge_id as broken from rows_off
union all
select cast(bridged.quarter_starts_on as text)
from bridged
left join won on bridged.quarter_starts_on = won.quarter_starts_on
where bridged.amount <> coalesce(won.amount, 0)
