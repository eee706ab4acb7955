{#-
    Each deal in each of the last four quarters: what the forecast held at its start, and what came of it.
    A quarter begins and ends by the clock of the deal's system.
-#}
with quarters as (
    {%- for months in [9, 6, 3, 0] %}
    select cast(date_trunc('quarter', {{ today() }}) - interval '{{ months }} months' as date) as quarter_starts_on
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

bounded as (
    select quarter_starts_on, cast(quarter_starts_on + interval '3 months' as date) as next_quarter_starts_on
    from quarters
),

opportunities as (
    select source_system, opportunity_id, customer_id, amount, currency, is_deal_closed as is_closed, close_date
    from {{ ref('int_opportunities__staged') }}
),

versions as (
    select said.*, {{ system_time('said.source_system', 'said.started_at') }} as said_from
    from ({{ unify('stage_versions') }}) as said
),

visits as (
    select
        stays.record_id,
        stays.stage_means,
        {{ system_time('opportunities.source_system', 'stays.entered_at') }} as entered_at,
        {{ system_time('opportunities.source_system', 'stays.left_at') }} as left_at
    from {{ ref('int_opportunity_visits__defined') }} as stays
    inner join opportunities on stays.record_id = opportunities.opportunity_id
),

known as (
    select
        bounded.quarter_starts_on,
        bounded.next_quarter_starts_on,
        versions.opportunity_id,
        versions.amount_at_entry as amount,
        versions.close_date_at_entry as close_date,
        row_number() over (
            partition by bounded.quarter_starts_on, versions.opportunity_id
            order by versions.started_at desc, {{ byte_order('versions.source_stage') }} asc
        ) as age_rank
    from bounded
    inner join versions on bounded.quarter_starts_on > versions.said_from
),

open_then as (
    select bounded.quarter_starts_on, visits.record_id as opportunity_id
    from bounded
    inner join visits
        on
            bounded.quarter_starts_on > visits.entered_at
            and (visits.left_at is null or bounded.quarter_starts_on <= visits.left_at)
    where visits.stage_means not in ('won', 'lost')
),

forecast as (
    select known.quarter_starts_on, known.opportunity_id, known.amount
    from known
    inner join open_then
        on known.quarter_starts_on = open_then.quarter_starts_on and known.opportunity_id = open_then.opportunity_id
    where
        known.age_rank = 1
        and known.close_date >= known.quarter_starts_on
        and known.close_date < known.next_quarter_starts_on
),

{# A win counts once, in the quarter of the deal's last one, and only while no later stage undid it. #}
last_entries as (
    select
        record_id,
        max(case when stage_means = 'won' then entered_at end) as won_at,
        max(case when stage_means <> 'won' then entered_at end) as undone_at
    from visits
    group by record_id
),

ended as (
    select
        bounded.quarter_starts_on,
        visits.record_id as opportunity_id,
        max(
            case
                when
                    visits.stage_means = 'won'
                    and visits.entered_at = last_entries.won_at
                    and (last_entries.undone_at is null or last_entries.undone_at < last_entries.won_at)
                    then 1
                else 0
            end
        ) as won,
        max(case when visits.stage_means = 'lost' and visits.left_at is null then 1 else 0 end) as lost
    from bounded
    inner join visits
        on bounded.quarter_starts_on <= visits.entered_at and bounded.next_quarter_starts_on > visits.entered_at
    inner join last_entries on visits.record_id = last_entries.record_id
    where visits.stage_means in ('won', 'lost')
    group by bounded.quarter_starts_on, visits.record_id
),

met as (
    select
        coalesce(forecast.quarter_starts_on, ended.quarter_starts_on) as quarter_starts_on,
        coalesce(forecast.opportunity_id, ended.opportunity_id) as opportunity_id,
        forecast.opportunity_id is not null as is_forecast,
        forecast.amount as forecast_amount,
        coalesce(ended.won, 0) as won,
        coalesce(ended.lost, 0) as lost
    from forecast
    full outer join ended
        on forecast.quarter_starts_on = ended.quarter_starts_on and forecast.opportunity_id = ended.opportunity_id
),

described as (
    select
        met.quarter_starts_on,
        met.opportunity_id,
        opportunities.customer_id,
        opportunities.currency,
        case when met.is_forecast then met.forecast_amount else 0 end as forecast_amount,
        case when met.won = 1 then opportunities.amount else 0 end as won_amount,
        case
            when met.won = 1 and met.is_forecast then 'won'
            when met.won = 1 then 'added'
            when met.lost = 1 then 'lost'
            when not opportunities.is_closed and cast(date_trunc('quarter', opportunities.close_date) as date) = met.quarter_starts_on then 'open'
            else 'slipped'
        end as outcome
    from met
    inner join opportunities on met.opportunity_id = opportunities.opportunity_id
    where met.is_forecast or met.won = 1
)

select * from described
