create table salesforce."user" as
select
    null::bigint as _customer,
    user_key(u) as id, first_name || ' ' || last_name as name, first_name, last_name,
    handle || '@distributor.example.com' as email,
    is_active, team as department, 'Account executive' as title, 'Standard' as user_type,
    timestamp '2025-01-02 15:00:00' as last_modified_date, synced(u) as _fivetran_synced
from company.sellers
join (select place as team_place, team from company.teams) as teams using (team_place)
order by u;

-- One account in two hundred was once two. What the absorbed one had is the survivor's now.
create table salesforce.account as
with versions as (
    select customers.*, account_key(c) as id, null::text as master_record_id, name as written_name, created_at as written_at from company.customers where crm = 'salesforce'
    union all
    select customers.*, account_key(customer_count() * 2 + c), account_key(c), upper(name), created_at + interval 9 day from company.customers
    where crm = 'salesforce' and chance('merged', c, 0.006)
)

select
    c as _customer,
    id, written_name as name, case when is_served then 'Customer' else 'Prospect' end as type, 'Food and beverage' as industry,
    user_key(owner) as owner_id, case when parent is not null and master_record_id is null then account_key(parent) end as parent_id,
    street as billing_street, city as billing_city, state as billing_state, postal_code as billing_postal_code, country as billing_country_code,
    phone_typed(country, phone, 'account phone', c) as phone, 'https://www.' || domain as website,
    written_at as created_date, master_record_id is not null as is_deleted, synced(c) as _fivetran_synced,
    currency as currency_iso_code,
    case when chance('crm tax id', c, 0.5) then tax_id_typed(tax_id, 'crm tax id typed', c) end as tax_id_c,
    segment as segment_c,
    case when is_served and (chance('crm key', c, 0.9) or not chance('erp key', c, 0.85)) and master_record_id is null then erp_number(c) end as erp_customer_id_c,
    is_on_hold and is_served as credit_hold_c,
    master_record_id,
    case when chance('duns', c, 0.3) then duns(c) end as duns_number,
    case when segment in ('Restaurant group', 'Hotel', 'Healthcare') and chance('lei', c, 0.25) then lei(c) end as lei_c
from versions
order by c, master_record_id nulls first;

create table salesforce.contact as
select
    c as _customer,
    contact_key(k) as id, account_key(c) as account_id, first_name, last_name, first_name || ' ' || last_name as name,
    contacts.email, phone_typed(country, contacts.phone, 'contact phone', k) as phone, title, user_key(owner) as owner_id,
    case when m is not null then opted_out_at is not null else chance('opted out in crm', k, 0.03) end as has_opted_out_of_email,
    contacts.created_at as created_date, false as is_deleted, synced(k) as _fivetran_synced, role as deal_role_c
from company.contacts
join company.customers using (c, crm)
left join (select k, m, opted_out_at from company.marketing_contacts where k is not null) as marketing using (k)
where crm = 'salesforce'
order by k;

create table salesforce.lead as
select
    n as _customer,
    sf_id('00Q', n) as id, company, first_name, last_name, first_name || ' ' || last_name as name, email, status, source as lead_source,
    user_key(owner) as owner_id, status = 'Converted' as is_converted,
    case when status = 'Converted' then responded_at::date end as converted_date,
    case when c is not null then account_key(c) end as converted_account_id,
    case when c is not null then contact_key(c * 4) end as converted_contact_id,
    null::text as converted_opportunity_id,
    created_at as created_date, false as is_deleted, synced(n) as _fivetran_synced,
    first_contact_at as first_contact_c, qualified_at as qualified_c, responded_at as responded_c, rejection_reason as rejection_reason_c,
    marketing_key(m)::text as hubspot_contact_id_c
from company.leads
left join (select m, n from company.lead_contacts) as known_to_marketing using (n)
order by n;

create table salesforce.lead_history as
with changes as (
    select n, owner, rejection_reason, 1 as part, 'Open' as status, created_at as moment from company.leads
    union all
    select n, owner, rejection_reason, 2, 'Qualified', qualified_at from company.leads where qualified_at is not null
    union all
    select n, owner, rejection_reason, 3, case status when 'Rejected' then 'Rejected' else 'Accepted' end, responded_at from company.leads where responded_at is not null
    union all
    select n, owner, rejection_reason, 4, 'Converted', responded_at + interval 1 hour from company.leads where status = 'Converted'
),

