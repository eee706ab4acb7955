{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'controls') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'control_id') }} as control_id,
        lower(function) as function,
        statement,
        owner,
        passing_example_on,
        failing_example_on
    from typed
)

select * from renamed
