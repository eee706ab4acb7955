with changes as (
    select * from {{ ref('int_customer_ids__changed') }}
),

records as (
    select record_id, customer_id from {{ ref('int_customer_ids__resolved') }}
),

last_ids as (
    select * from {{ source('night', 'last_customer_ids') }}
),

{# The customers of both records: before tonight where they are one now, else as they are now. #}
decided as (
    select
        decisions.decision_id,
        decisions.decision,
        case when decisions.decision = 'same' then last_a.customer_id else records_a.customer_id end as customer_a,
        case when decisions.decision = 'same' then last_b.customer_id else records_b.customer_id end as customer_b
    from {{ ref('match_decisions') }} as decisions
    inner join records as records_a on decisions.record_a = records_a.record_id
    inner join records as records_b on decisions.record_b = records_b.record_id
    left join last_ids as last_a on decisions.record_a = last_a.record_id
    left join last_ids as last_b on decisions.record_b = last_b.record_id
),

pairs as (
    select decision_id, decision, customer_a as previous_customer_id, customer_b as customer_id from decided
    union all
    select decision_id, decision, customer_b, customer_a from decided
),

explained as (
    select
        changes.previous_customer_id,
        changes.customer_id,
        min({{ byte_order('pairs.decision_id') }}) as decision_id
    from changes
    inner join pairs
        on
            changes.previous_customer_id = pairs.previous_customer_id
            and changes.customer_id = pairs.customer_id
            and (changes.kind = 'merge') = (pairs.decision = 'same')
    group by changes.previous_customer_id, changes.customer_id
)

select * from explained
