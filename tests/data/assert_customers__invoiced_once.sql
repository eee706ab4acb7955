-- What finance invoiced to known customers stands in customers once, whatever was joined.
with invoiced as (
    select sum(amount) as amount
    from {{ ref('invoices') }}
    where
        customer_id is not null
        and issued_on between {{ today() }} - 365 and {{ today() }}
),

carried as (
    select sum(invoiced_last_year) as amount from {{ ref('customers') }}
)

select
    invoiced.amount as invoiced_amount,
    carried.amount as carried_amount
from invoiced
cross join carried
where coalesce(invoiced.amount, 0) <> coalesce(carried.amount, 0)
