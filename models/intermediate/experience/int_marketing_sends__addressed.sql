with sends as (
    {{ unify('marketing_sends') }}
),

contacts as (
    select * from {{ ref('int_marketing_contacts__known') }}
),

ended as (
    {{ unify('ended_contacts') }}
),

{# An address of a contact that was merged is the survivor's; one that was deleted had what its last row says. #}
named as (
    select contact_id, customer_id, has_legal_basis, lower(trim(email)) as address, 1 as place from contacts
    union all
    select
        contact_id,
        customer_id,
        has_legal_basis,
        {{ one_row_each('further_emails') }} as address,
        2 as place
    from contacts
    union all
    select
        coalesce(contacts.contact_id, ended.contact_id),
        contacts.customer_id,
        case when contacts.contact_id is null then ended.has_legal_basis else contacts.has_legal_basis end,
        {{ one_row_each("coalesce(ended.email, '') || ';' || coalesce(ended.further_emails, '')") }},
        3
    from ended
    left join contacts on ended.surviving_contact_id = contacts.contact_id
),

{# Two contacts may share an address; the send belongs to one of them, first to whose main one it is. #}
addresses as (
    select
        *,
        row_number() over (partition by address order by place, {{ byte_order('contact_id') }}) as address_rank
    from named
    where address <> ''
),

addressed as (
    select
        sends.*,
        addresses.contact_id,
        addresses.customer_id,
        coalesce(addresses.has_legal_basis, false) as has_legal_basis
    from sends
    left join addresses on sends.recipient = addresses.address and addresses.address_rank = 1
)

select * from addressed
