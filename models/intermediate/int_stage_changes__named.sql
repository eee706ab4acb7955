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
        'first_delivery' as source_stage,
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

{# A system that keeps dates instead of stages has no stage of its own to map. #}
named as (
    select
        changes.*,
        case when changes.pipeline = 'dates' then changes.source_stage else mappings.stage end as stage
    from changes
    left join mappings
        on
            changes.source_system = mappings.source_system
            and changes.lifecycle = mappings.lifecycle
            and changes.pipeline = mappings.pipeline
            and changes.source_stage = mappings.source_stage
    where changes.changed_at is not null
)

select * from named
