with setups as (
    select * from {{ ref('int_customer_setups__delivered') }}
),

records as (
    select setup_id as record_id, customer_id, ordered_amount as amount from setups
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
    from setups
),

changes as (
    select * from {{ ref('int_stage_changes__named') }} where lifecycle = 'customer_setup'
    union all
    {{ named_changes('first_deliveries') }}
),

{{ visits_of('customer_setup') }}

select * from visits
