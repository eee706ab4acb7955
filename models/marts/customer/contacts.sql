with contacts as (
    {{ unify('contacts') }}
),

customers as (
    select source_record_id as account_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity = 'account'
),

accounts as (
    {{ unify('accounts') }}
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
    where not is_deal_closed and stage_means in ('explored', 'offered', 'negotiated')
),

described as (
    select
        contacts.contact_id,
        contacts.source_system,
        customers.customer_id,
        contacts.email,
        case when contacts.email is not null then emails.value is not null end as email_is_valid,
        contacts.phone,
        phones.value as phone_e164,
        case
            when phones.value is not null then true
            when contacts.phone is not null and accounts.account_id is not null then false
        end as phone_is_valid,
        contacts.deal_role,
        open_deals.contact_id is not null as is_on_open_deal,
        contacts.has_opted_out as has_opted_out_in_crm,
        opt_outs.is_opted_out as has_opted_out_in_marketing,
        contacts.created_at
    from contacts
    left join customers on contacts.account_id = customers.account_id
    left join accounts on contacts.account_id = accounts.account_id
    {{ join_reading('emails', 'email', 'contacts.email') }}
    {{ join_reading('phones', 'phone', 'contacts.phone', 'accounts.country') }}
    left join opt_outs on contacts.contact_id = opt_outs.contact_id
    left join open_deals on contacts.contact_id = open_deals.contact_id
)

select * from described
