with sends as (
    {{ unify('marketing_sends') }}
),

marketing_contacts as (
    {{ unify('marketing_contacts') }}
),

contacts as (
    {{ unify('contacts') }}
),

accounts as (
    select source_record_id as account_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity = 'account'
),

{# Two contacts may share an address; the send belongs to one of them. #}
addresses as (
    select
        *,
        lower(email) as address,
        row_number() over (partition by lower(email) order by {{ byte_order('contact_id') }}) as address_rank
    from marketing_contacts
    where email is not null
),

addressed as (
    select
        sends.*,
        addresses.contact_id,
        accounts.customer_id,
        coalesce(addresses.has_legal_basis, false) as has_legal_basis
    from sends
    left join addresses on sends.recipient = addresses.address and addresses.address_rank = 1
    left join contacts on addresses.crm_contact_id = contacts.contact_id
    left join accounts on coalesce(contacts.account_id, addresses.account_id) = accounts.account_id
)

select * from addressed
