with geocoded as (
    select
        site_id,
        coalesce(upper(country), '') as country,
        upper(postal_code) as postal_code,
        latitude,
        longitude
    from {{ ref('int_sites__located') }}
    where
        postal_code is not null
        and latitude between -90 and 90
        and longitude between -180 and 180
        and (latitude <> 0 or longitude <> 0)
),

middles as (
    select
        country,
        postal_code,
        count(*) as site_count,
        percentile_cont(0.5) within group (order by latitude) as latitude,
        percentile_cont(0.5) within group (order by longitude) as longitude
    from geocoded
    group by country, postal_code
),

{# The great circle, on an earth of 6371 km. #}
placed as (
    select
        geocoded.site_id,
        cast(middles.site_count as integer) as postcode_site_count,
        cast(cast(2 * 6371 * asin(sqrt(least(
            1,
            power(sin(radians(geocoded.latitude - middles.latitude) / 2), 2)
            + cos(radians(geocoded.latitude)) * cos(radians(middles.latitude))
            * power(sin(radians(geocoded.longitude - middles.longitude) / 2), 2)
        ))) as numeric(12, 3)) as double precision) as km_from_postcode
    from geocoded
    inner join middles on geocoded.country = middles.country and geocoded.postal_code = middles.postal_code
)

select * from placed
