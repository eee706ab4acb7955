-- Plain SQL on the extracts of the clean company: no model, no macro, no registry of the project.
with documents as (
    -- What was voided, or waits for approval, is not on the books.
    from '{raw}/netsuite/transaction.parquet' where not _fivetran_deleted and status <> 'V' and posting = 'T' and approvalstatus = '2'
),

tickets as (
    from '{raw}/zendesk/ticket.parquet'
    where status <> 'deleted' and id::text not in (select unnest(regexp_extract_all(merged_ticket_ids, '[0-9]+')) from '{raw}/zendesk/ticket.parquet')
),

orders as (
    select
        customer_number, date_trunc('month', requested_on)::date as month, o.status <> 'cancelled' as is_kept, o.status = 'delivered' as is_delivered,
        s.arrived_at between promised_from - interval 30 minute and promised_until + interval 15 minute as on_time,
        delivered_cases >= ordered_cases as in_full, i.trandate <= s.departed_at::date + 3 as invoiced, customer_rating as rating
    from '{raw}/route_planner/orders.parquet' as o
    left join '{raw}/route_planner/actual_stops.parquet' as s using (order_id)
    left join documents as i on i.custbody_order = o.order_id and i.type in ('CustInvc', 'CashSale')
),

months as (
    select customer_number, month
    from (select customer_number, min(month) as first_month from orders where is_kept group by all)
    join (select distinct month from orders where month < date '2026-11-01') on month >= first_month
),

bought as (
    select
        months.customer_number, months.month, count(*) filter (is_kept) > 0 as ordered, count(*) filter (is_delivered) > 0 as delivered,
        coalesce(bool_and(on_time) filter (is_delivered), true) as on_time, coalesce(bool_and(in_full) filter (is_delivered), true) as in_full,
        coalesce(bool_and(coalesce(invoiced, false)) filter (is_delivered), true) as invoiced, min(rating) as rating
    from months
    left join orders on orders.customer_number = months.customer_number and orders.month = months.month
    group by all
),

-- Who left the desk is an end user today; to whom a ticket was given before he wrote answered as an agent.
agents as (
    select value::bigint as user_id, min(updated) as since
    from '{raw}/zendesk/ticket_field_history.parquet'
    where field_name = 'assignee_id' and value is not null
    group by all
),

messages as (
    select m.*, m.user_id = t.requester_id or u.role = 'end-user' and not coalesce(m.created >= a.since, false) as from_customer
    from '{raw}/zendesk/ticket_comment.parquet' as m
    join tickets as t on t.id = m.ticket_id
    join '{raw}/zendesk/user.parquet' as u on u.id = m.user_id
    left join agents as a on a.user_id = m.user_id
    where m.public
),

said as (
    select
        ticket_id, created, from_customer,
        count(*) filter (not from_customer and via_channel not in ('rule', 'api', 'system', 'automation')) over so_far as answers
    from messages
    window so_far as (partition by ticket_id order by created, id)
),

asked as (
    select *, created - lag(created) over (partition by ticket_id, answers order by created) as pause from said where from_customer
),

chased as (
    select distinct ticket_id
    from asked
    where pause is null or pause > interval 1 hour
    group by ticket_id, answers
    having count(*) > 1
),

complaints as (
    select
        g.external_id as customer_number, date_trunc('month', t.created_at)::date as month, t.custom_category as about,
        t.id in (from chased) as chased,
        t.id in (select ticket_id from '{raw}/zendesk/ticket_field_history.parquet' where field_name = 'custom_escalated' and value = 'true') as escalated,
        t.id in (select ticket_id from '{raw}/zendesk/satisfaction_rating.parquet' where score = 'bad') as rated_bad, t.custom_reported_sla as sla
    from tickets as t
    join '{raw}/zendesk/organization.parquet' as g on g.id = t.organization_id
    union all
    select c.entityid, date_trunc('month', n.trandate)::date, n.custbody_credit_reason, false, false, false, null
    from documents as n
    join '{raw}/netsuite/customer.parquet' as c on c.id = n.entity
    where n.type = 'CustCred'
),

