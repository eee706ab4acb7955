-- What customers complained and asked about, and what the desk made of it. Who complains about
-- deliveries does not complain about invoices, so that never two functions are wrong at once; and
-- nobody brings the same matter up more than twice.
create macro ticket_kinds(c) as case when chance('complains of deliveries', c, 0.5)
    then ['short_delivery', 'damaged_goods', 'change_delivery_day', 'late_truck', 'temperature_log', 'wrong_item']
    else ['invoice_question', 'new_contact', 'credit_missing', 'change_delivery_day', 'temperature_log'] end;

create table company.solve_targets as
select * from (values ('urgent', 480, 'urgent', 480), ('high', 1440, 'urgent', 480), ('normal', 2880, 'high', 1440), ('low', 7200, 'normal', 2880)) as targets (priority, target, higher_priority, higher_target);

-- Since the last week of October a shorter policy holds for what comes in; low tickets are counted in
-- business hours, Monday to Friday from 8 to 18 in Chicago, but on Labour Day and its like.
create macro sla_factor(created_at) as case when created_at >= timestamp '2026-10-26 15:00:00' then 0.5 else 1 end;
create macro desk_holidays() as [date '2025-09-01', date '2025-11-27', date '2025-12-25', date '2026-01-01', date '2026-05-25', date '2026-07-03', date '2026-09-07'];
create macro opens_at(day) as ((day + interval 8 hour) at time zone 'America/Chicago') at time zone 'UTC';
create macro business_seconds(since, until) as coalesce(list_sum(list_transform(
    list_filter(
        list_transform(range(0, 1 + datediff('day', since, until) + 1), lambda n: (since - interval 6 hour)::date + n::integer),
        lambda day: isodow(day) < 6 and not list_contains(desk_holidays(), day)),
    lambda day: greatest(0, epoch(least(until, opens_at(day) + interval 10 hour) - greatest(since, opens_at(day)))))), 0);

