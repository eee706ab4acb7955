with accounts as (
    select * from {{ ref('int_accounts__surviving') }}
),

billing_accounts as (
    select * from {{ ref('int_billing_accounts__keyed') }}
),

organizations as (
    {{ unify('organizations') }}
),

parties as (
    {{ unify('parties') }}
),

{# Each record, with the records that its keys lead over; the farther from the centre, the deeper. #}
records as (
    select
        source_system,
        'account' as entity,
        account_id as source_record_id,
        is_deleted,
        cast(null as text) as billing_account_id,
        account_id,
        case
            when surviving_account_id <> account_id then 'merge_audit'
            when is_deleted then 'none'
            else 'anchor'
        end as matched_by,
        case when is_deleted then 1 else 0 end as depth
    from accounts
    union all
    select
        source_system,
        'billing_account',
        billing_account_id,
        is_inactive,
        billing_account_id,
        account_id,
        matched_by,
        2
    from billing_accounts
    union all
    select
        organizations.source_system,
        'organization',
        organizations.organization_id,
        false,
        billing_accounts.billing_account_id,
        billing_accounts.account_id,
        case when billing_accounts.billing_account_id is null then 'none' else 'erp_key' end,
        3
    from organizations
    left join billing_accounts
        on organizations.customer_number = billing_accounts.customer_number and billing_accounts.number_rank = 1
    union all
    select source_system, entity, party_id, false, cast(null as text), cast(null as text), 'anchor', 0
    from parties
),

keyed as (
    select
        records.entity || ':' || records.source_record_id as record_id,
        records.*,
        coalesce(
            accounts.surviving_account_id, records.billing_account_id, records.source_record_id
        ) as centre_id
    from records
    left join accounts on records.account_id = accounts.account_id
)

select * from keyed