complained as (
    select
        customer_number, month,
        bool_or(chased or escalated or rated_bad or about in (
            'short_delivery', 'wrong_item', 'damaged_goods', 'late_truck', 'invoice_question', 'credit_missing',
            'Short delivery', 'Damaged goods', 'Billing error'
        )) as is_broken,
        count(*) filter (sla in ('met', 'missed')) > 0 as is_reported, coalesce(bool_and(sla = 'met') filter (sla in ('met', 'missed')), true) as is_met
    from complaints
    group by all
),

surveyed as (
    select customer_number, date_trunc('month', answered_on::date)::date as month, min(score::integer) as score
    from '{raw}/spreadsheets/surveys.parquet'
    where score is not null
    group by all
),

judged as (
    select
        b.customer_number, b.month, b.ordered, b.delivered, b.on_time and b.in_full as otif, b.invoiced, coalesce(c.is_reported, false) as is_reported, c.is_met,
        b.ordered and b.on_time and b.in_full and not coalesce(c.is_broken, false)
            and coalesce(b.rating >= 4, true) and coalesce(s.score >= 7, true) as whole
    from bought as b
    left join complained as c using (customer_number, month)
    left join surveyed as s using (customer_number, month)
),

accounts as (
    select account, coalesce(a.customer_number, c.entityid) as customer_number
    from (
        select 'salesforce:' || id as account, [left(id, 15), id, 'salesforce:' || id] as written, erp_customer_id_c as customer_number
        from '{raw}/salesforce/account.parquet'
        where _fivetran_active and not is_deleted
        union all
        -- A company keeps the numbers of those that were merged into it.
        select
            'hubspot:' || unnest([id::text] || coalesce(string_split(property_hs_merged_object_ids::text, ';'), [])),
            [id::text, 'hubspot:' || id], property_erp_customer_id
        from '{raw}/hubspot/company.parquet'
        where not is_deleted
    ) as a
    left join '{raw}/netsuite/customer.parquet' as c on list_contains(a.written, c.custentity_crm_account) and c.isinactive = 'F'
),

contacts as (
    select m.id, lower(m.property_email || ';' || coalesce(m.property_hs_additional_emails, '')) as addresses, accounts.customer_number
    from '{raw}/hubspot/contact.parquet' as m
    left join '{raw}/salesforce/contact.parquet' as p on left(p.id, 15) = left(m.property_salesforce_contact_id, 15)
    join accounts on accounts.account = coalesce('salesforce:' || p.account_id, 'hubspot:' || m.property_associatedcompanyid)
    where not m._fivetran_deleted
),

-- What went to a contact that was merged went to the survivor; who was erased is nobody's any more.
addresses as (
    select id, customer_number, unnest(string_split(addresses, ';')) as address from contacts
    union all
    select contacts.id, contacts.customer_number, lower(absorbed.property_email)
    from '{raw}/hubspot/contact_merge_audit.parquet' as merges
    join '{raw}/hubspot/contact.parquet' as absorbed on absorbed.id = merges.vid_to_merge
    join contacts on contacts.id = merges.canonical_vid
),

-- Marketing's months are those of its portal in Los Angeles.
marketing as (
    select *, date_trunc('month', moment at time zone 'UTC' at time zone 'America/Los_Angeles')::date as month
    from (
        select created as moment, lower(recipient) as address, null as opted_out from '{raw}/hubspot/email_event.parquet' where type = 'SENT'
        union all
        select "timestamp", null, contact_id from '{raw}/hubspot/contact_property_history.parquet' where name = 'hs_email_optout' and value = 'true'
    )
),

written_to as (
    select customer_number, sent.month, bool_or(outs.opted_out is not null) as opted_out
    from marketing as sent
    join addresses using (address)
    left join marketing as outs on outs.opted_out = addresses.id and outs.month = sent.month
    group by all
),

claims as (
    select customer_number, month, 'sales' as function, ordered as is_green from judged
    union all
    select customer_number, month, 'delivery', otif from judged where delivered
    union all
    select customer_number, month, 'finance', invoiced from judged where delivered
    union all
    select customer_number, month, 'service', is_met from judged where is_reported
    union all
    select customer_number, month, 'marketing', not opted_out from written_to
),

counted as (
    from claims
    union all
    select customer_number, month, 'together', bool_and(is_green) from claims group by all
)

select month, function, count(*) as customers, count(*) filter (is_green) as green, count(*) filter (whole) as whole
from counted
join judged using (customer_number, month)
group by all
order by 2, 1
