with windows as (
    select window_id, site_id, weekday, valid_from, valid_to
    from {{ ref('int_delivery_windows__read') }}
    where feasibility_approved_by is not null and is_understood
),

stops as (
    select site_id, route_date
    from {{ ref('int_stops__routed') }}
    where {{ in_last_eight_weeks('route_date') }}
),

stopped as (
    select windows.window_id, count(distinct stops.route_date) as units
    from windows
    inner join stops
        on
            windows.site_id = stops.site_id
            and windows.weekday = {{ iso_weekday('stops.route_date') }}
            and windows.valid_from <= stops.route_date
            and coalesce(windows.valid_to, stops.route_date) >= stops.route_date
    group by windows.window_id
)

select * from stopped
