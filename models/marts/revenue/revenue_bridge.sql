{#- All of a quarter is brought into one currency by the rate of its first day, so that no part differs by a rate. -#}
with deals as (
    select
        outcomes.quarter_starts_on,
        outcomes.opportunity_id,
        outcomes.customer_id,
        outcomes.outcome,
        {{ converted('outcomes.forecast_amount', 'outcomes.currency', 'rates') }} as forecast_amount,
        {{ converted('outcomes.won_amount', 'outcomes.currency', 'rates') }} as won_amount
    from {{ ref('int_forecast_deals__outcome') }} as outcomes
    {{ join_rate('rates', 'outcomes.currency', 'outcomes.quarter_starts_on') }}
),

contracts as (
    select * from {{ ref('contracts') }} where signed_at is not null
),

counted as (
    select opportunity_id, contract_id from {{ ref('int_contracts__counted') }}
),

contracts_of_deals as (
    select distinct contract_id from counted
),

quarters as (
    select distinct quarter_starts_on from deals
),

agreed as (
    select
        deals.quarter_starts_on,
        deals.opportunity_id,
        {{ whole_sum(converted('contracts.amount', 'contracts.currency', 'rates')) }} as contracted_amount,
        {{ whole_sum(converted('contracts.billed_amount', 'contracts.currency', 'rates')) }} as billed_amount,
        {{ whole_sum(converted('contracts.recognised_amount', 'contracts.currency', 'rates')) }} as recognised_amount
    from deals
    inner join counted on deals.opportunity_id = counted.opportunity_id
    inner join contracts on counted.contract_id = contracts.contract_id
    {{ join_rate('rates', 'contracts.currency', 'deals.quarter_starts_on') }}
    where deals.outcome in ('won', 'added')
    group by deals.quarter_starts_on, deals.opportunity_id
),

parts as (
    select
        deals.quarter_starts_on,
        coalesce(deals.customer_id, deals.opportunity_id) as party_id,
        deals.customer_id,
        deals.forecast_amount,
        case when deals.outcome = 'added' then deals.won_amount else 0 end as added_amount,
        case when deals.outcome = 'won' then deals.won_amount - deals.forecast_amount else 0 end as repriced_amount,
        case when deals.outcome = 'slipped' then deals.forecast_amount else 0 end as slipped_amount,
        case when deals.outcome = 'lost' then deals.forecast_amount else 0 end as lost_amount,
        case when deals.outcome = 'open' then deals.forecast_amount else 0 end as open_amount,
        deals.won_amount,
        {{ zero_without('agreed.opportunity_id', 'agreed.contracted_amount') }} as contracted_amount,
        {{ zero_without('agreed.opportunity_id', 'agreed.billed_amount') }} as billed_amount,
        {{ zero_without('agreed.opportunity_id', 'agreed.recognised_amount') }} as recognised_amount
    from deals
    left join agreed
        on deals.opportunity_id = agreed.opportunity_id and deals.quarter_starts_on = agreed.quarter_starts_on
    union all
    select
        quarters.quarter_starts_on,
        coalesce(contracts.customer_id, contracts.contract_id) as party_id,
        contracts.customer_id,
        0, 0, 0, 0, 0, 0, 0,
        {{ converted('contracts.amount', 'contracts.currency', 'rates') }},
        {{ converted('contracts.billed_amount', 'contracts.currency', 'rates') }},
        {{ converted('contracts.recognised_amount', 'contracts.currency', 'rates') }}
    from contracts
    inner join quarters on quarters.quarter_starts_on = cast(date_trunc('quarter', {{ system_day('contracts.source_system', 'contracts.signed_at') }}) as date)
    left join contracts_of_deals as of_deals on contracts.contract_id = of_deals.contract_id
    {{ join_rate('rates', 'contracts.currency', 'quarters.quarter_starts_on') }}
    where contracts.opportunity_id is null and of_deals.contract_id is null
),

company as (
    select count(*) > 0 as contracts_are_known from {{ ref('contracts') }}
),

described as (
    select
        parts.party_id || ':' || cast(parts.quarter_starts_on as text) as bridge_id,
        {%- for part in ['forecast', 'added', 'repriced', 'slipped', 'lost', 'open', 'won', 'contracted', 'billed', 'recognised'] %}
        cast({{ whole_sum('parts.' ~ part ~ '_amount') }} as numeric(18, 2)) as {{ part }}_amount,
        {%- endfor %}
        parts.customer_id,
        parts.quarter_starts_on
    from parts
    group by parts.party_id, parts.customer_id, parts.quarter_starts_on
)

select described.*, company.contracts_are_known
from described
cross join company
