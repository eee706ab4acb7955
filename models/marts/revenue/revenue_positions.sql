with contracts as (
    select * from {{ ref('contracts') }}
),

{# The five criteria of a contract, ASC 606-10-25-1 and IFRS 15.9. #}
criteria as (
    select contract_id, 'approval' as criterion, signed_at is not null and approved_by is not null as is_met from contracts
    union all
    select contract_id, 'rights', starts_on is not null and obligation_count > 0 from contracts
    union all
    select contract_id, 'payment terms', payment_terms is not null from contracts
    union all
    select contract_id, 'substance', has_substance from contracts
    union all
    select contract_id, 'collection', is_collectable from contracts
),

missing as (
    select
        contract_id,
        cast(sum(case when is_met then 0 else 1 end) as integer) as missing_criterion_count,
        {{ listed_text('case when not coalesce(is_met, false) then criterion end') }} as missing_criteria
    from criteria
    group by contract_id
),

transferred as (
    select
        contract_id,
        {{ whole_sum('amount') }} as evidenced_amount
    from {{ ref('revenue_events') }}
    where evidence is not null and evidence_on is not null
    group by contract_id
),

placed as (
    select
        contracts.contract_id,
        contracts.source_system,
        contracts.customer_id,
        contracts.opportunity_id,
        contracts.amount,
        contracts.company_amount,
        missing.missing_criterion_count,
        missing.missing_criteria,
        contracts.approved_at,
        contracts.first_recognised_on,
        contracts.billed_amount,
        cast({{ zero_without('transferred.contract_id', 'transferred.evidenced_amount') }} as numeric(18, 2)) as evidenced_amount,
        contracts.recognised_amount,
        case
            when missing.missing_criterion_count > 0 then 'projected'
            when contracts.recognised_amount >= contracts.amount then 'recognised'
            when contracts.billed_amount > 0 then 'billed'
            else 'contracted'
        end as rung
    from contracts
    inner join missing on contracts.contract_id = missing.contract_id
    left join transferred on contracts.contract_id = transferred.contract_id
),

described as (
    select
        *,
        case rung
            when 'projected' then missing_criteria
            when 'contracted' then 'invoice'
            when 'billed' then case when evidenced_amount <= recognised_amount then 'evidence of transfer' else 'recognition' end
        end as missing_for_next
    from placed
)

select * from described
