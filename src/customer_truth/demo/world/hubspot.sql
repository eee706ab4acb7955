create table hubspot.owner as
select
    null::bigint as _customer,
    hubspot_user_key(u) as owner_id, first_name, last_name, handle || '@distributor.example.com' as email,
    'PERSON' as type, timestamp '2025-01-02 15:00:00' as created_at, timestamp '2026-01-05 15:00:00' as updated_at,
    synced(u) as _fivetran_synced, is_active, case when team_place = 7 then 'Street sales' else 'Inside sales' end as team
from company.sellers
order by u;

create table hubspot.company as
select
    c as _customer,
    company_key(c) as id, false as is_deleted, name as property_name, 'FOOD_BEVERAGES' as property_industry,
    street as property_address, city as property_city, state as property_state, postal_code as property_zip, country as property_country,
    phone_typed(country, phone, 'account phone', c) as property_phone, domain as property_domain, created_at as property_createdate,
    hubspot_user_key(owner) as property_hubspot_owner_id, synced(c) as _fivetran_synced,
    case when chance('crm tax id', c, 0.5) then tax_id_typed(tax_id, 'crm tax id typed', c) end as property_tax_id,
    segment as property_segment, currency as property_currency,
    case when is_served and (chance('crm key', c, 0.9) or not chance('erp key', c, 0.85)) then erp_number(c) end as property_erp_customer_id,
    is_on_hold and is_served as property_credit_hold,
    company_key(parent) as property_parent_company_id, case when is_served then 'customer' else 'opportunity' end as property_lifecyclestage
from company.customers
where crm = 'hubspot'
order by c;

create table hubspot.contact as
select
    known.owner_number as _customer,
    marketing_key(m) as id, false as _fivetran_deleted, known.email as property_email, known.first_name as property_firstname, known.last_name as property_lastname,
    coalesce(customers.name, leads.company) as property_company, phone_typed(country, known.phone, 'marketing phone', m) as property_phone, known.created_at as property_createdate,
    stands.stage as property_lifecyclestage,
    opted_out_at is not null as property_hs_email_optout,
    case when known.crm = 'hubspot' then hubspot_user_key(customers.owner) end as property_hubspot_owner_id,
    case when known.crm = 'hubspot' then company_key(known.c) end as property_associatedcompanyid,
    synced(m) as _fivetran_synced, legal_basis as property_legal_basis,
    case when known.crm = 'salesforce' then left(contact_key(known.k), case when chance('short id', m, 0.1) then 15 else 18 end) end as property_salesforce_contact_id,
    case when known.crm = 'hubspot' then contacts.role end as property_deal_role, false as property_nurture_suppressed, further_emails(m) as property_hs_additional_emails
from company.marketing_contacts as known
join (select m, stage from company.lead_stages where next_at is null) as stands using (m)
left join company.customers on customers.c = known.c
left join company.contacts on contacts.k = known.k
left join company.leads on leads.n = known.lead
order by m;

-- One contact in a hundred once stood twice; the absorbed number is nobody's now.
create table hubspot.contact_merge_audit as
select
    owner_number as _customer,
    marketing_key(m) as canonical_vid, marketing_key(m) as contact_id, marketing_key(m) + 1 as vid_to_merge,
    least(created_at + to_days(whole('merged contact', m, 2, 20)), as_of() - interval 1 day) as "timestamp", synced(m) as _fivetran_synced
from company.marketing_contacts
where chance('was merged', m, 0.01)
order by m;

create table hubspot.contact_property_history as
with stages as (
    -- Of one contact in ten that has a deal the sync began later, and knows nothing of before.
    select *, coalesce(min(moment) filter (where part >= 4) over (partition by m) > min(moment) over (partition by m) + interval 2 day and chance('late sync', m, 0.1), false) as is_cut
    from company.lead_stages
),

