with recorded as (
    {{ unify('stage_changes') }}
),

{# The first truck of a customer is known from the orders. #}
first_deliveries as (
    select
        source_system,
        'customer_setup' as lifecycle,
        setup_id as record_id,
        'dates' as pipeline,
        'served' as source_stage,
        first_delivery_at as changed_at,
        cast(null as text) as actor,
        cast(null as text) as move_reason
    from {{ ref('customer_setups') }}
),

changes as (
    select * from recorded
    union all
    select * from first_deliveries
),

mappings as (
    select * from {{ ref('stage_mappings') }}
),

stages as (
    select * from {{ ref('int_lifecycle_stages__meant') }}
),

{# A system that keeps dates instead of stages has no stage of its own to map: it says what a date means. #}
named as (
    select
        changes.*,
        case when changes.pipeline = 'dates' then reached.stage else mappings.stage end as stage
    from changes
    left join mappings
        on
            changes.source_system = mappings.source_system
            and changes.lifecycle = mappings.lifecycle
            and changes.pipeline = mappings.pipeline
            and changes.source_stage = mappings.source_stage
    left join stages as reached
        on
            changes.pipeline = 'dates'
            and changes.lifecycle = reached.lifecycle
            and changes.source_stage = reached.stage_means
            and cast(changes.changed_at as date) between reached.meant_from and reached.meant_to
    where changes.changed_at is not null
),

meant as (
    select
        named.*,
        stages.stage_means
    from named
    left join stages
        on
            named.lifecycle = stages.lifecycle
            and named.stage = stages.stage
            and cast(named.changed_at as date) between stages.means_from and stages.means_to
)

select * from meant
