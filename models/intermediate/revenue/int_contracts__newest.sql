with contracts as (
    {{ unify('contracts') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by opportunity_id order by signed_at desc nulls last, {{ byte_order('contract_id') }} desc
        ) as age_rank
    from contracts
    where opportunity_id is not null
),

newest as (
    select opportunity_id, contract_id, signed_at, amount, currency, starts_on, term_months, has_nonstandard_terms
    from ranked
    where age_rank = 1
)

select * from newest
