with claims as (
    select *, coalesce(valid_to, date '9999-12-31') as until from {{ ref('int_account_claims__resolved') }}
),

customers as (
    select customer_id, invoiced_last_year from {{ ref('customers') }}
),

{# Claims on one decision about one customer at one time, by the same function or by another. #}
competing as (
    select
        claims.claim_id,
        min(case when others.function = claims.function then {{ byte_order('others.claim_id') }} end) as overlapping_claim_id,
        min(case when others.function <> claims.function then {{ byte_order('others.claim_id') }} end) as contradicting_claim_id
    from claims
    inner join claims as others
        on
            claims.customer_id = others.customer_id
            and claims.decision = others.decision
            and claims.claim_id <> others.claim_id
            and claims.valid_from <= others.until
            and claims.until >= others.valid_from
    group by claims.claim_id
),

described as (
    select
        claims.claim_id,
        claims.source_system,
        claims.customer_id,
        claims.decision,
        claims.function,
        claims.person,
        claims.valid_from,
        claims.valid_to,
        claims.is_in_force,
        competing.overlapping_claim_id,
        competing.contradicting_claim_id,
        customers.invoiced_last_year as value
    from claims
    left join competing on claims.claim_id = competing.claim_id
    left join customers on claims.customer_id = customers.customer_id
)

select * from described
