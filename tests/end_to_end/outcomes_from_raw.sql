-- Plain SQL on the extracts: no model, no macro, no registry of the project.
with deliveries as (
    select
        o.customer_number, date_trunc('month', o.requested_on)::date as month,
        s.arrived_at between o.promised_from - interval 30 minute and o.promised_until + interval 15 minute as on_time,
        o.delivered_cases >= o.ordered_cases as in_full, o.customer_rating as rating, i.id is not null as invoiced
    from '{raw}/route_planner/orders.parquet' as o
    join '{raw}/route_planner/actual_stops.parquet' as s using (order_id)
    left join '{raw}/netsuite/transaction.parquet' as i on i.custbody_order = o.order_id and i.type = 'CustInvc'
    where o.status = 'delivered'
),

months as (
    select customer_number, month, bool_and(on_time) as on_time, bool_and(in_full) as in_full, bool_and(invoiced) as invoiced, min(rating) as rating
    from deliveries
    group by all
),

said as (
    select m.ticket_id, min(m.created) filter (m.user_id <> t.requester_id) as answered
    from '{raw}/zendesk/ticket_comment.parquet' as m
    join '{raw}/zendesk/ticket.parquet' as t on t.id = m.ticket_id
    group by all
),

asked as (
    select m.ticket_id, count(*) as times
    from '{raw}/zendesk/ticket_comment.parquet' as m
    join '{raw}/zendesk/ticket.parquet' as t on t.id = m.ticket_id
    join said on said.ticket_id = m.ticket_id
    where m.user_id = t.requester_id and (said.answered is null or m.created < said.answered)
    group by all
),

tickets as (
    select
        g.external_id as customer_number, date_trunc('month', t.created_at)::date as month,
        bool_or(t.subject ilike '%damage%') as damaged, bool_or(t.subject ilike '%invoice%' or t.subject ilike '%credit%') as disputed,
        bool_or(coalesce(asked.times, 0) > 2) as chased,
        bool_or(t.id in (select ticket_id from '{raw}/zendesk/ticket_field_history.parquet' where field_name = 'custom_escalated')) as escalated,
        bool_or(t.id in (select ticket_id from '{raw}/zendesk/satisfaction_rating.parquet' where score = 'bad')) as rated_bad,
        bool_or(coalesce(t.custom_reported_sla = 'missed', false)) as missed
    from '{raw}/zendesk/ticket.parquet' as t
    join '{raw}/zendesk/organization.parquet' as g on g.id = t.organization_id
    left join asked on asked.ticket_id = t.id
    group by all
),

accounts as (
    select entityid as customer_number, custentity_crm_account as account from '{raw}/netsuite/customer.parquet' where custentity_crm_account is not null
    union
    select erp_customer_id_c, 'salesforce:' || id from '{raw}/salesforce/account.parquet' where erp_customer_id_c is not null
    union
    select property_erp_customer_id, 'hubspot:' || id from '{raw}/hubspot/company.parquet' where property_erp_customer_id is not null
),

opted as (
    select property_salesforce_contact_id as id, bool_or(property_hs_email_optout) as out from '{raw}/hubspot/contact.parquet'
    where property_salesforce_contact_id is not null group by all
),

reachable as (
    select a.customer_number
    from '{raw}/salesforce/contact.parquet' as c
    join accounts as a on a.account = 'salesforce:' || c.account_id
    left join opted on opted.id = c.id
    where not coalesce(opted.out, c.has_opted_out_of_email, false)
    union
    select a.customer_number from '{raw}/hubspot/contact.parquet' as c join accounts as a on a.account = 'hubspot:' || c.property_associatedcompanyid
    where c.property_salesforce_contact_id is null
),

judged as (
    select
        m.month, m.on_time, m.invoiced, not coalesce(t.missed, false) as served, m.customer_number in (from reachable) as reached,
        m.on_time and m.in_full and not coalesce(t.damaged or t.disputed or t.chased or t.escalated or t.rated_bad, false)
            and coalesce(m.rating > 2, true) as whole
    from months as m
    left join tickets as t using (customer_number, month)
)

select
    strftime(month, '%Y-%m') as month, count(*) as customers, count(*) filter (whole) as whole, count(*) as sales,
    count(*) filter (reached) as marketing, count(*) filter (on_time) as delivery, count(*) filter (invoiced) as finance, count(*) filter (served) as service
from judged
group by all
order by 1
