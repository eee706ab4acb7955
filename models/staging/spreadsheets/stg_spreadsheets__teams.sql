{{ config(enabled='spreadsheets' in var('sources')) }}

with teams as (
    {{ current_rows('spreadsheets', 'teams') }}
),

renamed as (
    select
        team,
        function,
        is_active
    from teams
)

select * from renamed
