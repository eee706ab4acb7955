with exceptions as (
    select * from {{ ref('int_service_exceptions__granted') }}
),

kinds as (
    select * from {{ ref('exception_kinds') }}
),

rights as (
    select decision, decider from {{ ref('decision_rights') }}
),

deciders as (
    select * from {{ ref('int_deciders__known_as') }}
),

decided as (
    select distinct exceptions.exception_id
    from exceptions
    inner join kinds on exceptions.kind = kinds.kind
    inner join deciders
        on
            kinds.decision = deciders.decision
            and lower(exceptions.granted_by) = deciders.known_as
            and exceptions.granted_on >= deciders.valid_from
            and exceptions.granted_on <= coalesce(deciders.valid_to, exceptions.granted_on)
),

described as (
    select
        exceptions.*,
        kinds.decision,
        rights.decider,
        kinds.cost_rate,
        coalesce(kinds.needs_expiry, false) as needs_expiry,
        decided.exception_id is not null as is_granted_by_decider
    from exceptions
    left join kinds on exceptions.kind = kinds.kind
    left join rights on kinds.decision = rights.decision
    left join decided on exceptions.exception_id = decided.exception_id
)

select * from described
