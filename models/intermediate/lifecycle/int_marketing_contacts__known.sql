{#- Every contact that marketing keeps, and whose it is. -#}
with marketing_contacts as (
    {{ unify('marketing_contacts') }}
),

contacts as (
    select contact_id, account_id from ({{ unify('contacts') }}) as known
),

accounts as (
    select source_record_id as account_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity = 'account'
),

known as (
    select marketing_contacts.*, accounts.customer_id
    from marketing_contacts
    left join contacts on marketing_contacts.crm_contact_id = contacts.contact_id
    left join accounts on coalesce(contacts.account_id, marketing_contacts.account_id) = accounts.account_id
)

select * from known
