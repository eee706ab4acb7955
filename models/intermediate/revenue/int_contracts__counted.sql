{#-
    The contracts that together are what a deal agreed: one that says which it amends adds to it,
    one that says which it replaces takes its place. Where they say nothing, they count from the
    newest back until they make the deal's price; where they never do, the newest stands alone.
-#}
with recursive contracts as (
    {{ unify('contracts') }}
),

opportunities as (
    select opportunity_id, amount, currency from {{ ref('int_opportunities__staged') }}
),

{# An addendum need not name the deal that its contract names, and may have addenda of its own. #}
amendments as (
    select
        contracts.contract_id,
        coalesce(contracts.amended_contract_id, contracts.contract_id) as main_contract_id,
        contracts.opportunity_id
    from contracts
    left join contracts as amended on contracts.amended_contract_id = amended.contract_id
    where amended.contract_id is null
    union all
    select
        contracts.contract_id,
        amendments.main_contract_id,
        coalesce(contracts.opportunity_id, amendments.opportunity_id)
    from contracts
    inner join amendments on contracts.amended_contract_id = amendments.contract_id
),

{# Of contracts that change each other in a ring, only what was signed later replaces. #}
replacing as (
    select
        contracts.contract_id,
        contracts.replaced_contract_id,
        contracts.signed_at,
        circular.contract_id is not null as is_in_ring
    from contracts
    left join {{ ref('int_contracts__circular') }} as circular on contracts.contract_id = circular.contract_id
    where contracts.signed_at is not null
),

standing as (
    select
        contracts.contract_id,
        coalesce(contracts.opportunity_id, amendments.opportunity_id) as opportunity_id,
        contracts.amended_contract_id is not null as is_addendum,
        case when contracts.amended_contract_id is not null then amendments.main_contract_id end as main_contract_id,
        contracts.signed_at,
        contracts.amount,
        contracts.currency
    from contracts
    left join amendments on contracts.contract_id = amendments.contract_id
    left join replacing
        on
            contracts.contract_id = replacing.replaced_contract_id
            and (not replacing.is_in_ring or coalesce(contracts.signed_at < replacing.signed_at, true))
    where replacing.contract_id is null
),

ranked as (
    select
        *,
        row_number() over (
            partition by opportunity_id order by signed_at desc nulls last, {{ byte_order('contract_id') }} desc
        ) as age_rank,
        bool_or(is_addendum) over (partition by opportunity_id) as is_amended
    from standing
    where opportunity_id is not null
),

summed as (
    select
        ranked.*,
        sum(ranked.amount) over (partition by ranked.opportunity_id order by ranked.age_rank) as amount_so_far,
        opportunities.amount as deal_amount,
        coalesce({{ currency_code('ranked.currency') }} = {{ currency_code('opportunities.currency') }}, true) as is_in_currency_of_deal
    from ranked
    left join opportunities on ranked.opportunity_id = opportunities.opportunity_id
),

{# How many of a deal's contracts, from the newest back, make its price. #}
made as (
    select opportunity_id, min(age_rank) as contract_count
    from summed
    where amount_so_far = deal_amount and signed_at is not null and is_in_currency_of_deal
    group by opportunity_id
),

{# An addendum adds to the newest contract that is none. #}
mains as (
    select
        opportunity_id,
        contract_id,
        row_number() over (partition by opportunity_id order by age_rank) as main_rank
    from ranked
    where not is_addendum
),

counted as (
    select
        summed.opportunity_id,
        summed.contract_id,
        summed.age_rank = 1 as is_newest
    from summed
    left join made on summed.opportunity_id = made.opportunity_id
    left join mains on summed.opportunity_id = mains.opportunity_id and mains.main_rank = 1
    where
        (not summed.is_amended and summed.age_rank <= coalesce(made.contract_count, 1))
        or (summed.is_amended and (mains.contract_id is null or summed.contract_id = mains.contract_id))
        or (
            summed.is_addendum
            and summed.signed_at is not null
            and coalesce(summed.main_contract_id, mains.contract_id) = mains.contract_id
        )
)

select * from counted
