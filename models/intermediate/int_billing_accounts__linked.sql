with billing_accounts as (
    {{ unify('billing_accounts') }}
),

accounts as (
    {{ unify('accounts') }}
),

{# Where several accounts name one ERP customer, field sales comes first. #}
named_by_crm as (
    select
        account_id,
        customer_number,
        row_number() over (
            partition by customer_number
            order by case when source_system = 'salesforce' then 1 else 2 end, {{ byte_order('account_id') }}
        ) as preference
    from accounts
    where customer_number is not null
),

linked as (
    select
        billing_accounts.*,
        coalesce(by_erp.account_id, by_crm.account_id, billing_accounts.billing_account_id) as customer_id,
        case
            when by_erp.account_id is not null then 'erp_key'
            when by_crm.account_id is not null then 'crm_key'
            else 'anchor'
        end as matched_by,
        row_number() over (
            partition by billing_accounts.customer_number
            order by {{ byte_order('billing_accounts.billing_account_id') }}
        ) as number_rank
    from billing_accounts
    left join accounts as by_erp on billing_accounts.account_id = by_erp.account_id
    left join named_by_crm as by_crm
        on billing_accounts.customer_number = by_crm.customer_number and by_crm.preference = 1
)

select * from linked
