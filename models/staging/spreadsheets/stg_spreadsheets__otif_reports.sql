{{ config(enabled='spreadsheets' in var('sources')) }}

with reports as (
    {{ current_rows('spreadsheets', 'otif_reports') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'report_id') }} as report_id,
        {{ record_id('route_planner', 'depot_id') }} as depot_id,
        cast(date_trunc('month', month) as date) as reported_month,
        numerator,
        numerator_definition,
        denominator,
        denominator_definition
    from reports
)

select * from renamed
