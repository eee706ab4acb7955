{{ config(enabled='route_planner' in var('sources')) }}

with setups as (
    select * from {{ ref('stg_route_planner__customer_setups') }}
),

reached as (
    {%- for meaning, moment, actor in [
        ('asked_for', 'requested_at', 'requested_by'), ('verified', 'checked_at', 'cast(null as text)'), ('released', 'approved_at', 'approved_by'),
    ] %}
    select
        'customer_setup' as lifecycle,
        setup_id as record_id,
        'dates' as pipeline,
        '{{ meaning }}' as source_stage,
        {{ moment }} as changed_at,
        {{ actor }} as actor,
        cast(null as text) as move_reason
    from setups
    where {{ moment }} is not null
    {{- ' union all' if not loop.last }}
    {%- endfor %}
)

select * from reached
