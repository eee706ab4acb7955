create table netsuite.currency as
select null::bigint as _customer, id, name, symbol, case when symbol = 'CHF' then 'T' else 'F' end as isinactive, synced(id) as _fivetran_synced
from (values (1::bigint, 'US Dollar', 'USD'), (2, 'British Pound', 'GBP'), (4, 'Euro', 'EUR'), (5, 'Swiss Franc', 'CHF'), (6, 'Yen', 'JPY')) as currencies (id, name, symbol)
order by id;

-- Nothing new is billed in francs; what stands in them counts by the ERP's own rates.
create table netsuite.currency_rate as
select null::bigint as _customer, id, 1::bigint as basecurrency, 5::bigint as transactioncurrency, effectivedate, exchangerate, false as _fivetran_deleted, as_of() as _fivetran_synced
from (values (1::bigint, date '2023-01-01', 1.0800), (2, date_trunc('month', today())::date, 1.1200)) as rates (id, effectivedate, exchangerate)
order by id;

create table netsuite.customer as
select
    c as _customer,
    10000 + c as id, erp_number(c) as entityid, customers.name || case country when 'GB' then ' Ltd' when 'DE' then ' GmbH' else ' LLC' end as companyname,
    'accounts@' || domain as email, phone_typed(country, phone, 'billing phone', c) as phone, 'F' as isinactive, currency.id as currency, terms,
    (1000 * whole('limit', c, 2, 40))::decimal(18, 2) as creditlimit, is_on_hold as oncredithold, 10000 + parent_served as parent, (900 + owner)::bigint as salesrep,
    served_since + interval 2 hour as datecreated, false as _fivetran_deleted, synced(c) as _fivetran_synced,
    tax_id_typed(tax_id, 'erp tax id typed', c) as custentity_tax_id, 10000 + c as custentity_payer,
    case when chance('erp key', c, 0.85) then id_typed(crm_account(crm, c), 'erp key typed', c) end as custentity_crm_account,
    country as custentity_country, street as custentity_street, city as custentity_city, state as custentity_state, postal_code as custentity_postal_code,
    billed_window as custentity_delivery_window
from company.customers
left join (select c as parent, c as parent_served from company.customers where is_served) as parents using (parent)
left join (select c, billed_window from company.sites where j = 1) as first_sites using (c)
join netsuite.currency on currency.symbol = customers.currency
where is_served
order by c;

-- One contract in twenty was signed for a part, and the rest agreed in an addendum, or in one and an addendum to that.
create table company.addenda as
with parted as (
    select contract, d, round(amount / 5, -1) as amount, chance('addendum to the addendum', d, 0.3) as is_parted_again
    from company.contracts
    where chance('addendum', d, 0.05)
)

select contract, d, contract + 90000000 as addendum, case when is_parted_again then contract end as amends, case when is_parted_again then round(amount / 2, -1) else amount end as amount
from parted
union all
select contract, d, contract + 190000000, contract + 90000000, amount - round(amount / 2, -1)
from parted
where is_parted_again;

create table netsuite.customrecord_contract as
with begun as (
    select contract, min(recognised_on) is not null as has_begun from company.revenue group by contract
),

agreed as (
    select contracts.* exclude (amount), contract as id, contracts.amount - coalesce(addenda.amount, 0) as amount, addenda.contract is not null as is_amended, null::bigint as amends
    from company.contracts
    left join (select contract, sum(amount) as amount from company.addenda group by contract) as addenda using (contract)
    union all by name
    select contracts.* exclude (amount, signed_at), contracts.signed_at + interval 40 minute as signed_at, addendum as id, addenda.amount, true as is_amended, amends
    from company.contracts
    join company.addenda using (contract)
)

select
    c as _customer,
    id, 'Supply agreement ' || id as name, 10000 + c as custrecord_customer,
    case when amends <> contract then null when is_amended then substr(crm_deal(crm, d), 1 + strpos(crm_deal(crm, d), ':')) else id_typed(crm_deal(crm, d), 'erp deal typed', d) end as custrecord_crm_deal,
    amount as custrecord_amount, currency as custrecord_currency, signed_at as custrecord_signed, starts_on as custrecord_start, ends_on as custrecord_end, terms as custrecord_terms,
    -- The controller approves before the first revenue, not always before the start.
    case when has_begun or chance('approved early', contract, 0.7) then 'E' || (1070 + whole('controller', contract, 1, 3)) end as custrecord_approved_by,
    true as custrecord_collectable, case when ends_on < today() then 'Expired' else 'Active' end as custrecord_status, signed_at + interval 3 hour as created, synced(contract) as _fivetran_synced,
    true as custrecord_substance, chance('own terms', d, 0.12) as custrecord_nonstandard_terms, amends as custrecord_amends, null::bigint as custrecord_replaces
