with plans as (
    {{ unify('service_plans') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by site_id order by valid_from desc, {{ byte_order('plan_id') }} desc
        ) as age_rank
    from plans
    where {{ is_valid_today('valid_from', 'valid_to') }}
),

in_force as (
    select site_id, delivery_days, deliveries_per_week, service_minutes, order_minimum
    from ranked
    where age_rank = 1
)

select * from in_force
