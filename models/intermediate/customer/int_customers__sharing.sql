with customers as (
    select customer_id, domain, postal_key
    from {{ ref('int_customers__identified') }}
    where domain is not null and postal_key is not null
),

places as (
    select
        domain,
        postal_key,
        min({{ byte_order('customer_id') }}) as first_customer_id,
        max({{ byte_order('customer_id') }}) as last_customer_id
    from customers
    group by domain, postal_key
    having count(*) > 1
),

{# Of several others one is named. #}
sharing as (
    select
        customers.customer_id,
        case
            when places.first_customer_id = customers.customer_id then places.last_customer_id
            else places.first_customer_id
        end as sharing_customer_id
    from customers
    inner join places on customers.domain = places.domain and customers.postal_key = places.postal_key
)

select * from sharing
