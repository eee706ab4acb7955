with rates as (
    select * from {{ ref('cost_rates') }}
),

in_force as (
    select rate, amount, currency
    from rates
    where {{ is_valid_today('valid_from', 'valid_to') }}
)

select * from in_force
