with deals as (
    select * from {{ ref('int_forecast_deals__outcome') }}
),

contracts as (
    select * from {{ ref('contracts') }} where signed_at is not null
),

newest as (
    select opportunity_id, contract_id from {{ ref('int_contracts__newest') }} where signed_at is not null
),

quarters as (
    select distinct quarter_starts_on from deals
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
        coalesce(contracts.amount, 0) as contracted_amount,
        coalesce(contracts.billed_amount, 0) as billed_amount,
        coalesce(contracts.recognised_amount, 0) as recognised_amount
    from deals
    left join newest on deals.opportunity_id = newest.opportunity_id and deals.outcome in ('won', 'added')
    left join contracts on newest.contract_id = contracts.contract_id
    union all
    select
        quarters.quarter_starts_on,
        coalesce(contracts.customer_id, contracts.contract_id) as party_id,
        contracts.customer_id,
        0, 0, 0, 0, 0, 0, 0,
        contracts.amount,
        contracts.billed_amount,
        contracts.recognised_amount
    from contracts
    inner join quarters on quarters.quarter_starts_on = cast(date_trunc('quarter', contracts.signed_at) as date)
    where contracts.opportunity_id is null
),

company as (
    select count(*) > 0 as contracts_are_known from {{ ref('contracts') }}
),

described as (
    select
        parts.party_id || ':' || cast(parts.quarter_starts_on as text) as bridge_id,
        {%- for part in ['forecast', 'added', 'repriced', 'slipped', 'lost', 'open', 'won', 'contracted', 'billed', 'recognised'] %}
        cast(sum(parts.{{ part }}_amount) as numeric(18, 2)) as {{ part }}_amount,
        {%- endfor %}
        parts.customer_id,
        parts.quarter_starts_on
    from parts
    group by parts.party_id, parts.customer_id, parts.quarter_starts_on
)

select described.*, company.contracts_are_known
from described
cross join company
