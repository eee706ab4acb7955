{{ config(enabled='zendesk' in var('sources')) }}

with tickets as (
    select ticket_id, created_at from {{ ref('stg_zendesk__tickets') }}
),

statuses as (
    select * from {{ ref('stg_zendesk__status_changes') }} where status is not null
),

{# The statuses in which each metric counts are the vendor's own. #}
counted as (
    {%- for metric, running in {
        'requester_wait_time': ['new', 'open', 'hold'],
        'agent_work_time': ['new', 'open'],
        'total_resolution_time': ['new', 'open', 'pending', 'hold'],
    }.items() %}
    {%- set outer = loop %}
    {%- for status in running %}
    select '{{ metric }}' as metric, '{{ status }}' as status
    {{- ' union all' if not (loop.last and outer.last) }}
    {%- endfor %}
    {%- endfor %}
),

{# A clock runs from the ticket's first moment, also where its first status was written a little later. #}
stays as (
    select
        statuses.ticket_id,
        statuses.status,
        case
            when row_number() over by_moment > 1 then statuses.changed_at
            when statuses.changed_at <= tickets.created_at + interval '1 day' then least(statuses.changed_at, tickets.created_at)
        end as runs_from,
        coalesce(lead(statuses.changed_at) over by_moment, timestamp '9999-12-31 00:00:00') as runs_until
    from statuses
    inner join tickets on statuses.ticket_id = tickets.ticket_id
    window by_moment as (partition by statuses.ticket_id order by statuses.changed_at, {{ byte_order('statuses.status') }})
),

stretches as (
    select stays.ticket_id, counted.metric, stays.runs_from, stays.runs_until
    from stays
    inner join counted on stays.status = counted.status
)

select * from stretches
