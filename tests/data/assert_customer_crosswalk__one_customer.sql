-- Every customer id of the crosswalk is a customer with one anchor, and every customer is in it. One all of whose
-- records have ended is no customer any more.
with records as (
    select
        customer_id,
        sum(case when matched_by = 'anchor' then 1 else 0 end) as anchors,
        bool_and(is_deleted) as is_ended
    from {{ ref('customer_crosswalk') }}
    where customer_id is not null
    group by customer_id
)

select
    records.customer_id,
    records.anchors,
    customers.customer_id as known_as
from records
full join {{ ref('customers') }} as customers on records.customer_id = customers.customer_id
where
    records.customer_id is null
    or records.anchors <> 1
    or (customers.customer_id is null) <> records.is_ended
