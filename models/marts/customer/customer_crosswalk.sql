with accounts as (
    {{ unify('accounts') }}
),

billing_accounts as (
    select * from {{ ref('int_billing_accounts__linked') }}
),

organizations as (
    {{ unify('organizations') }}
),

customer_numbers as (
    select * from {{ ref('int_customer_numbers__resolved') }}
),

parties as (
    {{ unify('parties') }}
),

records as (
    select source_system, 'account' as entity, account_id as source_record_id, account_id as customer_id, 'anchor' as matched_by
    from accounts
    union all
    select source_system, 'billing_account', billing_account_id, customer_id, matched_by
    from billing_accounts
    union all
    select
        organizations.source_system,
        'organization',
        organizations.organization_id,
        customer_numbers.customer_id,
        case when customer_numbers.customer_id is null then 'none' else 'erp_key' end
    from organizations
    left join customer_numbers on organizations.customer_number = customer_numbers.customer_number
    union all
    select source_system, entity, party_id, party_id, 'anchor'
    from parties
),

named as (
    select
        entity || ':' || source_record_id as crosswalk_id,
        source_system,
        entity,
        source_record_id,
        customer_id,
        matched_by
    from records
)

select * from named