followed as (
    select changes.*, lead(moment) over (partition by n order by part) as next_at from changes
)

select
    n as _customer,
    sf_id('00Q', n) as id, status, user_key(owner) as owner_id, case when status = 'Rejected' then rejection_reason end as rejection_reason_c,
    moment as _fivetran_start, coalesce(next_at - interval 1 millisecond, timestamp '9999-12-31 23:59:59') as _fivetran_end, next_at is null as _fivetran_active,
    synced(n) as _fivetran_synced
from followed
order by n, part;

create table salesforce.opportunity as
select
    c as _customer,
    sf_id('006', d) as id, account_key(c) as account_id, pick(deal_subjects(), 'subject', d) as name, salesforce_stage as stage_name,
    amount, close_date, created_at as created_date, user_key(owner) as owner_id,
    outcome <> 'open' as is_closed, outcome = 'won' as is_won, probability::decimal(18, 2) as probability,
    case when is_overridden then 'Best Case' else stage_category end as forecast_category_name,
    next_step, last_activity_on as last_activity_date, pick(lead_sources(), 'lead source', c) as lead_source,
    case when j = 1 then 'New Customer' else 'Existing Customer' end as type,
    false as is_deleted, synced(d) as _fivetran_synced, contact_key(c * 4) as contact_id, first_contact_at as first_contact_c,
    case when is_overridden then 'Agreed with the regional manager' end as forecast_override_reason_c,
    promised_window as promised_window_c, promised_frequency as promised_frequency_c,
    next_step_on as next_step_date_c, currency as currency_iso_code, case when outcome = 'won' then starts_on end as contract_start_c, case when outcome = 'won' then term_months::bigint end as contract_term_c,
    null::timestamp as last_stage_change_date
from company.deals_today
where crm = 'salesforce'
order by d;

create table salesforce.opportunity_history as
select
    versions.c as _customer,
    sf_id('006', d) as id, account_key(versions.c) as account_id, salesforce_stage as stage_name,
    versions.amount, versions.close_date, created_at as created_date, user_key(owner) as owner_id, versions.next_step,
    versions.stage in ('W', 'L') as is_closed, versions.stage = 'W' as is_won,
    moment as _fivetran_start,
    coalesce(next_at - interval 1 millisecond, timestamp '9999-12-31 23:59:59') as _fivetran_end,
    next_at is null as _fivetran_active, synced(d) as _fivetran_synced,
    decision_process as decision_process_c, scope as scope_c, is_scope_signed as scope_signed_c, has_contract_draft as contract_draft_c,
    case when is_window_agreed then coalesce(promise_text, 'Mo-Fr 06:00-10:00') end as promised_window_c,
    loss_reason as loss_reason_c, move_reason as reversal_reason_c, has_nonstandard_terms as nonstandard_terms_c
from company.deal_versions as versions
join (select d, owner, created_at from company.deals_today) as today using (d)
join company.stage_names on stage_names.stage = versions.stage
left join (select c, promise_text from company.sites where j = 1) as first_sites on first_sites.c = versions.c
where versions.crm = 'salesforce'
order by d, version;

create table salesforce.task as
select
    c as _customer,
    sf_id('00T', a) as id, sf_id('006', d) as what_id, contact_key(c * 4) as who_id, account_key(c) as account_id, user_key(owner) as owner_id,
    case kind when 'email' then 'Reply' when 'document' then 'Document' else 'Call' end as subject,
    case kind when 'email' then 'Email reply' when 'document' then 'Document received' else 'Call attempt' end as type,
    'Completed' as status, true as is_closed, moment as activity_date, moment as created_date, false as is_deleted, synced(a) as _fivetran_synced
from company.activities
join (select d, owner from company.deals) as deals using (d)
where crm = 'salesforce' and (kind <> 'meeting' or chance('also called', a, 0.3))
order by a;

create table salesforce.event as
select
    c as _customer,
    sf_id('00U', a) as id, sf_id('006', d) as what_id, contact_key(c * 4) as who_id, case when chance('short id', a, 0.1) then left(account_key(c), 15) else account_key(c) end as account_id, user_key(owner) as owner_id,
    'Tasting' as subject, moment as start_date_time, moment + interval 45 minute as end_date_time, false as is_deleted, synced(a) as _fivetran_synced
from company.activities
join (select d, owner from company.deals) as deals using (d)
where crm = 'salesforce' and kind = 'meeting'
order by a;
