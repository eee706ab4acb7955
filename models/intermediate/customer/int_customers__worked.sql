with customers as (
    select customer_id, crm_account_id, billing_account_id from {{ ref('int_customers__identified') }}
),

accounts as (
    {{ unify('accounts') }}
),

billing_accounts as (
    {{ unify('billing_accounts') }}
),

users as (
    {{ unify('users') }}
),

teams as (
    {{ unify('teams') }}
),

team_list as (
    select count(*) as team_count from teams
),

organizations as (
    select customer_id, min({{ byte_order('source_record_id') }}) as support_organization_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity = 'organization' and customer_id is not null
    group by customer_id
),

worked as (
    select
        customers.customer_id,
        coalesce(billing_accounts.has_payer, false) as has_payer,
        organizations.support_organization_id,
        accounts.owner_id,
        case when accounts.account_id is not null then coalesce(users.is_active, false) end as owner_is_active,
        users.team as owner_team,
        case
            when users.user_id is not null and team_list.team_count > 0 then coalesce(teams.is_active, false)
        end as owner_team_is_active,
        accounts.is_on_credit_hold as is_on_credit_hold_in_crm,
        billing_accounts.is_on_credit_hold as is_on_credit_hold_in_erp
    from customers
    cross join team_list
    left join accounts on customers.crm_account_id = accounts.account_id
    left join billing_accounts on customers.billing_account_id = billing_accounts.billing_account_id
    left join users on accounts.owner_id = users.user_id
    left join teams on users.team = teams.team
    left join organizations on customers.customer_id = organizations.customer_id
)

select * from worked
