with sends as (
    {{ unify('marketing_sends') }}
),

marketing_contacts as (
    select
        *,
        row_number() over (partition by lower(email) order by {{ byte_order('contact_id') }}) as email_rank
    from ({{ unify('marketing_contacts') }}) as marketing_contacts
),

contacts as (
    select contact_id, customer_id from {{ ref('contacts') }}
),

consents as (
    {{ unify('consents') }}
),

worked as (
    select * from {{ ref('int_marketing_contacts__worked') }}
),

known as (
    select
        sends.*,
        marketing_contacts.contact_id,
        coalesce(contacts.customer_id, marketing_contacts.account_id) as customer_id,
        coalesce(marketing_contacts.has_legal_basis, false) as has_legal_basis
    from sends
    left join marketing_contacts
        on sends.recipient = lower(marketing_contacts.email) and marketing_contacts.email_rank = 1
    left join contacts on marketing_contacts.crm_contact_id = contacts.contact_id
),

interrupted as (
    select known.send_id, max(worked.amount) as open_deal_amount
    from known
    inner join worked
        on
            known.contact_id = worked.contact_id
            and known.sent_at >= worked.entered_at
            and (known.sent_at < worked.left_at or worked.left_at is null)
    group by known.send_id
),

described as (
    select
        known.send_id,
        known.source_system,
        known.contact_id,
        known.customer_id,
        known.campaign_id,
        known.sent_at,
        known.is_nurture,
        interrupted.send_id is not null as is_sales_working,
        known.has_legal_basis,
        coalesce(consents.is_opted_out, false) as is_opted_out,
        cast(interrupted.open_deal_amount as numeric(18, 2)) as open_deal_amount
    from known
    left join interrupted on known.send_id = interrupted.send_id
    left join consents
        on
            known.contact_id = consents.contact_id
            and known.sent_at >= consents.since
            and (known.sent_at < consents.until or consents.until is null)
)

select * from described