changes as (
    select owner_number, m, part, 'lifecyclestage' as name, stage as value, moment, seller from stages where part >= 4 or not is_cut
    union all
    -- A workflow clears the stage before it sets the next one.
    select owner_number, m, 30 + part, 'lifecyclestage', '', next_at - interval 5 second, null from stages where next_at is not null and not is_cut and chance('cleared', m * 8 + part, 0.04)
    union all
    select owner_number, m, 11, 'fit_score', whole('fit', m, 55, 100)::text, moment - interval 2 minute, null from company.lead_stages where stage = 'marketingqualifiedlead'
    union all
    select owner_number, m, 12, 'engagement_score', whole('engagement', m, 35, 100)::text, moment - interval 2 minute, null from company.lead_stages where stage = 'marketingqualifiedlead'
    union all
    select owner_number, m, 13, 'lead_return_reason', reason, moment, null from company.lead_stages where stage = 'nurture'
    union all
    select owner_number, m, 22, 'hs_email_optout', 'false', created_at, null from company.marketing_contacts where opted_out_at is not null
    union all
    select owner_number, m, 23, 'hs_email_optout', 'true', opted_out_at, null from company.marketing_contacts where opted_out_at is not null
    union all
    select owner_number, m, 24, 'hs_legal_basis', legal_basis, created_at, null from company.marketing_contacts
)

select
    owner_number as _customer,
    marketing_key(m) as contact_id, name, value, moment as "timestamp", case part when 23 then 'EMAIL' else 'CRM_UI' end as source, hubspot_user_key(seller) as source_id,
    synced(m) as _fivetran_synced
from changes
order by m, part;

create table hubspot.contact_list as
select
    null::bigint as _customer,
    i as id, ['Newsletter', 'Produce buyers', 'Summer menus', 'December menus', 'New customers', 'Inactive'][i] as name,
    case when i <= 3 then 'DYNAMIC' else 'MANUAL' end as processing_type,
    timestamp '2025-01-06 16:00:00' as created_at, timestamp '2026-09-01 16:00:00' as updated_at, false as _fivetran_deleted, synced(i) as _fivetran_synced
from range(1, 7) as numbers (i)
order by i;

create table hubspot.contact_list_member as
select
    owner_number as _customer,
    marketing_key(m) as contact_id, i as contact_list_id, created_at + to_days(whole('joins', m * 8 + i, 0, 40)) as added_at,
    false as _fivetran_deleted, synced(m) as _fivetran_synced
from company.marketing_contacts, range(1, 7) as numbers (i)
where i = 1 and opted_out_at is null or i > 1 and chance('member', m * 8 + i, 0.12)
order by m, i;

