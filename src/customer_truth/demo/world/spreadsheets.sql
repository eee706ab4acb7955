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
    case outcome when 'won' then 'P-1' else 'P-7' end as plan_rule,
    case outcome when 'won' then round(amount * 0.02, 2)::decimal(18, 2) else 150::decimal(18, 2) end::text as amount,
    least(final_at::date + 20, today() - 2)::text as paid_on, null::text as lead_id, synced(d) as synced_at
from company.deals
where chance('bonus', d, case outcome when 'won' then 0.6 else 0.12 end)
union all
select
    n,
    'BL-' || n, 'E' || (1000 + whole('brings lead', n, 1, 40)), null, 'lead_accepted', 'P-3', '60.00', least(responded_at::date + 20, today() - 2)::text,
    'salesforce:' || sf_id('00Q', n), synced(n)
from company.leads
where status in ('Accepted', 'Converted') and responded_at < as_of() - interval 4 day and chance('lead bonus', n, 0.25)
order by bonus_id;

-- Marketing plans its leads by quarter and source; where hardly one became a deal it
-- was to bring more than came.
create table spreadsheets.lead_targets as
with counted as (
    select source, date_trunc('quarter', qualified_at)::date as quarter, count(*) as qualified, count(*) filter (where status = 'Converted') as converted
    from company.leads
    where qualified_at is not null
    group by source, date_trunc('quarter', qualified_at)
)

select
    null::bigint as _customer,
    'LT-' || strftime(quarter, '%Y-%m') || '-' || replace(source, ' ', '') as target_id, quarter::text as quarter, source as lead_source,
    case when converted < 0.15 * qualified then qualified + 5 else greatest(1, qualified - 2) end::text as target, as_of() as synced_at
from counted
order by target_id;

create table spreadsheets.lead_credits as
select n as _customer, 'LC-' || n as credit_id, 'salesforce:' || sf_id('00Q', n) as lead_id, source as lead_source, qualified_at::date::text as credited_on, synced(n) as synced_at
from company.leads
where qualified_at is not null
order by n;

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

-- What the functions write down for themselves, each in a sheet of its own.
create table spreadsheets.glossary as
select
    null::bigint as _customer,
    'G-' || place as entry_id, function, term, scope, definition, entry_criteria, exit_criteria, evidence, rationale, owner, valid_from, valid_to, synced(place) as synced_at
from (values
    (1, 'sales', 'key account', 'company', 'A customer of three sites or more', 'Three sites are served', 'Fewer than two sites are served', 'Sites in the route plan', 'Chains are visited by one person', 'sales_operations', '2025-01-01', null),
    (2, 'sales', 'active customer', 'sales', 'A customer who ordered in the last four weeks', 'An order was delivered', 'No order in four weeks', 'Orders', 'Sellers visit who buys', 'Devon Marsh', '2024-06-01', '2025-12-31'),
    (3, 'sales', 'active customer', 'sales', 'A customer who ordered in the last six weeks', 'An order was delivered', 'No order in six weeks', 'Orders', 'Seasonal kitchens pause', 'Devon Marsh', '2026-01-01', null),
    (4, 'finance', 'active customer', 'finance', 'A customer who was invoiced in the last quarter', 'An invoice was issued', 'No invoice in a quarter', 'Invoices', 'Credit lines are reviewed by the quarter', 'beatriz.kowal@example.com', '2024-06-01', null),
    (5, 'delivery', 'late truck', 'delivery', 'A truck that arrives after the promised hours', 'The arrival is recorded', 'The customer was told', 'Arrivals', 'Kitchens plan by the hour', 'Rosa Lindqvist', '2025-03-01', null),
    (6, 'delivery', 'hard window', 'delivery', 'Hours outside of which nobody opens the door', 'The customer said so', 'The customer said otherwise', 'Sheet of the site', 'A closed door costs a stop', 'transport_planning', '2025-03-01', null),
    (7, 'marketing', 'engaged contact', 'marketing', 'A contact who opened two letters in a month', 'Two openings', 'A month without one', 'E-mail events', 'Letters go to who reads them', 'nhaddad', '2025-02-01', null),
    (8, 'marketing', 'campaign lead', 'marketing', 'A lead that answered a campaign', 'The form names the campaign', 'Sales answered', 'Forms', 'Money is spent by campaign', 'marketing_operations', '2025-02-01', null),
    (9, 'service', 'chase', 'service', 'A second message before the first was answered', 'Two messages came', 'An answer was sent', 'Messages', 'Who asks twice was let down', 'Kwame Asante', '2025-05-01', null),
    (10, 'service', 'escalation', 'service', 'A ticket that a manager was asked for', 'The customer asked', 'The manager called', 'Tickets', 'Trust is lost here first', 'kasante', '2025-05-01', null),
    (11, 'finance', 'bad debt', 'finance', 'An invoice ninety days over its day', 'Ninety days have passed', 'It was paid or written off', 'Invoices', 'It must be provided for', 'controller', '2024-06-01', null),
    (12, 'finance', 'net revenue', 'finance', 'Recognised revenue after credit notes', 'It was recognised', 'It was reversed', 'Ledger', 'The only figure that is paid', 'Beatriz Kowal', '2024-06-01', null)
) as entries (place, function, term, scope, definition, entry_criteria, exit_criteria, evidence, rationale, owner, valid_from, valid_to)
order by place;

