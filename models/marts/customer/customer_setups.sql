select * from {{ ref('int_customer_setups__delivered') }}
