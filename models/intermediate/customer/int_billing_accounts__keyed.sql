with billing_accounts as (
    {{ unify('billing_accounts') }}
),

accounts as (
    select * from {{ ref('int_accounts__surviving') }}
),

{# Where several accounts name one ERP customer, field sales comes first. #}
named_by_crm as (
    select
        account_id,
        customer_number,
        is_alive,
        row_number() over (
            partition by customer_number
            order by
                case when is_alive then 1 else 2 end,
                {{ system_rank('source_system') }},
                {{ byte_order('account_id') }}
        ) as preference
    from accounts
    where customer_number is not null
),

{# A key to an account that was deleted counts where nothing better is known. #}
compared as (
    select
        billing_accounts.source_system,
        billing_accounts.billing_account_id,
        billing_accounts.customer_number,
        by_erp.account_id as erp_account_id,
        by_crm.account_id as crm_account_id,
        by_erp.account_id is not null and (by_erp.is_alive or not coalesce(by_crm.is_alive, false)) as is_erp_key,
        coalesce(billing_accounts.is_inactive, false) as is_inactive,
        row_number() over (
            partition by billing_accounts.customer_number
            order by coalesce(billing_accounts.is_inactive, false), {{ byte_order('billing_accounts.billing_account_id') }}
        ) as number_rank
    from billing_accounts
    left join accounts as by_erp on billing_accounts.account_id = by_erp.account_id
    left join named_by_crm as by_crm
        on billing_accounts.customer_number = by_crm.customer_number and by_crm.preference = 1
),

keyed as (
    select
        source_system,
        billing_account_id,
        customer_number,
        is_inactive,
        number_rank,
        case when is_erp_key then erp_account_id else crm_account_id end as account_id,
        case
            when is_erp_key then 'erp_key'
            when crm_account_id is not null then 'crm_key'
            else 'anchor'
        end as matched_by
    from compared
)

select * from keyed
