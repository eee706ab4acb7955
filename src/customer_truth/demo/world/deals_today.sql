create table company.stage_names as
select * from (values
    ('Q', 'Qualification', 'appointmentscheduled', 'Pipeline', 10),
    ('D', 'Needs Analysis', 'qualifiedtobuy', 'Pipeline', 25),
    ('P', 'Proposal/Price Quote', 'presentationscheduled', 'Best Case', 50),
    ('N', 'Negotiation/Review', 'contractsent', 'Commit', 75),
    ('W', 'Closed Won', 'closedwon', 'Closed', 100),
    ('L', 'Closed Lost', 'closedlost', 'Omitted', 0)
) as names (stage, salesforce_stage, hubspot_stage, category, probability);

-- Deals as both CRMs show them today: the last version, and what only today's record holds.
create table company.deals_today as
select
    deals.d, deals.c, deals.crm, deals.j, deals.owner, outcome, is_served, deals.amount, deals.close_date, final_at,
    versions.stage, salesforce_stage, hubspot_stage, probability, category as stage_category, next_step,
    -- One open deal in twenty is judged by hand, with the reason.
    outcome = 'open' and versions.stage = 'D' and scope is not null and chance('override', deals.d, 0.15) as is_overridden,
    first_visits.entered_at as created_at,
    first_visits.entered_at - to_minutes(whole('first contact', deals.d, 30, 14000)) as first_contact_at,
    case when outcome = 'open' then today() - whole('active', deals.d, 1, 11) else final_at::date end as last_activity_on,
    case when is_window_agreed then promise_text end as promised_window,
    case when is_window_agreed then delivery_day_count end as promised_frequency,
    case when versions.stage in ('P', 'N') then today() + whole('steps on', deals.d, 0, 12) end as next_step_on,
    deals.currency, (final_at + interval 7 day)::date as starts_on, 12 as term_months
from company.deals
join (select * from company.deal_versions where next_at is null) as versions using (d)
join (select d, entered_at from company.visits where visit = 1) as first_visits using (d)
join company.stage_names using (stage)
left join (select c, promise_text, delivery_day_count from company.sites where j = 1) as first_sites on first_sites.c = deals.c
order by deals.d;
