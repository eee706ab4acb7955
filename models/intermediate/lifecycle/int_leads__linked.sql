with leads as (
    {{ unify('leads') }}
),

accounts as (
    select source_record_id as account_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity in ('account', 'seller')
),

linked as (
    select leads.*, accounts.customer_id
    from leads
    left join accounts on leads.account_id = accounts.account_id
)

select * from linked
