with accounts as (
    select source_system, account_id, customer_number, false as is_deleted
    from ({{ unify('accounts') }}) as accounts
    union all
    select source_system, account_id, customer_number, true
    from ({{ unify('deleted_accounts') }}) as deleted_accounts
),

chains as (
    select
        account_id,
        into_account_id,
        row_number() over (partition by account_id order by hops desc) as last_rank
    from {{ ref('int_accounts__merged') }}
),

surviving as (
    select
        accounts.*,
        coalesce(survivors.account_id, accounts.account_id) as surviving_account_id,
        not coalesce(survivors.is_deleted, accounts.is_deleted) as is_alive
    from accounts
    left join chains on accounts.account_id = chains.account_id and chains.last_rank = 1
    left join accounts as survivors on chains.into_account_id = survivors.account_id
)

select * from surviving
