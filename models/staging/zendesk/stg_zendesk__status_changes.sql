{{ config(enabled='zendesk' in var('sources')) }}

with history as (
    {{ current_rows('zendesk', 'ticket_field_history') }}
),

statuses as (
    select
        {{ record_id('zendesk', 'ticket_id') }} as ticket_id,
        value as status,
        updated as changed_at,
        {{ record_id('zendesk', 'user_id') }} as changed_by
    from history
    where field_name = 'status'
)

select * from statuses
