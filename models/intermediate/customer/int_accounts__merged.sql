with recursive deleted_accounts as (
    {{ unify('deleted_accounts') }}
),

chains as (
    select account_id, surviving_account_id
    from deleted_accounts
    where surviving_account_id <> account_id
),

{# A survivor may be merged again; the limit ends a circle, which nothing survives. #}
followed as (
    select account_id, surviving_account_id as into_account_id, 1 as hops
    from chains
    union all
    select followed.account_id, chains.surviving_account_id, followed.hops + 1
    from followed
    inner join chains on followed.into_account_id = chains.account_id
    where followed.hops < 9
)

select * from followed
