-- Contacts that were merged or erased under another address, to which marketing wrote all the same; last
-- too, so that no defect is planted in one.
create table company.ended_contacts as
select
    _customer, id, id + 2 as ended_id, property_email as email, 'was.' || property_email as ended_email, chance('absorbed contact', id, 0.5) as is_absorbed,
    least(try_cast(property_createdate as timestamp) + interval 30 day, as_of() - interval 1 day) as ended_at
from hubspot.contact
where not _fivetran_deleted and not property_hs_email_optout and property_legal_basis is not null and try_cast(property_createdate as timestamp) is not null and chance('ended contact', id, 0.04)
    and id + 2 not in (select id from hubspot.contact);
insert into hubspot.contact by name
select contact.* replace (ended_id as id, true as _fivetran_deleted, ended_email as property_email, null as property_hs_additional_emails)
from hubspot.contact
join company.ended_contacts using (id)
order by all;
insert into hubspot.contact_merge_audit by name
select _customer, id as canonical_vid, id as contact_id, ended_id as vid_to_merge, ended_at as "timestamp", as_of() as _fivetran_synced
from company.ended_contacts
where is_absorbed
order by all;
insert into hubspot.email_event by name
select events.* replace (events.id || 'x' as id, events.sent_by_id || 'x' as sent_by_id, ended_email as recipient)
from hubspot.email_event as events
join company.ended_contacts as ended on lower(events.recipient) = ended.email
where events.type = 'SENT' and events.email_campaign_id in (select id from hubspot.email_campaign where type <> 'NURTURE')
order by all;
