with owners as (
    select * from {{ ref('owners') }}
),

rights as (
    select decision, decider from {{ ref('decision_rights') }}
),

{# A delegate decides only while both hold their roles. #}
authorised as (
    select role as decider, handle, email, valid_from, valid_to
    from owners
    union all
    select
        owners.role,
        delegates.handle,
        delegates.email,
        greatest(owners.valid_from, delegates.valid_from),
        least(owners.valid_to, delegates.valid_to)
    from owners
    inner join owners as delegates on owners.delegate = delegates.role
),

known_as as (
    select rights.decision, lower(authorised.handle) as known_as, authorised.valid_from, authorised.valid_to
    from rights
    inner join authorised on rights.decider = authorised.decider
    union all
    select rights.decision, lower(authorised.email), authorised.valid_from, authorised.valid_to
    from rights
    inner join authorised on rights.decider = authorised.decider
)

select * from known_as
where known_as is not null
