with leads as (
    {{ unify('leads') }}
),

users as (
    {{ unify('users') }}
),

described as (
    select
        leads.lead_id,
        leads.source_system,
        leads.account_id as customer_id,
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
    left join users on leads.owner_id = users.user_id
)

select * from described
