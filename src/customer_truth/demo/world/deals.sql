-- Deals and their way through the stages: Q qualification, D discovery, P proposal, N negotiation,
-- W won, L lost. Each way ends where the deal stands today.
create table company.deals as
with drawn as (
    select
        c * 8 + j as d, c, j, crm, is_served, served_since, size, owner, currency,
        case
            when is_served and j = 1 then 'won'
            when is_served and rnd('outcome', c * 8 + j) < 0.3 and served_since < as_of() - interval 70 day then 'won'
            when rnd('outcome', c * 8 + j) < 0.65 then 'lost'
            else 'open'
        end as outcome
    from company.customers, range(1, 4) as numbers (j)
    where crm is not null and (j = 1 and (is_served or chance('deals', c * 8 + j, 0.93)) or j = 2 and chance('deals', c * 8 + j, 0.5) or j = 3 and chance('deals', c * 8 + j, 0.2))
),

routed as (
    select
        drawn.*,
        case outcome
            when 'won' then pick(['QDPNW', 'QDPNW', 'QDPNW', 'QDPNW', 'QDPNW', 'QDPNW', 'QDPNW', 'QDPDPNW', 'QDPNPNW', 'QDLQDPNW'], 'way', d)
            when 'lost' then pick(['QL', 'QL', 'QDL', 'QDPL', 'QDPL', 'QDPNL', 'QDPDL'], 'way', d)
            else pick(['Q', 'Q', 'QD', 'QD', 'QDP', 'QDP', 'QDPN', 'QDPN', 'QDPNPN', 'QDPDP', 'QLQ'], 'way', d)
        end as way,
        round(exp(9.2 + 0.6 * normal('price', d)) * sqrt(size), -1)::decimal(18, 2) as amount
    from drawn
)

select
    routed.*,
    case
        when outcome = 'won' and j = 1 then served_since
        when outcome = 'won' then at_work(served_since + to_days(60 + floor(rnd('won', d) * date_diff('day', served_since, as_of() - interval 63 day))::integer), 'won at', d)
        when outcome = 'lost' then at_work(date '2025-06-01' + to_days(whole('lost', d, 0, 510)), 'lost at', d)
        else at_work(today() - to_days(whole('stands since', d, 2, 40)), 'stands at', d)
    end as final_at,
    case when outcome = 'open' then today() + whole('closes', d, 4, case when right(way, 1) = 'N' then 55 else 95 end) else final_at::date end as close_date
from routed
order by d;

create table company.visits as
with stays as (
    select
        d, c, crm, final_at, i as visit, substr(way, i, 1) as stage, length(way) as visits,
        case
            when i = length(way) then 0
            when substr(way, i, 1) = 'L' then 1440 * whole('lost stay', d * 16 + i, 10, 30)
            else 1440 * whole('stay', d * 16 + i, 2, 14)
        end + case when i = length(way) then 0 else whole('stay minutes', d * 16 + i, -100, 100) end as minutes
    from company.deals, range(1, 9) as numbers (i)
    where i <= length(way)
),

timed as (
    select
        d, c, crm, visit, visits, stage,
        instr('QDPNW', stage) as position,
        final_at - to_minutes((sum(minutes) over later)::integer) as entered_at
    from stays
    window later as (partition by d order by visit rows between current row and unbounded following)
)

select
    timed.*,
    lead(entered_at) over deal as left_at,
    lag(stage) over deal as previous_stage,
    coalesce(max(position) over (deal rows between unbounded preceding and 1 preceding), 0) as reached
from timed
window deal as (partition by d order by visit)
order by d, visit;