create table spreadsheets.case_log as
select
    c as _customer,
    'CASE-' || c as case_id, kind,
    pick(['delivery_promise', 'contract_terms', 'credit_hold', 'customer_outcome'], 'topic', c) as topic, erp_number(c) as customer_number, (100 * whole('in case', c, 2, 90))::text as amount,
    opened_on::text as opened_on, (opened_on + 10)::text as due_on,
    case when opened_on < today() - 10 then (opened_on + whole('decided after', c, 1, 9))::text end as decided_on,
    case when opened_on < today() - 10 then pick(['customer_truth_owner', 'Beatriz Kowal', 'Rosa Lindqvist'], 'decides case', c) end as decided_by,
    case when opened_on < today() - 10 then pick(['The promise stands', 'The contract stands', 'The customer was called'], 'decision', c) end as decision,
    case when opened_on < today() - 40 then (opened_on + 11)::text end as escalated_on, case when opened_on < today() - 40 then 'chief_operating_officer' end as escalated_to,
    case when opened_on < today() - 25 or kind = 'exception' and opened_on < today() - 10 then (opened_on + whole('closed after', c, 9, 14))::text end as closed_on, synced(c) as synced_at
from (
    select c, today() - whole('case opened', c, 2, 120) as opened_on, case when chance('kind of case', c, 0.5) then 'contradiction' else 'exception' end as kind
    from company.customers
    where is_served and chance('has case', c, 0.06)
) as opened
order by c;

create table spreadsheets.controls as
select null::bigint as _customer, 'K-' || place as control_id, function, statement, owner, passing_example_on, failing_example_on, synced(place) as synced_at
from (values
    (1, 'finance', 'Every credit note over 500 has two signatures', 'Beatriz Kowal', '2026-02-10', '2026-02-10'),
    (2, 'finance', 'Payment terms are granted by finance alone', 'controller', '2026-02-11', '2026-02-12'),
    (3, 'sales', 'A price under the list has a reason', 'Devon Marsh', '2026-01-20', '2026-01-21'),
    (4, 'delivery', 'A truck leaves with a checked temperature', 'Rosa Lindqvist', '2026-03-02', '2026-03-05'),
    (5, 'delivery', 'A returned case is counted twice', 'transport_planning', '2026-03-02', '2026-03-02'),
    (6, 'service', 'A refund is told to the customer on its day', 'kasante', '2026-04-14', '2026-04-16'),
    (7, 'marketing', 'A bought list has a consent for each contact', 'nhaddad', '2026-05-08', '2026-05-08')
) as checks (place, function, statement, owner, passing_example_on, failing_example_on)
order by place;

create table spreadsheets.waiver_log as
select
    c as _customer,
    'WV-' || c as waiver_id, pick(['site_has_a_window', 'invoice_traces_to_what_was_agreed', 'contact_phone_is_a_number'], 'waives', c) as rule, erp_number(c) as customer_number,
    'Records of this customer' as scope, pick(['Site is being rebuilt', 'New owner takes over', 'System change at the customer'], 'waived because', c) as reason,
    pick(['sales_operations', 'Rosa Lindqvist'], 'asks waiver', c) as requested_by, pick(['customer_truth_owner', 'Beatriz Kowal'], 'grants waiver', c) as approved_by,
    (today() - whole('waived on', c, 5, 60))::text as approved_on, (today() + whole('waived until', c, 10, 90))::text as expires_on, null::text as ended_on, synced(c) as synced_at
from company.customers
where is_served and chance('has waiver', c, 0.03)
order by c;

-- Each month the functions report the same figures to the board, counted alike.
create table spreadsheets.figure_reports as
with months as (
    select month::date as month from range(date '2026-06-01', date '2026-11-01', interval 1 month) as months (month)
),

figures as (
    select month, 'buying customers' as metric, 'delivered orders' as counts, 'single' as rollup, count(distinct c)::decimal(18, 2) as value
    from months join company.orders on status = 'delivered' and date_trunc('month', requested_on) = month
    group by month
    union all
    select month, 'revenue', 'recognised', 'single', coalesce(sum(amount), 0)::decimal(18, 2)
    from months left join company.revenue on date_trunc('month', recognised_on) = month
    group by month
    union all
    select month, 'won deals', 'signed deals', 'single', count(d)::decimal(18, 2)
    from months left join company.deals on outcome = 'won' and date_trunc('month', final_at) = month
    group by month
    union all
    select month, 'commit forecast', 'commit', 'single', (sum(amount) filter (where outcome = 'open'))::decimal(18, 2)
    from months left join company.deals on date_trunc('month', close_date) = month
    group by month
)

select
    null::bigint as _customer,
    'F-' || strftime(month, '%Y-%m') || '-' || replace(metric, ' ', '') || '-' || function as report_id, function, metric, month::text as month, coalesce(value, 0)::text as value, counts, rollup,
    case when month > date '2026-06-01' then 'F-' || strftime(month - interval 1 month, '%Y-%m') || '-' || replace(metric, ' ', '') || '-' || function end as compared_with, as_of() as synced_at
from figures, (values ('marketing'), ('sales'), ('delivery'), ('finance')) as functions (function)
where metric <> 'commit forecast' or function in ('sales', 'finance')
order by report_id;
