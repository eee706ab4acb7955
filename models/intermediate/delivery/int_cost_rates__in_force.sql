{#- Costs of the last eight weeks are counted by the rates of today. -#}
with in_force as (
    select rate, amount, currency
    from {{ ref('cost_rates') }}
    where {{ is_valid_today('valid_from', 'valid_to') }}
),

described as (
    select in_force.rate, {{ converted('in_force.amount', 'in_force.currency', 'rates') }} as amount
    from in_force
    {{ join_rate('rates', 'in_force.currency', today()) }}
)

select * from described
