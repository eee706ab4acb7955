with leads as (
    {{ unify('leads') }}
),

accounts as (
    select source_record_id as account_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity in ('account', 'seller')
),

users as (
    {{ unify('users') }}
),

described as (
    select
        leads.lead_id,
        leads.source_system,
        accounts.customer_id,
        leads.lead_source,
        leads.status,
        leads.first_contact_at,
        leads.qualified_at,
        leads.responded_at,
        {{ hours_between('leads.qualified_at', 'coalesce(leads.responded_at, ' ~ as_of() ~ ')') }} as response_hours,
        leads.is_accepted,
        leads.is_rejected,
        leads.rejection_reason,
        leads.owner_id,
        coalesce(users.is_active, false) as owner_is_active,
        leads.is_converted
    from leads
    left join accounts on leads.account_id = accounts.account_id
    left join users on leads.owner_id = users.user_id
)

select * from described
