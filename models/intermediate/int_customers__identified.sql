with anchors as (
    select customer_id, source_system, entity from {{ ref('customer_crosswalk') }} where matched_by = 'anchor'
),

accounts as (
    {{ unify('accounts') }}
),

parties as (
    {{ unify('parties') }}
),

users as (
    {{ unify('users') }}
),

billing_accounts as (
    select
        *,
        row_number() over (partition by customer_id order by {{ byte_order('billing_account_id') }}) as billing_rank
    from {{ ref('int_billing_accounts__linked') }}
),

organizations as (
    select customer_id, min({{ byte_order('source_record_id') }}) as support_organization_id
    from {{ ref('customer_crosswalk') }}
    where entity = 'organization' and customer_id is not null
    group by customer_id
),

identified as (
    select
        anchors.customer_id,
        anchors.source_system as anchor_system,
        case when anchors.entity = 'billing_account' then billing.name else accounts.name end as name,
        coalesce(billing.name, accounts.name) as legal_name,
        accounts.segment,
        case when anchors.entity = 'billing_account' then billing.currency else coalesce(accounts.currency, parties.currency) end as currency,
        case when anchors.entity = 'billing_account' then billing.country else coalesce(accounts.country, parties.country) end as country,
        coalesce(billing.tax_id, accounts.tax_id) as tax_id,
        billing.payment_terms,
        coalesce(billing.has_payer, false) as has_payer,
        accounts.account_id as crm_account_id,
        billing.billing_account_id,
        organizations.support_organization_id,
        accounts.owner_id,
        case when accounts.account_id is not null then coalesce(users.is_active, false) end as owner_is_active,
        accounts.is_on_credit_hold as is_on_credit_hold_in_crm,
        billing.is_on_credit_hold as is_on_credit_hold_in_erp
    from anchors
    left join accounts on anchors.customer_id = accounts.account_id
    left join parties on anchors.customer_id = parties.party_id
    left join users on accounts.owner_id = users.user_id
    left join billing_accounts as billing on anchors.customer_id = billing.customer_id and billing.billing_rank = 1
    left join organizations on anchors.customer_id = organizations.customer_id
)

select * from identified
