-- What finance invoiced to customers that go on stands in customers once, whatever was joined.
with invoiced as (
    select customer_id, {{ whole_sum('company_amount') }} as amount
    from {{ ref('int_billings__signed') }}
    where
        customer_id in (select customer_id from {{ ref('customers') }})
        and issued_on between {{ today() }} - 365 and {{ today() }}
    group by customer_id
),

summed as (
    select sum(amount) as amount from invoiced
),

carried as (
    select sum(invoiced_last_year) as amount from {{ ref('customers') }}
)

select
    summed.amount as invoiced_amount,
    carried.amount as carried_amount
from summed
cross join carried
where coalesce(summed.amount, 0) <> coalesce(carried.amount, 0)
