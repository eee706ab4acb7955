with sends as (
    {{ unify('marketing_sends') }}
),

{# Two contacts may share an address; the send belongs to one of them. #}
addresses as (
    select
        *,
        lower(email) as address,
        row_number() over (partition by lower(email) order by {{ byte_order('contact_id') }}) as address_rank
    from {{ ref('int_marketing_contacts__known') }}
    where email is not null
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
