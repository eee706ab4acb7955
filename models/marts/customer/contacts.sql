with contacts as (
    {{ unify('contacts') }}
),

accounts as (
    select source_record_id as account_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity = 'account'
),

opt_outs as (
    select crm_contact_id as contact_id, bool_or(is_opted_out) as is_opted_out
    from ({{ unify('marketing_contacts') }}) as marketing_contacts
    where crm_contact_id is not null
    group by crm_contact_id
),

open_deals as (
    select distinct contact_id
    from {{ ref('int_opportunities__staged') }}
    where not is_deal_closed and stage in ('discovery', 'proposal', 'negotiation')
),

described as (
    select
        contacts.contact_id,
        contacts.source_system,
        accounts.customer_id,
        contacts.email,
        contacts.phone,
        contacts.deal_role,
        open_deals.contact_id is not null as is_on_open_deal,
        contacts.has_opted_out as has_opted_out_in_crm,
        opt_outs.is_opted_out as has_opted_out_in_marketing,
        contacts.created_at
    from contacts
    left join accounts on contacts.account_id = accounts.account_id
    left join opt_outs on contacts.contact_id = opt_outs.contact_id
    left join open_deals on contacts.contact_id = open_deals.contact_id
)

select * from described