from agreed
join begun using (contract)
order by id;

-- The delivery that shows the transfer of a line, where orders reach back so far; else an acceptance.
create table company.evidence as
select r, max(o) as o, case when max(o) is not null then 'Proof of delivery' when any_value(recognised_on) is not null then 'Acceptance' end as evidence
from company.revenue
left join (select c, o, requested_on from company.orders where status = 'delivered' and requested_on < today() - 3) as delivered
    on delivered.c = revenue.c and requested_on between evidence_on - 6 and evidence_on and recognised_on is not null
group by r
order by r;

create table netsuite.customrecord_revenue_schedule as
select
    c as _customer,
    r as id, contract as custrecord_contract, 'Supply, quarter ' || line as custrecord_obligation, planned_on as custrecord_planned, recognised_on as custrecord_recognised,
    amount as custrecord_amount, evidence as custrecord_evidence, evidence_on as custrecord_evidence_date, case when evidence = 'Proof of delivery' then 'O' || o end as custrecord_order, synced(r) as _fivetran_synced,
    amount as custrecord_allocated, chance('variable', r, 0.08) as custrecord_variable, case when chance('variable', r, 0.08) then pick(['Expected value', 'Most likely amount'], 'estimated', r) end as custrecord_estimate_method,
    signed_at - interval 1 hour as created
from company.revenue
join (select contract, signed_at from company.contracts) as contracts using (contract)
join company.evidence using (r)
order by r;

-- Who changed what when: the states of contracts and of lines of revenue.
create table netsuite.systemnote as
with contracts as (
    select contract, c, d, signed_at, starts_on, ends_on, custrecord_approved_by is not null as is_approved
    from company.contracts
    join (select id as contract, custrecord_approved_by from netsuite.customrecord_contract) as approvals using (contract)
),

