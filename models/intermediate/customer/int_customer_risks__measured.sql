with billing_accounts as (
    {{ unify('billing_accounts') }}
),

customers as (
    select * from {{ ref('int_customer_numbers__resolved') }}
),

limits as (
    select
        customers.customer_id,
        sum(billing_accounts.credit_limit) as credit_limit,
        bool_or(billing_accounts.is_on_credit_hold) as is_on_credit_hold
    from billing_accounts
    inner join customers on billing_accounts.customer_number = customers.customer_number
    where not coalesce(billing_accounts.is_inactive, false)
    group by customers.customer_id
),

overdue as (
    select customer_id, sum(amount - paid_amount) as overdue_amount
    from {{ ref('int_invoices__paid') }}
    where due_on < {{ today() }} and paid_amount < amount
    group by customer_id
),

open_tickets as (
    select customer_id, count(*) as open_ticket_count
    from {{ ref('int_tickets__solved') }}
    where coalesce(stage_means, '') not in ('resolved', 'settled')
    group by customer_id
),

measured as (
    select
        limits.customer_id,
        cast(limits.credit_limit as numeric(18, 2)) as credit_limit,
        cast(coalesce(overdue.overdue_amount, 0) as numeric(18, 2)) as overdue_amount,
        limits.is_on_credit_hold,
        cast(open_tickets.open_ticket_count as integer) as open_ticket_count
    from limits
    left join overdue on limits.customer_id = overdue.customer_id
    left join open_tickets on limits.customer_id = open_tickets.customer_id
)

select * from measured
