with billing_accounts as (
    select * from {{ ref('int_billing_accounts__linked') }}
),

{# The route planner and the service desk know a customer by its ERP number only. #}
resolved as (
    select customer_number, customer_id
    from billing_accounts
    where customer_number is not null and number_rank = 1
)

select * from resolved
