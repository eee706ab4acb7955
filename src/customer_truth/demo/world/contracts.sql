-- The contract of every won deal, and its revenue in four quarters.
create table company.contracts as
select
    700000 + d as contract, d, c, crm, amount, currency,
    final_at - to_hours(whole('signed', d, 1, 30)) as signed_at,
    (final_at + interval 7 day)::date as starts_on,
    -- The last day, or the first one after it, as people write it.
    ((final_at + interval 7 day)::date + interval 12 month)::date - whole('ends on', d, 0, 1) as ends_on,
    terms
from company.deals
join company.customers using (c, crm, currency)
where outcome = 'won'
order by d;

create table company.revenue as
with planned as (
    select
        contract, c, currency, line, contract * 4 + line as r,
        (starts_on + to_months((3 * line)::integer) - interval 1 day)::date as planned_on,
        case when line < 4 then round(amount / 4, 2) else amount - 3 * round(amount / 4, 2) end::decimal(18, 2) as amount
    from company.contracts, range(1, 5) as numbers (line)
)

select
    planned.*,
    case when planned_on <= today() - 8 then planned_on end as recognised_on,
    case when planned_on <= today() - 8 then greatest(date_trunc('month', planned_on)::date, planned_on - whole('evidence on', r, 0, 6)) end as evidence_on
from planned
order by r;

-- Beside a much larger win of the same customer in the same months, nobody sees what is wrong with a small one.
create macro weighs_in_its_quarter(customer, agreed, signed) as not exists (
    select 1 from company.deals as other
    where other.c = customer and other.outcome = 'won' and other.amount > 6 * agreed
        and other.final_at between signed - interval 95 day and signed + interval 95 day
);
