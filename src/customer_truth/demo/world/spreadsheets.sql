create table spreadsheets.forecast_adjustments as
select
    c as _customer,
    'FA-' || d as adjustment_id, '2026-Q4' as period, crm_deal(crm, d) as opportunity_id, (100 * whole('adjusts', d, -40, 40))::decimal(18, 2)::text as amount,
    employee('adjusts', d) as author, pick(['Tasting went well', 'Decision moved to next quarter', 'Second site likely', 'Budget cut announced'], 'adjusts', d) as reason,
    pick(['F-1 late evidence', 'F-2 manager judgement'], 'adjusts by', d) as rule_id, (today() - whole('adjusted', d, 3, 30))::text as entered_on, synced(d) as synced_at
from company.deals
where outcome = 'open' and chance('adjusted', d, 0.2)
order by d;

create table spreadsheets.bonus_payments as
select
    c as _customer,
    'B-' || d as bonus_id, 'E' || (2000 + owner) as employee_id, crm_deal(crm, d) as opportunity_id, case outcome when 'won' then 'deal_won' else 'meeting_held' end as outcome,
    case outcome when 'won' then 'P-1 two per cent of a won deal' else 'P-7 first meeting' end as plan_rule,
    case outcome when 'won' then round(amount * 0.02, 2)::decimal(18, 2) else 150::decimal(18, 2) end::text as amount,
    least(final_at::date + 20, today() - 2)::text as paid_on, synced(d) as synced_at
from company.deals
where chance('bonus', d, case outcome when 'won' then 0.6 else 0.12 end)
order by d;

create table spreadsheets.teams as
select null::bigint as _customer, team, function, is_active::text as is_active, synced(place) as synced_at
from company.teams
order by place;

-- Who answers for a customer: always one for the account, sometimes after another one, and each
-- further decision claimed by one function alone.
create table spreadsheets.account_owners as
with begun as (
    select
        c, owner, served_since::date as since, chance('other owner before', c, 0.2) and served_since < as_of() - interval 60 day as was_handed_over,
        since + whole('handed over', c, 20, 50) as handed_over_on
    from company.customers
    where is_served
),

claims as (
    select c, 1 as part, 'account' as decision, 'sales' as function, owner as person, case when was_handed_over then handed_over_on else since end as valid_from, null::date as valid_to from begun
    union all
    select c, 2, 'account', 'sales', 1 + (owner + 3) % 10, since, handed_over_on - 1 from begun where was_handed_over
    union all
    select c, 3, 'delivery_promise', 'delivery', whole('planner', c, 81, 90), since, null from begun where chance('planner claims', c, 0.5)
    union all
    select c, 4, 'credit_hold', 'finance', whole('clerk', c, 71, 79), since, null from begun where chance('clerk claims', c, 0.3)
    union all
    select c, 5, 'customer_outcome', 'service', whole('agent', c, 41, 59), since, null from begun where chance('agent claims', c, 0.3)
    union all
    select c, 6, 'contract_terms', 'sales', owner, since, null from begun where chance('terms claimed', c, 0.3)
)

select
    c as _customer,
    'AO' || (c * 8 + part) as entry_id, erp_number(c) as customer_number, decision, function, 'E' || (2000 + person) as person, valid_from::text as valid_from, valid_to::text as valid_to, synced(c) as synced_at
from claims
order by c, part;

-- What customers are asked. Twice a year three of four in each segment, and every month each second
-- of those whose ticket was solved: as many of the late ones as of the others.
create table company.survey_campaigns as
select 'SV-R-' || strftime(opened_on, '%Y-%m') as campaign, 'relationship' as touchpoint, opened_on, opened_on + 20 as closed_on
from (values (date '2026-05-18'), (date '2026-09-14')) as waves (opened_on)
union all
select 'SV-T-' || strftime(opened_on, '%Y-%m'), 'ticket', opened_on::date, last_day(opened_on)
from range(date '2026-05-01', date '2026-11-01', interval 1 month) as months (opened_on);

create table spreadsheets.survey_campaigns as
select
    null::bigint as _customer,
    campaign as campaign_id, touchpoint, opened_on::text as opened_on, closed_on::text as closed_on, 'E2045' as sent_by, as_of() as synced_at
from company.survey_campaigns
order by campaign;

create table spreadsheets.surveys as
with asked as (
    select campaign, c, null::bigint as t, opened_on + whole('asked', c, 0, 14) as sent_on, null::boolean as is_met
    from (select *, row_number() over (partition by segment order by c) as place from company.customers where is_served) as customers
    join company.survey_campaigns on touchpoint = 'relationship' and served_since < opened_on and (place + month(opened_on)) % 4 <> 0
    union all
    select campaign, c, t, solved_at::date + 1, is_met
    from (
        select campaign, c, t, solved_at, is_met, row_number() over (partition by campaign, is_met order by rnd('asked after', t), t) as place
        from company.tickets
        join company.survey_campaigns on touchpoint = 'ticket' and is_solved and solved_at::date between opened_on and closed_on
    ) as solved
    where place % 2 = 1
),

numbered as (
    select asked.*, coalesce(t * 4, c * 64 + month(sent_on)) as v, sent_on + whole('answers after', coalesce(t * 4, c * 64 + month(sent_on)), 0, 9) as would_answer_on
    from asked
),

answered as (
    select
        numbered.*,
        case when chance('answers', v, 0.45) and would_answer_on < today() then would_answer_on end as answered_on,
        case when is_met then pick([7, 8, 9, 9, 10, 10], 'score', v) when not is_met then pick([4, 5, 6, 7, 8, 9], 'score', v) else pick([3, 5, 6, 7, 8, 8, 9, 9, 10, 10], 'score', v) end as first_score,
        -- Nobody for whom all was solved in time that month is unhappy.
        exists (select 1 from company.tickets where tickets.c = numbered.c and tickets.is_met and date_trunc('month', tickets.created_at) = date_trunc('month', would_answer_on)) as was_served_well
    from numbered
),

scored as (
    select answered.* exclude (first_score), case when answered_on is not null then case when was_served_well then greatest(7, first_score) else first_score end end as score
    from answered
)

select
    c as _customer,
    'SR' || v as response_id, 'SI' || v as survey_id, campaign as campaign_id, erp_number(c) as customer_number, 'P' || (c * 4) as respondent, t::text as ticket, sent_on::text as sent_on,
    answered_on::text as answered_on, score::text as score,
    case when score <= 6 and answered_on + whole('followed up', v, 1, 4) < today() then (answered_on + whole('followed up', v, 1, 4))::text end as followed_up_on, synced(v) as synced_at
from scored
order by v;

-- Who gave notice: none without a ticket that came too late in the weeks before.
create table spreadsheets.lost_customers as
with left_by as (
    select c, max(created_at)::date as complained_on
    from company.tickets
    where is_solved and not is_met and created_at between timestamp '2026-08-05' and timestamp '2026-10-10'
    group by c
)

select
    c as _customer,
    'LC' || c as loss_id, erp_number(c) as customer_number, (complained_on + whole('gives notice', c, 5, 20))::text as noticed_on,
    pick(['Late answers', 'Price', 'Changed supplier', 'Closing the kitchen'], 'leaves because', c) as reason, employee('reports loss', c) as reported_by, synced(c) as synced_at
from left_by
where chance('leaves', c, 0.4) and exists (select 1 from company.orders where orders.c = left_by.c and status = 'delivered' and requested_on <= complained_on)
order by c;
