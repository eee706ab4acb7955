create table zendesk.organization as
select
    c as _customer,
    360000000000 + c as id, name, erp_number(c) as external_id, served_since + interval 5 hour as created_at, served_since + interval 30 hour as updated_at, synced(c) as _fivetran_synced
from company.customers
where is_served
order by c;

create table zendesk."user" as
with people as (
    select null::bigint as c, u as id, first_name || ' ' || last_name as name, lower(first_name || '.' || last_name || u) || '@service.example.com' as email, null::text as phone, 'agent' as role, timestamp '2025-01-02 15:00:00' as created_at
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
    501::bigint as sla_policy_id, place::bigint as index, changed_at as sla_policy_updated_at, 'requester_wait_time' as metric, priority, (target * factor)::bigint as target, false as business_hours, as_of() as _fivetran_synced
from (values (0, 'urgent', 480), (1, 'high', 1440), (2, 'normal', 2880), (3, 'low', 7200)) as targets (place, priority, target),
    (values (timestamp '2025-01-02 15:00:00', 2), (timestamp '2025-05-01 15:00:00', 1)) as versions (changed_at, factor)
order by changed_at, place;

-- Tickets, those solved too early reopened, those solved in time rated good or not at all.
create table company.tickets as
with drawn as (
    select
        c * 16 + i as t, c, pick(['urgent', 'high', 'normal', 'normal', 'normal', 'low'], 'priority', c * 16 + i) as priority,
        served_since + to_seconds(18000 + floor(epoch(as_of() - served_since - interval 7 hour) * rnd('ticket', c * 16 + i))::integer) as created_at
    from company.customers, range(0, 8) as numbers (i)
    where is_served and i < least(8, -ln(1 - rnd('tickets', c)) * 0.75 * sqrt(size))  - 0.25
),

worked as (
    select
        drawn.*, target,
        created_at + to_seconds(900 + floor(60 * target * exp(-1 + 0.75 * normal('solve', t)))::integer) as first_solved_at,
        case when chance('reopens', t, 0.12) then whole('reopened after', t, 300, 9000) when chance('reopens late', t, 0.02) then whole('reopened after', t, 13000, 26000) end as reopened_after,
        reopened_after is not null as was_reopened,
        case when was_reopened then first_solved_at + to_minutes(reopened_after) end as reopened_at,
        case when was_reopened then reopened_at + to_minutes(whole('solved again', t, 60, 3000)) else first_solved_at end as solved_at
    from drawn
    join (select priority, target from zendesk.sla_policy_metric_history where sla_policy_updated_at = timestamp '2025-05-01 15:00:00') as targets using (priority)
),

judged as (
    select
        worked.*,
        -- One in three of the last weeks is still being worked on.
        solved_at < as_of() - interval 2 hour and not (created_at > as_of() - interval 45 day and chance('still open', t, 0.35)) as is_solved,
        is_solved and solved_at - created_at <= to_minutes(target::integer) and coalesce(reopened_after > 10080, true) as is_met
    from worked
),

told as (
    select
        judged.*,
        -- Customers complain of damage in one month, of invoices in the next, and never of both.
        pick(case when month(created_at) % 2 = 0
            then ['Short delivery', 'Wrong item', 'Damaged case', 'Late truck', 'Change delivery day', 'Missing temperature log', 'New contact at site']
            else ['Short delivery', 'Wrong item', 'Late truck', 'Invoice question', 'Credit not received', 'Change delivery day', 'New contact at site'] end, 'ticket subject', t) as subject,
        subject in ('Damaged case', 'Invoice question', 'Credit not received') as is_claim
    from judged
),

-- Whom service lets wait asks again, or asks for the manager; once a month, and not beside a claim.
waited as (
    select
        told.*,
        is_solved and not is_met and not bool_or(is_claim) over in_month and row_number() over (in_month order by is_met, not is_solved, t) = 1 as has_waited
    from told
    window in_month as (partition by c, date_trunc('month', created_at))
)

select
    waited.* exclude (reopened_at),
    has_waited and chance('asks again', t, 0.5) as is_chased,
    has_waited and not is_chased and chance('asks for the manager', t, 0.4) as is_escalated,
    case when is_solved then reopened_at end as reopened_at,
    case when is_solved and solved_at < as_of() - interval 5 day then 'closed' when is_solved then 'solved' when created_at > as_of() - interval 20 hour then 'new' when chance('pending', t, 0.3) then 'pending' else 'open' end as status,
    case when is_solved or created_at < as_of() - interval 20 hour then 370000000000 + whole('agent', t, 1, 18) end as assignee,
    case
        when not is_solved then null
        when is_met and chance('rated', t, 0.3) then 'good'
        when not is_met and chance('rated', t, 0.5) then pick(['bad', 'bad', 'good'], 'score', t)
        when chance('asked', t, 0.3) then 'offered'
    end as score
from waited
order by t;

create table zendesk.ticket as
select
    c as _customer,
    t as id, subject, status, priority, 'problem' as type, 360000000000 + c as organization_id, 370000005000 + c as requester_id,
    assignee as assignee_id, 71::bigint as group_id, created_at, case when is_solved then solved_at else created_at end as updated_at, pick(['email', 'web', 'voice'], 'channel', t) as via_channel, synced(t) as _fivetran_synced,
    case when is_solved then case when is_met then 'met' else 'missed' end end as custom_reported_sla
from company.tickets
order by t;

create table zendesk.ticket_field_history as
with changes as (
    select c, t, 1 as part, 'priority' as field, created_at as moment, priority as value, null::bigint as agent from company.tickets
    union all
    select c, t, 2, 'status', created_at, 'new', null from company.tickets
    union all
    select c, t, 3, 'status', created_at + interval 10 minute, 'open', assignee from company.tickets where status <> 'new'
    union all
    select c, t, 4, 'status', first_solved_at, 'solved', assignee from company.tickets where is_solved
    union all
    select c, t, 5, 'status', reopened_at, 'open', assignee from company.tickets where reopened_at is not null
    union all
    select c, t, 6, 'status', solved_at, 'solved', assignee from company.tickets where reopened_at is not null
    union all
    select c, t, 7, 'status', solved_at + interval 4 day, 'closed', null from company.tickets where status = 'closed'
    union all
    select c, t, 8, 'status', created_at + interval 12 minute, 'pending', assignee from company.tickets where status = 'pending'
    union all
    select c, t, 9, 'custom_escalated', created_at + (first_solved_at - created_at) / 2, 'true', assignee from company.tickets where is_escalated
)

select
    c as _customer,
    t as ticket_id, field as field_name, moment as updated, value, coalesce(agent, 370000005000 + c) as user_id, synced(t) as _fivetran_synced
from changes
order by t, part;

-- The customer writes first, the agent second; whom nobody answers writes two times more.
create table zendesk.ticket_comment as
with said as (
    select c, t, 0 as i, 370000005000 + c as author, created_at as moment from company.tickets
    union all
    select c, t, 1, coalesce(assignee, 370000000001), case when is_chased then created_at + (first_solved_at - created_at) / 2 else created_at + interval 11 minute end from company.tickets where assignee is not null
    union all
    select c, t, 1 + place, 370000005000 + c, created_at + (first_solved_at - created_at) * place / 8 from company.tickets, range(1, 3) as places (place) where is_chased
)

select c as _customer, t * 4 + i as id, t as ticket_id, author as user_id, moment as created, true as public, synced(t) as _fivetran_synced
from said
order by t, i;

create table zendesk.satisfaction_rating as
select
    c as _customer,
    8000000 + t as id, t as ticket_id, 370000005000 + c as requester_id, assignee as assignee_id, score, solved_at + interval 25 minute as created_at, solved_at + interval 40 minute as updated_at, synced(t) as _fivetran_synced
from company.tickets
where score is not null
order by t;
