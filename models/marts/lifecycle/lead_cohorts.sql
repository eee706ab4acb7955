with leads as (
    select
        known.*,
        cast(date_trunc('quarter', {{ system_day('known.source_system', 'known.qualified_at') }}) as date) as quarter_starts_on
    from {{ ref('leads') }} as known
    where known.qualified_at is not null
),

targets as (
    {{ unify('lead_targets') }}
),

counted as (
    select
        quarter_starts_on,
        lead_source,
        cast(count(*) as integer) as qualified_count,
        cast(sum(case when is_converted then 1 else 0 end) as integer) as converted_count
    from leads
    where lead_source is not null
    group by quarter_starts_on, lead_source
),

described as (
    select
        counted.lead_source || ':' || cast(counted.quarter_starts_on as text) as cohort_id,
        cast(null as text) as customer_id,
        counted.quarter_starts_on,
        counted.lead_source,
        counted.qualified_count,
        counted.converted_count,
        cast(counted.converted_count as double precision) / counted.qualified_count as conversion_rate,
        cast(max(targets.target) as integer) as target
    from counted
    left join targets
        on counted.quarter_starts_on = targets.quarter_starts_on and counted.lead_source = targets.lead_source
    group by counted.quarter_starts_on, counted.lead_source, counted.qualified_count, counted.converted_count
)

select * from described
