with past_changes as (
    select * from {{ source('night', 'past_customer_id_changes') }}
),

changes as (
    select * from {{ ref('int_customer_ids__changed') }}
),

explained as (
    select * from {{ ref('int_customer_ids__explained') }}
),

{# Nights of one day may move an id to and fro. #}
repeated as (
    select
        changes.previous_customer_id,
        changes.customer_id,
        count(past_changes.change_id) + 1 as occurrence
    from changes
    left join past_changes
        on
            changes.previous_customer_id = past_changes.previous_customer_id
            and changes.customer_id = past_changes.customer_id
            and cast(past_changes.changed_at as date) = {{ today() }}
    group by changes.previous_customer_id, changes.customer_id
),

logged as (
    select change_id, changed_at, kind, previous_customer_id, customer_id, record_count, decision_id
    from past_changes
    union all
    select
        cast({{ today() }} as text) || '/' || changes.previous_customer_id || '/' || changes.customer_id
        || '/' || cast(repeated.occurrence as text),
        {{ as_of() }},
        changes.kind,
        changes.previous_customer_id,
        changes.customer_id,
        changes.record_count,
        explained.decision_id
    from changes
    inner join repeated
        on
            changes.previous_customer_id = repeated.previous_customer_id
            and changes.customer_id = repeated.customer_id
    left join explained
        on
            changes.previous_customer_id = explained.previous_customer_id
            and changes.customer_id = explained.customer_id
)

select * from logged
