with claims as (
    {{ unify('account_owners') }}
),

customers as (
    select * from {{ ref('int_customer_numbers__resolved') }}
),

resolved as (
    select
        claims.*,
        customers.customer_id,
        {{ is_valid_today('claims.valid_from', 'claims.valid_to') }} as is_in_force
    from claims
    left join customers on claims.customer_number = customers.customer_number
)

select * from resolved