create table company.windows as
select * from (values
    (1, 360, 600, 'Mo-Fr 05:00-14:00', ['Mo,We,Fr', 'Tu,Th', 'Mo,Th', 'Mo,Tu,We,Th,Fr', 'We'], ['Mo-Fr 06:00-10:00', 'M-F 6-10', 'Mon-Fri 6:00-10:00', 'weekdays 6am-10am', 'Mo–Fr 06:00–10:00', 'M-F 0600-1000', 'Monday-Friday 6-10']),
    (2, 360, 600, 'Mo-Sa 05:30-16:00', ['Mo,We,Fr', 'Mo,Fr', 'We'], ['Mon,Wed,Fri 0600-1000 / 1300-1500', 'Mo,We,Fr 06:00-10:00 / 13:00-15:00', 'Mon/Wed/Fri 6-10 / 1pm-3pm', 'Mon,Wed,Fri 6am-3pm (closed 10am-1pm)']),
    (3, 420, 660, 'daily 6am-3pm', ['Mo,We,Fr', 'Tu,Th,Sa', 'Tu,Fr', 'Mo,Tu,We,Th,Fr,Sa'], ['7a-11a', '07:00–11:00', 'daily 7-11', 'Mo-Su 07:00-11:00', '7am-11am', '7am-11am, 7 days a week', 'Dock hours: 07:00-11:00']),
    (4, 0, 720, 'Mo-Su 00:00-14:00', ['Mo,Th', 'Tu,Fr', 'We'], ['before noon', 'AM only']),
    (5, 300, 780, 'Mo-Su 04:00-18:00', ['Mo,We,Fr', 'Tu,Th,Sa', 'Mo,Tu,We,Th,Fr'], ['daily 5am-1pm', 'Mo-Su 05:00-13:00', '5a-1p']),
    (6, 390, 540, 'M-F 6-14', ['Tu,Th', 'Tu', 'Th'], ['Tu/Th 6:30-9', 'Tue,Thu 06:30-09:00', 'Tu,Th 0630-0900']),
    (7, 1320, 1680, 'Mo-Sa 20:00-06:00 (+1)', ['Mo,We,Fr', 'Tu,Th,Sa'], ['Mon-Sat 22:00-04:00 (+1)', 'Mo-Sa 22:00-04:00 (+1)', 'Mo-Sa 10pm-4am (+1)']),
    (8, 360, 600, 'Mo-Fr 05:00-12:00; Sa 06:00-12:00', ['Mo,We,Fr', 'Tu,Th', 'Mo,Tu,We,Th,Fr'], ['Mo-Fr 06:00-10:00; Sa 07:00-09:00', 'weekdays 6-10; Sat 7-9', 'M-F 6a-10a; Sat 7a-9a', 'Mon-Fri 6am-10am · Sat 7am-9am', 'Mon-Fri 6am-10am<br>Sat 7am-9am']),
    (9, 480, 660, 'weekdays 7-15', ['Mo,Th', 'Tu,Fr', 'Mo,We,Fr'], ['weekdays 8-11', 'Mo-Fr 08:00-11:00', 'M-F 8-11', 'Mon - Fri 8:00 - 11:00']),
    (10, 375, 420, 'Mo-Fr 06:00-07:30', ['Mo,Th', 'Tu,Fr', 'We'], ['Mo-Fr 06:15-07:00', 'weekdays 6:15-7', 'M-F 0615-0700'])
) as typed (meaning, opens, closes, receiving_hours, day_choices, spellings);

-- What the CRM knows at each change of a deal. Evidence for leaving a stage is written down while
-- the deal is in it; what belongs to entering one stands in the row with which it enters.
create table company.deal_versions as
with changes as (
    select
        visits.*, part, chance('changes', d * 16 + visit, 0.6) as has_change,
        case when part = 1 then entered_at
            else entered_at + to_seconds(floor(epoch(coalesce(left_at, as_of()) - entered_at) * (0.25 + 0.5 * rnd('changed', d * 16 + visit)))::integer)
        end as moment
    from company.visits, range(1, 3) as numbers (part)
    where part = 1 or stage not in ('W', 'L') and chance('changes', d * 16 + visit, 0.6)
),

judged as (
    select
        changes.*,
        greatest(reached, position) as furthest,
        greatest(reached, case when part = 2 or not has_change then position else 0 end) as worked,
        row_number() over deal as version,
        lead(moment) over deal as next_at,
        (first_value(moment) over deal)::date as opened_on
    from changes
    window deal as (partition by d order by moment)
)

select
    judged.d, judged.c, judged.crm, visit, visits, part, version, moment, next_at, stage, previous_stage, position,
    case when furthest >= 3 then amount else round(amount * (0.7 + 0.6 * rnd('estimate', judged.d * 32 + version)), -1)::decimal(18, 2) end as amount,
    case when next_at is null then close_date when furthest < 3 then greatest(opened_on, close_date + whole('slips', judged.d, -21, 14)) else close_date + whole('slips late', judged.d, 0, 9) end as close_date,
    case when worked >= 1 then pick(next_steps(), 'next step', judged.d * 8 + worked) end as next_step,
    case when worked >= 2 then pick(needs(), 'need', judged.d) end as scope,
    case when worked >= 3 then pick(decision_ways(), 'decides', judged.d) end as decision_process,
    worked >= 4 as is_window_agreed,
    furthest >= 4 and chance('own terms', judged.d, 0.12) as has_nonstandard_terms,
    furthest >= 4 as has_contract_draft,
    stage = 'W' as is_scope_signed,
    case when stage = 'L' then pick(loss_reasons(), 'loss', judged.d) end as loss_reason,
    case
        when previous_stage = 'L' then pick(reopen_reasons(), 'reopens', judged.d)
        when position > 0 and position < instr('QDPNW', previous_stage) then pick(back_reasons(), 'goes back', judged.d)
    end as move_reason
from judged
join company.deals using (d)
order by d, version;

-- What a buyer did before a deal moved ahead: met, replied or sent a document.
create table company.activities as
select d * 16 + visit as a, d, c, crm, visit, entered_at - to_minutes(whole('buyer acts', d * 16 + visit, 60, 2800)) as moment, pick(['meeting', 'meeting', 'email', 'document'], 'buyer does', d * 16 + visit) as kind
from company.visits
where visit > 1 and position > instr('QDPNW', previous_stage) and previous_stage <> 'L'
order by a;