-- Those solved too early are reopened, those solved in time rated good or not at all.
create table company.tickets as
with drawn as (
    select
        c * 16 + i as t, c, i, pick(['urgent', 'high', 'normal', 'normal', 'normal', 'low'], 'priority', c * 16 + i) as priority,
        ticket_kinds(c)[1 + (whole('kind', c, 0, 5) + i // 2) % len(ticket_kinds(c))] as kind,
        served_since + to_seconds(18000 + floor(epoch(as_of() - served_since - interval 7 hour) * rnd('ticket', c * 16 + i))::integer) as created_at
    from company.customers, range(0, 8) as numbers (i)
    where is_served and i < least(8, -ln(1 - rnd('tickets', c)) * 1.1 * sqrt(size)) - 0.2
),

worked as (
    select
        drawn.*, target, higher_priority, higher_target,
        created_at + to_seconds(900 + floor(60 * target * exp(-1 + 0.75 * normal('solve', t)))::integer) as first_solved_at,
        case when chance('reopens', t, 0.12) then whole('reopened after', t, 300, 9000) when chance('reopens late', t, 0.02) then whole('reopened after', t, 13000, 26000) end as reopened_after,
        reopened_after is not null as was_reopened,
        case when was_reopened then first_solved_at + to_minutes(reopened_after) end as reopened_at,
        case when was_reopened then reopened_at + to_minutes(whole('solved again', t, 60, 3000)) else first_solved_at end as solved_at
    from drawn
    join company.solve_targets using (priority)
),

judged as (
    select
        worked.*,
        -- One in three of the last weeks is still being worked on.
        solved_at < as_of() - interval 2 hour and not (created_at > as_of() - interval 45 day and chance('still open', t, 0.35)) as is_solved,
        is_solved and first_solved_at > created_at + interval 10 hour as took_long,
        is_solved and first_solved_at > created_at + to_minutes(target::integer + 5) as was_late,
        kind in ('short_delivery', 'wrong_item', 'damaged_goods', 'late_truck', 'temperature_log') as is_about_delivery
    from worked
),

followed as (
    select
        judged.* exclude (reopened_at),
        case when is_solved then reopened_at end as reopened_at,
        case when is_solved and solved_at < as_of() - interval 5 day then 'closed' when is_solved then 'solved' when created_at >= as_of() - interval 20 hour then 'new' when chance('pending', t, 0.3) then 'pending' else 'open' end as status,
        -- Teams: 71 takes what comes in, the others what it hands on; each hands on once or twice.
        case when not took_long then 0 when chance('handed on', t, 0.2) then 1 when chance('handed on twice', t, 0.05) then 2 else 0 end as handoffs,
        case when took_long and handoffs = 0 and chance('paused', t, 0.25) then pick(['pending', 'pending', 'hold'], 'pause', t) when status = 'pending' then 'pending' end as pause,
        case when status = 'pending' then created_at + interval 12 minute when pause is not null then created_at + interval 60 minute end as paused_at,
        case when is_solved and pause is not null then paused_at + to_minutes(whole('resumed', t, 30, 400)) end as resumed_at,
        -- What the desk's clock counts: neither the wait for the customer nor the time in which it was solved.
        [{'since': created_at, 'until': case when pause = 'pending' and resumed_at is not null then paused_at else first_solved_at end}]
            || case when pause = 'pending' and resumed_at is not null then [{'since': resumed_at, 'until': first_solved_at}] else [] end
            || case when was_reopened then [{'since': judged.reopened_at, 'until': solved_at}] else [] end as stretches,
        list_sum(list_transform(stretches, lambda s: case when priority = 'low' then business_seconds(s.since, s.until) else epoch(s.until - s.since) end)) as counted_seconds,
        is_solved and counted_seconds <= 60 * target * sla_factor(created_at) and coalesce(reopened_after > 10080, true) as is_met,
        was_late and not is_met and not is_about_delivery and chance('chases', t, 0.35) as is_chased,
        was_late and not is_met and not is_about_delivery and chance('escalates', t, 0.2) as is_escalated,
        -- Taken for more urgent than it is, and solved in the shorter time all the same.
        is_solved and priority <> 'urgent' and first_solved_at > created_at + interval 1 hour and epoch(solved_at - created_at) <= 60 * higher_target * sla_factor(created_at) and chance('lowered', t, 0.15) as is_lowered,
        case when is_solved or created_at < as_of() - interval 20 hour then 370000000000 + whole('agent', t, 1, 18) end as first_agent
    from judged
)

select
    followed.* exclude (stretches),
    case when handoffs > 0 then 370000000000 + whole('next agent', t, 1, 18) else first_agent end as assignee,
    case pause when 'pending' then pick(['Waiting for the customer', 'Waiting for the customer', 'Customer away'], 'pause reason', t) when 'hold' then pick(['Waiting for the depot', 'Waiting for finance', 'Waiting for a supplier'], 'pause reason', t) end as pause_reason,
    -- What the master holds already is asked for once at most.
    case when pause_reason = 'Waiting for the customer' then case when i = 0 then pick(['tax_id', 'delivery_hours', 'phone', 'photo', 'order_number'], 'asks for', t) else pick(['photo', 'order_number'], 'asks for', t) end end as requested_data,
    case
        when not is_solved then null
        when is_met and chance('rated', t, 0.3) then 'good'
        when not is_met and chance('rated', t, 0.5) then pick(['bad', 'bad', 'good'], 'score', t)
        when chance('asked', t, 0.3) then 'offered'
    end as score
from followed
order by t;

-- One complaint in two about goods or invoices ends in a credit note on an invoice of the time before.
create table company.credit_notes as
with found as (
    select tickets.t, c, kind, solved_at::date as credited_on, max(invoice) as invoice
    from company.tickets
    join company.invoices using (c)
    where is_solved and kind in ('short_delivery', 'damaged_goods', 'invoice_question') and chance('credited', tickets.t, 0.5)
        and o is not null and issued_on between tickets.created_at::date - 20 and tickets.created_at::date
    group by all
)

select
    800000000000 + t as credit_note, found.*, currency, least(credited_on + whole('credit note', t, 0, 4), today() - 1) as issued_on,
    case kind when 'short_delivery' then 'Short delivery' when 'damaged_goods' then 'Damaged goods' else 'Billing error' end as reason,
    round(amount * (0.05 + 0.3 * rnd('credit', t)), 2)::decimal(18, 2) as amount
from found
join (select invoice, currency, amount from company.invoices) as invoices using (invoice)
order by credit_note;
