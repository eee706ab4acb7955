{{ config(enabled='zendesk' in var('sources')) }}

with history as (
    {{ current_rows('zendesk', 'ticket_field_history') }}
),

changes as (
    select
        {{ record_id('zendesk', 'ticket_id') }} as ticket_id,
        case field_name
            when 'assignee_id' then 'agent'
            when 'group_id' then 'team'
            when 'custom_pause_reason' then 'pause_reason'
            when 'custom_escalated' then 'escalation'
            when 'custom_requested_data' then 'data_request'
            else field_name
        end as field,
        value,
        updated as changed_at,
        {{ record_id('zendesk', 'user_id') }} as changed_by
    from history
    where
        field_name in (
            'priority', 'assignee_id', 'group_id', 'custom_pause_reason', 'custom_escalated', 'custom_requested_data'
        )
)

select * from changes