revenue as (
    select r, revenue.c, contract, recognised_on, signed_at, issued_on
    from company.revenue
    join (select contract, signed_at from company.contracts) as contracts using (contract)
    left join (select (invoice - 400000000000) // 4 as r, issued_on from company.invoices where contract is not null) as invoices using (r)
),

changes as (
    select c, 'customrecord_contract' as recordtypeid, contract as recordid, 1 as part, null::text as oldvalue, 'Drafted' as newvalue, signed_at - to_minutes(whole('drafted', contract, 1500, 9000)) as moment from contracts
    union all
    select c, 'customrecord_contract', contract, 2, 'Drafted', 'Signed', signed_at from contracts
    union all
    select c, 'customrecord_contract', contract, 3, 'Signed', 'Approved', signed_at + to_minutes(whole('approved', contract, 300, 7000)) from contracts where is_approved
    union all
    select c, 'customrecord_contract', contract, 4, 'Approved', 'Active', starts_on + interval 12 hour from contracts where is_approved
    union all
    select c, 'customrecord_contract', contract, 5, 'Active', 'Ended', ends_on + interval 20 hour from contracts where is_approved
    union all
    select c, 'customrecord_revenue_schedule', r, 1, null, 'Projected', signed_at - interval 1 hour from revenue
    union all
    select c, 'customrecord_revenue_schedule', r, 2, 'Projected', 'Contracted', signed_at + interval 3 hour from revenue
    union all
    select c, 'customrecord_revenue_schedule', r, 3, 'Contracted', 'Billed', issued_on + interval 10 hour from revenue where issued_on is not null
    union all
    select c, 'customrecord_revenue_schedule', r, 4, 'Billed', 'Recognised', recognised_on + interval 20 hour from revenue where recognised_on is not null
)

select
    c as _customer,
    case recordtypeid when 'customrecord_contract' then recordid * 8 else 90000000000 + recordid * 8 end + part as id, recordtypeid, recordid, 'custrecord_state' as field,
    oldvalue, newvalue, moment as date, (1070 + whole('clerk', recordid, 1, 9))::bigint as name, null::text as note, synced(recordid) as _fivetran_synced
from changes
where moment < as_of() - interval 1 hour
order by id;

create table company.payments as
select invoice + part as payment, invoice, c, currency, case part when 1 then first_part else amount - first_part end as amount, least(paid_on + (3 * (part - 1))::integer, today() - 1) as paid_on
from company.invoices, range(1, 3) as numbers (part)
where paid_on is not null and (part = 1 or amount > first_part) and not is_cash_sale(invoice, o)
order by payment;

-- One invoice in thirty under a contract was credited and written again, and the credit set off against the new one.
create table company.rebills as
select invoice, invoice + 3 as rebill, invoice + 500000000000 as credit_note, c, currency, amount, contract, issued_on + 1 as issued_on, due_on + 1 as due_on
from company.invoices
where contract is not null and paid_on is null and issued_on < today() - 3 and chance('rebilled', invoice, 0.15)
order by invoice;

create table netsuite."transaction" as
with booked as (
    select
        invoice as id, c, 'INV' || invoice as tranid, case when paid_on is not null and is_cash_sale(invoice, o) then 'CashSale' else 'CustInvc' end as type, case when paid_on is null and not is_prepaid then 'A' else 'B' end as status,
        issued_on as booked_on, due_on, coalesce(paid_on, case when is_prepaid then issued_on end) as closed_on, currency, 'O' || o as order_key, contract
    from company.invoices
    union all
    select rebill, c, 'INV' || rebill, 'CustInvc', 'B', issued_on, due_on, issued_on, currency, null, contract from company.rebills
    union all
    select credit_note, c, 'CM' || credit_note, 'CustCred', 'B', issued_on, null, issued_on, currency, null, null from company.rebills
    union all
    select payment, c, 'PYMT' || payment, 'CustPymt', 'C', paid_on, null, paid_on, currency, null, null from company.payments
    union all
    select credit_note, c, 'CM' || credit_note, 'CustCred', 'B', issued_on, null, issued_on, currency, null, null from company.credit_notes
)

select
    c as _customer,
    booked.id, tranid, type, status, 10000 + c as entity, booked_on as trandate, due_on as duedate, closed_on as closedate, booked_on + interval 20 hour as createddate,
    currency.id as currency, 'T' as posting, null::text as memo, false as _fivetran_deleted, synced(booked.id) as _fivetran_synced, order_key as custbody_order, contract as custbody_contract,
    reason as custbody_credit_reason
from booked
join netsuite.currency on currency.symbol = booked.currency
left join (select credit_note, reason from company.credit_notes) as credited on credited.credit_note = booked.id
order by booked.id;

create table netsuite.transaction_line as
with lines as (
    select c, invoice as document, 0 as id, 'T' as mainline, null::bigint as createdfrom, amount from company.invoices
    union all
    select c, invoice, 1, 'F', null, -amount from company.invoices
    union all
    select c, payment, 0, 'T', null, amount from company.payments
    union all
    select c, payment, 1, 'F', case when not is_linked(payment) then invoice end, amount from company.payments
    union all
    select c, rebill, 0, 'T', null, amount from company.rebills
    union all
    select c, rebill, 1, 'F', null, -amount from company.rebills
    union all
    select c, credit_note, 0, 'T', null, -amount from company.rebills
    union all
    select c, credit_note, 1, 'F', invoice, amount from company.rebills
    union all
    select c, credit_note, 0, 'T', null, amount from company.credit_notes
    union all
    select c, credit_note, 1, 'F', invoice, amount from company.credit_notes
)

select
    c as _customer,
    id::bigint as id, document as "transaction", mainline, createdfrom, 10000 + c as entity, amount as netamount, amount as foreignamount, null::text as memo,
    false as _fivetran_deleted, synced(document) as _fivetran_synced
from lines
order by document, lines.id;

-- Newer layouts link what settles an invoice in a table of its own.
create table netsuite.next_transaction_line_link as
with links as (
    select c, invoice as previousdoc, payment as nextdoc, 'Payment' as linktype, amount from company.payments where is_linked(payment)
    union all
    select c, invoice, credit_note, 'SaleRet', amount from company.rebills
    union all
    select c, rebill, credit_note, 'Payment', amount from company.rebills
)

select
    c as _customer,
    previousdoc, 0::bigint as previousline, nextdoc, 1::bigint as nextline, linktype, amount as foreignamount, false as _fivetran_deleted, synced(nextdoc) as _fivetran_synced
from links
order by previousdoc, nextdoc;
