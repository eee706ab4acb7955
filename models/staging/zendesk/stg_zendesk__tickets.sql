{{ config(enabled='zendesk' in var('sources')) }}

with tickets as (
    {{ current_rows('zendesk', 'ticket') }}
),

ratings as (
    {{ current_rows('zendesk', 'satisfaction_rating') }}
),

ranked as (
    select
        ticket_id,
        score,
        coalesce(updated_at, created_at) as rated_at,
        row_number() over (
            partition by ticket_id order by coalesce(updated_at, created_at) desc nulls last, id desc
        ) as age_rank
    from ratings
),

{# The scores of a rating are the vendor's own; what is offered is no rating. #}
renamed as (
    select
        {{ record_id('zendesk', 'tickets.id') }} as ticket_id,
        {{ record_id('zendesk', 'tickets.organization_id') }} as organization_id,
        tickets.status,
        tickets.priority,
        tickets.created_at,
        reports.means as reported_sla,
        {{ record_id('zendesk', 'tickets.assignee_id') }} as assignee_id,
        case when ranked.score in ('good', 'bad') then ranked.score end as satisfaction,
        case when ranked.score in ('good', 'bad') then ranked.rated_at end as rated_at,
        tickets.custom_category as category,
        tickets.custom_next_action is not null as has_next_action
    from tickets
    {{ join_word('reports', "'sla_report'", 'tickets.custom_reported_sla', "'zendesk'") }}
    left join ranked on tickets.id = ranked.ticket_id and ranked.age_rank = 1
)

select * from renamed
