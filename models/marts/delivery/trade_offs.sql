with exceptions as (
    select kind, count(*) as exception_count, {{ whole_sum('cost') }} as cost
    from {{ ref('service_exceptions') }}
    where kind is not null
    group by kind
),

kinds as (
    select * from {{ ref('exception_kinds') }}
),

rights as (
    select * from {{ ref('decision_rights') }}
),

holders as (
    select role, person from {{ ref('owners') }} where {{ is_valid_today('valid_from', 'valid_to') }}
),

{# A role that nobody holds decides nothing. #}
described as (
    select
        exceptions.kind,
        min({{ byte_order('kinds.decision') }}) as decision,
        min({{ byte_order('rights.decider') }}) as decider,
        cast(count(distinct rights.decider || '/' || holders.person) as integer) as decider_count,
        cast(max(exceptions.exception_count) as integer) as exception_count,
        cast(max(exceptions.cost) as numeric(18, 2)) as cost
    from exceptions
    left join kinds on exceptions.kind = kinds.kind
    left join rights on kinds.decision = rights.decision
    left join holders on rights.decider = holders.role
    group by exceptions.kind
)

select * from described
