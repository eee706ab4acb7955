with sites as (
    select * from {{ ref('int_sites__located') }}
),

numbers as (
    select customer_number, count(distinct customer_id) as customer_count
    from {{ ref('int_billing_accounts__linked') }}
    where customer_number is not null
    group by customer_number
),

glns as (
    select sound_gln, count(*) as site_count
    from sites
    where is_active and sound_gln is not null
    group by sound_gln
),

days as (
    select * from {{ ref('int_site_days__covered') }}
),

plans as (
    select * from {{ ref('int_service_plans__in_force') }}
),

placed as (
    select * from {{ ref('int_sites__placed') }}
),

measured as (
    select * from {{ ref('int_sites__measured') }}
),

unread as (
    select * from {{ ref('int_site_hours__unread') }}
),

ordered as (
    select site_id, {{ whole_sum('company_amount') }} as ordered_amount
    from {{ ref('orders') }}
    where status <> 'cancelled' and ordered_at > {{ as_of() }} - interval '365 days' and ordered_at <= {{ as_of() }}
    group by site_id
),

described as (
    select
        sites.site_id,
        sites.source_system,
        sites.customer_id,
        cast(coalesce(numbers.customer_count, 0) as integer) as customers_of_number,
        sites.depot_id,
        coalesce(sites.sound_time_zone, sites.time_zone) as time_zone,
        sites.keeps_depot_clock,
        sites.latitude,
        sites.longitude,
        placed.postcode_site_count,
        placed.km_from_postcode,
        coalesce(sites.sound_gln, sites.gln) as gln,
        sites.gln_is_valid,
        cast(glns.site_count as integer) as sites_of_gln,
        sites.is_active,
        days.delivery_day_count,
        days.uncovered_day_count,
        plans.deliveries_per_week,
        plans.service_minutes,
        coalesce(measured.stop_count, 0) as stop_count,
        measured.measured_service_minutes,
        unread.unread_hours,
        cast({{ zero_without('ordered.site_id', 'ordered.ordered_amount') }} as numeric(18, 2)) as ordered_amount
    from sites
    inner join days on sites.site_id = days.site_id
    left join numbers on sites.customer_number = numbers.customer_number
    left join glns on sites.sound_gln = glns.sound_gln
    left join plans on sites.site_id = plans.site_id
    left join placed on sites.site_id = placed.site_id
    left join measured on sites.site_id = measured.site_id
    left join unread on sites.site_id = unread.site_id
    left join ordered on sites.site_id = ordered.site_id
)

select * from described
