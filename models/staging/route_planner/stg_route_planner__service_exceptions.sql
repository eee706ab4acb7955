{{ config(enabled='route_planner' in var('sources')) }}

with exceptions as (
    {{ current_rows('route_planner', 'service_exceptions') }}
),

renamed as (
    select
        {{ record_id('route_planner', 'exception_id') }} as exception_id,
        lower(kind) as kind,
        {{ record_id('route_planner', 'site_id') }} as site_id,
        driver_id,
        reason,
        requested_by,
        granted_by,
        granted_on,
        expires_on
    from exceptions
)

select * from renamed
