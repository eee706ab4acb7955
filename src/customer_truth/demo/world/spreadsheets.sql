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
