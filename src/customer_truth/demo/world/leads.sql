-- Which contact of marketing a lead of the field sales force is.
create table company.lead_contacts as
select m, coalesce(leads_of_contacts.n, lead) as n
from company.marketing_contacts
left join (select n, c * 4 as k from company.leads where c is not null) as leads_of_contacts using (k)
where coalesce(leads_of_contacts.n, lead) is not null
order by m;

-- How marketing's own system follows each contact: as the lead that it is, a few minutes later; or,
-- where inside sales has it, from the first day to its first deal and its first win.
create table company.lead_stages as
with known as (
    select
        m, owner_number, contacts.c, contacts.k, contacts.created_at, leads.n, leads.status,
        coalesce(customers.owner, leads.owner) as seller, coalesce(contacts.k % 4 = 0, false) as is_first,
        coalesce(leads.qualified_at, case when leads.n is null then contacts.created_at + to_minutes(whole('marketing qualified', m, 700, 1400)) end) as qualified_at,
        coalesce(leads.responded_at, case when leads.n is null then contacts.created_at + to_minutes(whole('marketing qualified', m, 700, 1400) + whole('marketing answered', m, 30, 1300)) end) as responded_at,
        leads.rejection_reason, first_deal_at, first_won_at
    from company.marketing_contacts as contacts
    left join company.lead_contacts using (m)
    left join company.leads on leads.n = lead_contacts.n
    left join company.customers on customers.c = contacts.c
    left join (select c, min(entered_at) as first_deal_at, min(entered_at) filter (where stage = 'W') as first_won_at from company.visits group by c) as deals on deals.c = contacts.c
),

moved as (
    select *, 1 as part, 'lead' as stage, created_at as moment from known
    union all
    select *, 2, 'marketingqualifiedlead', qualified_at + interval 5 minute from known where (n is not null or is_first) and qualified_at is not null
    union all
    select *, 3, case status when 'Rejected' then 'nurture' else 'salesqualifiedlead' end, responded_at + interval 5 minute from known where (n is not null or is_first) and responded_at is not null
    union all
    select *, 4, 'opportunity', case when n is not null then responded_at + interval 65 minute else greatest(responded_at + interval 65 minute, first_deal_at) end from known
    where is_first and (status = 'Converted' or n is null) and first_deal_at is not null
    union all
    select *, 5, 'customer', greatest(first_won_at, responded_at + interval 70 minute) from known where is_first and (status = 'Converted' or n is null) and first_won_at is not null
)

select m, owner_number, part, stage, moment, seller, rejection_reason as reason, lead(moment) over (partition by m order by part) as next_at
from moved
where moment < as_of()
order by m, part;
