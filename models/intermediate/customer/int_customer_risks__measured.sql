with billing_accounts as (
    {{ unify('billing_accounts') }}
),

customers as (
    select * from {{ ref('int_customer_numbers__resolved') }}
),

limits as (
    select
        customers.customer_id,
        case
            when count({{ converted('billing_accounts.credit_limit', 'billing_accounts.currency', 'rates') }}) = count(billing_accounts.credit_limit)
                then sum({{ converted('billing_accounts.credit_limit', 'billing_accounts.currency', 'rates') }})
        end as credit_limit,
        bool_or(billing_accounts.is_on_credit_hold) as is_on_credit_hold
    from billing_accounts
    inner join customers on billing_accounts.customer_number = customers.customer_number
    {{ join_rate('rates', 'billing_accounts.currency', today()) }}
    where not coalesce(billing_accounts.is_inactive, false)
    group by customers.customer_id
),

overdue as (
    select
        invoices.customer_id,
        {{ whole_sum(converted('invoices.open_amount', 'invoices.currency', 'rates')) }} as overdue_amount
    from {{ ref('int_invoices__paid') }} as invoices
    {{ join_rate('rates', 'invoices.currency', today()) }}
    where invoices.due_on < {{ today() }} and coalesce(invoices.open_amount > 0, true)
    group by invoices.customer_id
),

{# Where no invoice is kept, nobody knows what is overdue. #}
invoicing as (
    select count(invoice_id) as invoice_count from {{ ref('int_invoices__paid') }}
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
        cast(
            case
                when overdue.customer_id is not null then overdue.overdue_amount
                when invoicing.invoice_count > 0 then 0
            end as numeric(18, 2)
        ) as overdue_amount,
        limits.is_on_credit_hold,
        cast(open_tickets.open_ticket_count as integer) as open_ticket_count
    from limits
    cross join invoicing
    left join overdue on limits.customer_id = overdue.customer_id
    left join open_tickets on limits.customer_id = open_tickets.customer_id
)

select * from measured
