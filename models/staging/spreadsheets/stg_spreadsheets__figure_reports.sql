{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'figure_reports') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'report_id') }} as report_id,
        lower(trim(function)) as function,
        lower(trim(metric)) as metric,
        cast(date_trunc('month', month) as date) as month_starts_on,
        value,
        lower(trim(counts)) as counts,
        lower(trim(rollup)) as rollup,
        {{ record_id('spreadsheets', 'compared_with') }} as compared_with
    from typed
)

select * from renamed