create table hubspot.email_campaign as
select
    null::bigint as _customer,
    3300 + i as id, ['Seasonal nurture', 'Monthly newsletter', 'Produce nurture', 'Price list', 'Welcome nurture', 'Holiday hours'][1 + i % 6] || ' ' || (1 + i // 6) as name,
    case when i % 6 in (0, 2, 4) then 'NURTURE' else 'BATCH_EMAIL' end as type,
    ['What is in season', 'News from the docks', 'Greens this week', 'New prices', 'Getting started', 'When we deliver'][1 + i % 6] as subject, synced(i) as _fivetran_synced
from range(0, 18) as numbers (i)
order by i;

-- Nobody is written to after opting out, and no nurture goes to a contact whose deal is worked on.
create table company.sends as
with drawn as (
    select m * 8 + i as e, m, owner_number, c, k, email, opted_out_at, whole('campaign', m * 8 + i, 0, 17) as campaign,
        created_at + to_seconds(3600 + floor(epoch(as_of() - created_at - interval 3 hour) * power(rnd('sent', m * 8 + i), 0.8))::integer) as sent_at
    from company.marketing_contacts, range(0, 5) as numbers (i)
    where i < whole('sends', m, 0, 4)
),

worked as (
    select c, entered_at, coalesce(left_at, timestamp '9999-12-31') as left_at from company.visits where stage in ('D', 'P', 'N')
),

clashing as (
    select distinct e from drawn
    join worked on worked.c = drawn.c and drawn.k = drawn.c * 4 and sent_at >= entered_at and sent_at < left_at
)

select drawn.* exclude (campaign), case when clashing.e is not null and campaign % 2 = 0 then campaign + 1 else campaign end as campaign
from drawn
left join clashing using (e)
where opted_out_at is null or sent_at < opted_out_at - interval 1 hour
order by e;

create table hubspot.email_event as
with events as (
    select e, m, owner_number, campaign, email, 1 as part, 'SENT' as type, sent_at as moment from company.sends
    union all
    select e, m, owner_number, campaign, email, 2, 'DELIVERED', sent_at + to_seconds(whole('delivered', e, 2, 90)) from company.sends where chance('is delivered', e, 0.97)
    union all
    select e, m, owner_number, campaign, email, 3, 'OPEN', sent_at + to_minutes(whole('opened', e, 5, 110)) from company.sends where chance('is opened', e, 0.28)
)

select
    owner_number as _customer,
    'ev-' || to_base(e * 4 + part, 36, 8) as id, type, moment as created, (3300 + campaign)::bigint as email_campaign_id,
    -- Mail systems keep the address as it was typed.
    case when chance('typed', e, 0.1) then upper(email) when further_emails(m) is not null and chance('sent to further', e, 0.4) then split_part(further_emails(m), ';', 1 + (e % 2)::integer) else email end as recipient, 'ev-' || to_base(e * 4 + 1, 36, 8) as sent_by_id, synced(e) as _fivetran_synced
from events
order by e, part;

-- Which contacts each sending went to: who has several addresses gets it at any of them.
create table company.sent_to as
select distinct addressed.contact_id, sent.id as event_id
from (select id as contact_id, unnest([property_email, split_part(property_hs_additional_emails, ';', 1), split_part(property_hs_additional_emails, ';', 2)]) as address from hubspot.contact) as addressed
join hubspot.email_event as sent on addressed.address = lower(sent.recipient)
where sent.type = 'SENT';

create table hubspot.email_event_sent as
select
    owner_number as _customer,
    'ev-' || to_base(e * 4 + 1, 36, 8) as id, 'news@distributor.example.com' as "from", 'What is in season' as subject, 'sales@distributor.example.com' as reply_to, synced(e) as _fivetran_synced
from company.sends
order by e;

-- One deal in ten goes to the pipeline of contracts with the negotiation; its stages have names of their own.
create table company.hubspot_visits as
with staged as (
    select *, min(entered_at) filter (where stage = 'N') over (partition by d) as negotiated_at
    from company.visits
    where crm = 'hubspot'
)

select
    staged.*, entered_at >= negotiated_at and chance('other pipeline', d, 0.1) as is_moved,
    case when is_moved then '7788' else 'default' end as pipeline, case when is_moved then '7788' || lower(stage) else hubspot_stage end as stage_id
from staged
join company.stage_names using (stage)
order by d, visit;

create table hubspot.deal_pipeline_stage as
select null::bigint as _customer, stage_id, pipeline as pipeline_id, any_value(salesforce_stage) as label, any_value(stage in ('W', 'L')) as is_closed, any_value(stage = 'W') as closed_won, as_of() as _fivetran_synced
from company.hubspot_visits
join company.stage_names using (stage)
group by stage_id, pipeline
order by pipeline_id, stage_id;

create table hubspot.deal as
select
    c as _customer,
    deal_key(d) as deal_id, false as is_deleted, pipeline as deal_pipeline_id, stage_id as deal_pipeline_stage_id, hubspot_user_key(owner) as owner_id,
    pick(deal_subjects(), 'subject', d) as property_dealname, amount as property_amount, close_date + interval 17 hour + (d % 2) * interval 11 hour as property_closedate, created_at as property_createdate,
    synced(d) as _fivetran_synced, next_step as property_hs_next_step, last_activity_on + interval 15 hour as property_notes_last_contacted,
    case when is_overridden then 'Best Case' else stage_category end as property_hs_forecast_category,
    case when is_overridden then 'Agreed with the team lead' end as property_forecast_override_reason,
    first_contact_at as property_first_contact, promised_window as property_promised_window, promised_frequency as property_promised_frequency,
    next_step_on + interval 15 hour as property_next_step_date, currency as property_deal_currency_code,
    case when outcome = 'won' then starts_on + interval 12 hour end as property_contract_start, case when outcome = 'won' then term_months::bigint end as property_contract_term,
    stands_since as property_hs_v_2_date_entered_current_stage
from company.deals_today
join (select d, entered_at as stands_since, pipeline, stage_id from company.hubspot_visits where left_at is null) as stands using (d)
where crm = 'hubspot'
order by d;

create table hubspot.deal_company as
select c as _customer, deal_key(d) as deal_id, company_key(c) as company_id, 5::bigint as type_id, synced(d) as _fivetran_synced
from company.deals
where crm = 'hubspot'
order by d;

create table hubspot.deal_contact as
select c as _customer, deal_key(d) as deal_id, marketing_key(c * 4) as contact_id, 3::bigint as type_id, synced(d) as _fivetran_synced
from company.deals
where crm = 'hubspot'
order by d;

create table hubspot.deal_stage as
select
    c as _customer,
    deal_key(d) as deal_id, stage_id as value, entered_at as date_entered, 'CRM_UI' as source, null::text as source_id,
    entered_at as _fivetran_start, coalesce(left_at - interval 1 millisecond, timestamp '2050-01-01 00:00:00') as _fivetran_end, left_at is null as _fivetran_active,
    synced(d) as _fivetran_synced
from company.hubspot_visits
order by d, visit;

create table hubspot.deal_property_history as
with known as (
    select
        c, d, version, part, moment,
        unnest([
            {'place': 1, 'name': 'amount', 'value': amount::text},
            {'place': 2, 'name': 'closedate', 'value': (close_date + interval 17 hour + (d % 2) * interval 11 hour)::text},
            {'place': 3, 'name': 'hubspot_owner_id', 'value': hubspot_user_key(owner)},
            {'place': 4, 'name': 'hs_next_step', 'value': next_step},
            {'place': 5, 'name': 'decision_process', 'value': decision_process},
            {'place': 6, 'name': 'scope', 'value': scope},
            {'place': 7, 'name': 'scope_signed', 'value': is_scope_signed::text},
            {'place': 8, 'name': 'contract_draft', 'value': has_contract_draft::text},
            {'place': 9, 'name': 'promised_window', 'value': case when is_window_agreed then coalesce(promise_text, 'Mo-Fr 06:00-10:00') end},
            {'place': 10, 'name': 'loss_reason', 'value': loss_reason},
            {'place': 12, 'name': 'nonstandard_terms', 'value': has_nonstandard_terms::text},
            {'place': 11, 'name': 'reversal_reason', 'value': case when part = 1 then move_reason end}
        ], recursive := true)
    from company.deal_versions
    join (select d, owner from company.deals) as deals using (d)
    left join (select c, promise_text from company.sites where j = 1) as first_sites using (c)
    where crm = 'hubspot'
),

compared as (
    select known.*, lag(value) over (partition by d, name order by version) as value_before from known
)

select
    c as _customer,
    deal_key(d) as deal_id, name, value, moment as "timestamp", 'CRM_UI' as source, null::text as source_id, synced(d) as _fivetran_synced
from compared
where value is distinct from value_before and value is not null
union all
-- The pipeline is written a moment after the stage.
select c, deal_key(d), 'pipeline', pipeline, min(entered_at) + interval 40 millisecond, 'CRM_UI', null, synced(d)
from company.hubspot_visits
group by c, d, pipeline
order by deal_id, "timestamp", name;

create table hubspot.engagement_deal as
select c as _customer, deal_key(d) as deal_id, 27000000000 + a as engagement_id, 216::bigint as type_id, synced(a) as _fivetran_synced
from company.activities
where crm = 'hubspot'
order by a;

create table hubspot.engagement_meeting as
select c as _customer, 27000000000 + a as engagement_id, moment as start_time, moment + interval 45 minute as end_time, 'COMPLETED' as meeting_outcome, synced(a) as _fivetran_synced
from company.activities
where crm = 'hubspot' and kind = 'meeting'
order by a;

create table hubspot.engagement_email as
select c as _customer, 27000000000 + a as engagement_id, 'INCOMING_EMAIL' as type, moment as property_hs_timestamp, false as _fivetran_deleted, synced(a) as _fivetran_synced
from company.activities
where crm = 'hubspot' and kind <> 'meeting'
order by a;

create table hubspot.property_option as
select
    null::bigint as _customer,
    'contact-lifecyclestage' as property_id, 'contact' as hubspot_object, 'lifecyclestage' as name, value as label, value, false as hidden, place as display_order, synced(place) as _fivetran_synced
from (values (1::bigint, 'subscriber'), (2, 'lead'), (3, 'marketingqualifiedlead'), (4, 'salesqualifiedlead'), (5, 'opportunity'), (6, 'customer'), (7, 'nurture'), (8, 'other')) as options (place, value)
order by place;
