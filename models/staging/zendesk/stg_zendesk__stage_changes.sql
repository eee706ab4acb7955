{{ config(enabled='zendesk' in var('sources')) }}

with statuses as (
    select * from {{ ref('stg_zendesk__status_changes') }}
),

changes as (
    select
        'ticket' as lifecycle,
        ticket_id as record_id,
        'default' as pipeline,
        status as source_stage,
        changed_at,
        changed_by as actor,
        cast(null as text) as move_reason
    from statuses
)

select * from changes
