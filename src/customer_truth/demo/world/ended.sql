-- What each system has ended, as its sync leaves it: copies of what stands there, that nobody may
-- judge, count or miss. They come last, so that no defect is planted in them.

-- HubSpot: deals that were entered twice and merged; the absorbed ones keep half of what was done.
create table hubspot.merged_deal as
select _customer, deal_id, deal_id + 1 as merged_deal_id, _fivetran_synced
from hubspot.deal
where chance('merged deal', deal_id, 0.04)
order by all;
insert into hubspot.deal by name
select deal.* replace (merged_deal_id as deal_id) from hubspot.deal join hubspot.merged_deal using (deal_id) order by all;
insert into hubspot.deal_company by name
select deal_company.* replace (merged_deal_id as deal_id) from hubspot.deal_company join hubspot.merged_deal using (deal_id) order by all;
insert into hubspot.deal_stage by name
select deal_stage.* replace (merged_deal_id as deal_id) from hubspot.deal_stage join hubspot.merged_deal using (deal_id) order by all;
insert into hubspot.deal_property_history by name
select history.* replace (merged_deal_id as deal_id) from hubspot.deal_property_history as history join hubspot.merged_deal using (deal_id) order by all;
update hubspot.engagement_deal set deal_id = merged.merged_deal_id
from hubspot.merged_deal as merged
where engagement_deal.deal_id = merged.deal_id and engagement_id % 2 = 0;
-- The ERP still names the absorbed one.
update netsuite.customrecord_contract set custrecord_crm_deal = merged.merged_deal_id::text
from hubspot.merged_deal as merged
where custrecord_crm_deal in (merged.deal_id::text, 'hubspot:' || merged.deal_id);

-- Companies that were merged: the survivor lists the absorbed one, to which half of its contacts still belong.
alter table hubspot.company add column property_hs_merged_object_ids text;
update hubspot.company set property_hs_merged_object_ids = id + 1 where chance('merged company', id, 0.04);
insert into hubspot.company by name
select * replace (id + 1 as id, true as is_deleted, null as property_hs_merged_object_ids, null as property_erp_customer_id)
from hubspot.company
where property_hs_merged_object_ids is not null
order by all;
update hubspot.contact set property_associatedcompanyid = property_associatedcompanyid + 1
where id % 2 = 0 and property_associatedcompanyid in (select id from hubspot.company where property_hs_merged_object_ids is not null);

-- Salesforce in history mode: the old version of an account was synced last.
alter table salesforce.account add column _fivetran_active boolean default true;
insert into salesforce.account by name
select * replace ('Old ' || name as name, null as segment_c, false as _fivetran_active, as_of() as _fivetran_synced)
from salesforce.account
where chance('old version', (hash(id) >> 2)::bigint, 0.04)
order by all;
-- Contacts that were merged, which a deal and marketing still name, and activities that were deleted.
alter table salesforce.contact add column master_record_id text;
insert into salesforce.contact by name
select * replace ('003MERGED' || right(id, 9) as id, true as is_deleted, id as master_record_id)
from salesforce.contact
where chance('merged contact', (hash(id) >> 2)::bigint, 0.03)
order by all;
update salesforce.opportunity set contact_id = absorbed.id
from salesforce.contact as absorbed
where opportunity.contact_id = absorbed.master_record_id and chance('names the absorbed', (hash(opportunity.id) >> 2)::bigint, 0.5);
update hubspot.contact set property_salesforce_contact_id = absorbed.id
from salesforce.contact as absorbed
where property_salesforce_contact_id = absorbed.master_record_id and chance('marketing names the absorbed', contact.id, 0.5);
insert into salesforce.task by name
select * replace ('00TDELETE' || right(id, 9) as id, true as is_deleted) from salesforce.task where chance('deleted task', (hash(id) >> 2)::bigint, 0.03) order by all;

-- NetSuite: a customer with transactions cannot be deleted there, so a double is made inactive.
insert into netsuite.customer by name
select * replace (700000000 + id as id, entityid || '-OLD' as entityid, 'T' as isinactive) from netsuite.customer where chance('inactive double', id, 0.03) order by all;
alter table netsuite."transaction" add column approvalstatus text default '2';
create table company.ended_invoices as
select id, id + 5000000000000 as ended_id, chance('voided', id, 0.5) as is_voided from netsuite."transaction" where type = 'CustInvc' and chance('ended invoice', id, 0.02);
insert into netsuite."transaction" by name
select
    documents.* replace (
        ended_id as id, tranid || '-X' as tranid, 'F' as posting, case when is_voided then 'V' else 'D' end as status,
        case when is_voided then '2' else '1' end as approvalstatus
    )
from netsuite."transaction" as documents
join company.ended_invoices using (id)
order by all;
insert into netsuite.transaction_line by name
select lines.* replace (ended_id as "transaction") from netsuite.transaction_line as lines join company.ended_invoices as ended on lines."transaction" = ended.id order by all;
alter table netsuite.customrecord_contract add column _fivetran_deleted boolean default false;
insert into netsuite.customrecord_contract by name
select * replace (5000000000000 + id as id, custrecord_amount * 2 as custrecord_amount, custrecord_signed + interval 1 hour as custrecord_signed, true as _fivetran_deleted)
from netsuite.customrecord_contract
where chance('deleted contract', id, 0.04)
order by all;
insert into netsuite.systemnote by name
select notes.* replace (7000000000000 + notes.id as id, contracts.id as recordid)
from netsuite.systemnote as notes
join netsuite.customrecord_contract as contracts on notes.recordid = contracts.id - 5000000000000
where notes.recordtypeid = 'customrecord_contract' and contracts._fivetran_deleted
order by all;

-- Zendesk: tickets that were merged into another of the same customer, and some that were deleted.
alter table zendesk.ticket add column merged_ticket_ids text default '[]';
create table company.ended_tickets as
select id, id + part * 100000000000 as ended_id, part = 3 as is_deleted
from zendesk.ticket, range(1, 4) as parts (part)
where chance('merged tickets', id, 0.02);
update zendesk.ticket set merged_ticket_ids = '[' || (id + 100000000000) || ', ' || (id + 200000000000) || ']' where id in (select id from company.ended_tickets);
insert into zendesk.ticket by name
select tickets.* replace (ended_id as id, '[]' as merged_ticket_ids, case when ended.is_deleted then 'deleted' else status end as status)
from zendesk.ticket as tickets
join company.ended_tickets as ended using (id)
order by all;
insert into zendesk.ticket_field_history by name
select history.* replace (ended_id as ticket_id)
from zendesk.ticket_field_history as history
join company.ended_tickets as ended on history.ticket_id = ended.id
order by all;
