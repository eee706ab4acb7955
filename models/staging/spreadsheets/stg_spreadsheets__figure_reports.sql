{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'figure_reports') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'report_id') }} as report_id,
        lower(function) as function,
        lower(metric) as metric,
        cast(date_trunc('month', month) as date) as month_starts_on,
        value,
        lower(counts) as counts,
        lower(rollup) as rollup,
        {{ record_id('spreadsheets', 'compared_with') }} as compared_with
    from typed
)

select * from renamed
