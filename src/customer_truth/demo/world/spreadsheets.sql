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
