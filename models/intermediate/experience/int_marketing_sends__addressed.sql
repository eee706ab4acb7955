with sends as (
    {{ unify('marketing_sends') }}
),

contacts as (
    select * from {{ ref('int_marketing_contacts__known') }}
),

{# A contact's further addresses stand in one text, with semicolons between. #}
named as (
    select contact_id, lower(trim(email)) as address, 1 as place from contacts
    union all
    select contact_id, lower(trim(unnest(string_to_array(further_emails, ';')))) as address, 2 as place
    from contacts
),

{# Two contacts may share an address; the send belongs to one of them, first to whose main one it is. #}
ranked as (
    select
        contact_id,
        address,
        row_number() over (partition by address order by place, {{ byte_order('contact_id') }}) as address_rank
    from named
    where address <> ''
),

addresses as (
    select contacts.*, ranked.address
    from ranked
    inner join contacts on ranked.contact_id = contacts.contact_id
    where ranked.address_rank = 1
),

addressed as (
    select
        sends.*,
        addresses.contact_id,
        addresses.customer_id,
        coalesce(addresses.has_legal_basis, false) as has_legal_basis
    from sends
    left join addresses on sends.recipient = addresses.address
)

select * from addressed
