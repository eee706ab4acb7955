create table zendesk.organization as
select
    c as _customer,
    360000000000 + c as id, name, erp_number(c) as external_id, served_since + interval 5 hour as created_at, served_since + interval 30 hour as updated_at, synced(c) as _fivetran_synced
from company.customers
where is_served
order by c;

-- One agent in six has left, and keeps a user without a licence.
create table zendesk."user" as
with people as (
    select null::bigint as c, u as id, first_name || ' ' || last_name as name, lower(first_name || '.' || last_name || u) || '@service.example.com' as email, null::text as phone, case when u % 6 = 5 then 'end-user' else 'agent' end as role, timestamp '2025-01-02 15:00:00' as created_at
    from (select u, pick(first_names(), 'agent first', u) as first_name, pick(last_names(), 'agent last', u) as last_name from range(1, 19) as numbers (u))
    union all
    select c, 5000 + c, 'Office of ' || name, 'office@' || domain, phone_typed(country, phone, 'office phone', c), 'end-user', served_since + interval 5 hour
    from company.customers
    where is_served
)

select
    c as _customer,
    370000000000 + id as id, name, email, phone, role, 360000000000 + c as organization_id, true as active, created_at, synced(people.id) as _fivetran_synced
from people
order by people.id;

create table zendesk.sla_policy_metric_history as
select
    null::bigint as _customer,
    501::bigint as sla_policy_id, place::bigint as index, changed_at as sla_policy_updated_at, 'requester_wait_time' as metric, priority, (target * factor)::bigint as target, priority = 'low' as business_hours, as_of() as _fivetran_synced
from (select row_number() over (order by target) - 1 as place, priority, target from company.solve_targets) as targets,
    (values (timestamp '2025-01-02 15:00:00', 2), (timestamp '2025-05-01 15:00:00', 1), (timestamp '2026-10-26 15:00:00', 0.5)) as versions (changed_at, factor)
order by changed_at, place;

create table zendesk.schedule as
select
    null::bigint as _customer,
    schedules.id, name, 'Central Time (US & Canada)' as time_zone, day * 1440 + opens as start_time, day * 1440 + 1080 as end_time,
    created_at, is_over as _fivetran_deleted, case when is_over then as_of() - interval 3 day else as_of() end as _fivetran_synced
from range(1, 6) as days (day), (values
    (9100::bigint, 'Desk', 480, timestamp '2025-01-02 15:00:00', false),
    (9101, 'Back office', 420, timestamp '2025-02-03 15:00:00', true),
    (9101, 'Back office', 480, timestamp '2025-02-03 15:00:00', false)
) as schedules (id, name, opens, created_at, is_over)
order by schedules.id, start_time;

-- The back office opens an hour later since three days ago: how long its tickets of before have waited, nobody knows.
create table zendesk.ticket_schedule as
select c as _customer, t as ticket_id, 9101::bigint as schedule_id, created_at + interval 1 minute as created_at, synced(t) as _fivetran_synced
from company.tickets
where priority = 'low' and not is_solved
order by t;

create table zendesk.schedule_holiday as
select null::bigint as _customer, 9200 + row_number() over (order by day) as id, 9100::bigint as schedule_id, 'Closed' as name, day as start_date, day as end_date, false as _fivetran_deleted, as_of() as _fivetran_synced
from (select unnest(desk_holidays()) as day)
order by id;

create table zendesk.ticket as
select
    c as _customer,
    t as id, pick(ticket_subjects(kind), 'ticket subject', t) as subject, status, priority, 'problem' as type, 360000000000 + c as organization_id, 370000005000 + c as requester_id,
    assignee as assignee_id, 71::bigint + handoffs as group_id, created_at, case when is_solved then solved_at else created_at end as updated_at, pick(['email', 'web', 'voice'], 'channel', t) as via_channel, synced(t) as _fivetran_synced,
    case when is_solved then case when is_met then 'met' else 'missed' end end as custom_reported_sla,
    kind as custom_category,
    case when status in ('open', 'pending') then pick(next_actions(), 'next action', t) end as custom_next_action
from company.tickets
order by t;

create table zendesk.ticket_field_history as
with changes as (
    select c, t, 1 as part, 'priority' as field, created_at as moment, case when is_lowered then higher_priority else priority end as value, null::bigint as agent from company.tickets
    union all
    select c, t, 2, 'priority', created_at + interval 25 minute, priority, first_agent from company.tickets where is_lowered
    union all
    select c, t, 3, 'status', created_at, 'new', null from company.tickets
    union all
    select c, t, 4, 'group_id', created_at, '71', null from company.tickets
    union all
    select c, t, 5, 'status', created_at + interval 10 minute, 'open', first_agent from company.tickets where status <> 'new'
    union all
    select c, t, 6, 'assignee_id', created_at + interval 10 minute, first_agent::text, first_agent from company.tickets where status <> 'new'
    union all
    select c, t, 7, 'status', paused_at, pause, first_agent from company.tickets where pause is not null
    union all
    select c, t, 8, 'custom_pause_reason', paused_at, pause_reason, first_agent from company.tickets where pause is not null
    union all
    select c, t, 9, 'custom_requested_data', paused_at, requested_data, first_agent from company.tickets where requested_data is not null
    union all
    select c, t, 10, 'status', resumed_at, 'open', null from company.tickets where resumed_at is not null
    union all
    select c, t, 10 + 2 * n, 'group_id', created_at + to_minutes((160 * n - 120)::integer), (71 + n)::text, first_agent from company.tickets, range(1, 3) as numbers (n) where n <= handoffs
    union all
    select c, t, 11 + 2 * n, 'assignee_id', created_at + to_minutes((160 * n - 120)::integer + whole('accepts', t * 4 + n, 5, 110)), (case when n = handoffs then assignee else first_agent end)::text, assignee
    from company.tickets, range(1, 3) as numbers (n) where n <= handoffs
    union all
    select c, t, 16, 'custom_escalated', created_at + to_minutes(target::integer + 2), 'true', null from company.tickets where is_escalated
    union all
    select c, t, 17, 'status', first_solved_at, 'solved', assignee from company.tickets where is_solved
    union all
    select c, t, 18, 'status', reopened_at, 'open', null from company.tickets where reopened_at is not null
    union all
    select c, t, 19, 'status', solved_at, 'solved', assignee from company.tickets where reopened_at is not null
    union all
    select c, t, 20, 'status', solved_at + interval 4 day, 'closed', null from company.tickets where status = 'closed'
)

select
    c as _customer,
    t as ticket_id, field as field_name, moment as updated, value, coalesce(agent, 370000005000 + c) as user_id, synced(t) as _fivetran_synced
from changes
order by t, part;

-- Every message has its answer, but those of a customer who has waited too long.
create table zendesk.ticket_comment as
with messages as (
    select c, t, 0 as part, true as is_inbound, created_at as moment from company.tickets
    union all
    select c, t, 1, false, created_at + interval 11 minute from company.tickets where first_agent is not null
    union all
    select c, t, 1 + n, true, created_at + to_minutes((target * (0.3 + 0.3 * n))::integer) from company.tickets, range(1, 3) as numbers (n) where is_chased
    union all
    select c, t, 4, false, first_solved_at - interval 3 minute from company.tickets where is_solved
    union all
    select c, t, 5, true, reopened_at - interval 1 minute from company.tickets where reopened_at is not null
    union all
    select c, t, 6, false, solved_at - interval 3 minute from company.tickets where reopened_at is not null
)

select
    c as _customer,
    t * 8 + part as id, t as ticket_id, case when is_inbound then 370000005000 + c when part = 1 then first_agent else assignee end as user_id,
    moment as created, true as public, synced(t) as _fivetran_synced,
    case when is_inbound then pick(['email', 'web'], 'writes by', t * 8 + part) else 'web' end as via_channel, whole('length', t * 8 + part, 40, 900)::bigint as body_length
from messages
join (select t, first_agent, assignee from company.tickets) as tickets using (t)
order by t, part;

create table zendesk.satisfaction_rating as
select
    c as _customer,
    8000000 + t as id, t as ticket_id, 370000005000 + c as requester_id, assignee as assignee_id, score, solved_at + interval 25 minute as created_at, solved_at + interval 40 minute as updated_at, synced(t) as _fivetran_synced
from company.tickets
where score is not null
order by t;
