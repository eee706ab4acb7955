with opportunities as (
    select opportunity_id, customer_id, pipeline from {{ ref('int_opportunities__staged') }}
),

versions as (
    {{ unify('stage_versions') }}
),

{# A version is a change of stage only where the stage differs from the version before. #}
compared as (
    select
        versions.*,
        opportunities.customer_id,
        opportunities.pipeline,
        row_number() over by_time as version_number,
        lag(versions.source_stage) over by_time as stage_before,
        lead(versions.started_at) over by_time as next_started_at,
        lead(versions.source_stage) over by_time as stage_after
    from versions
    inner join opportunities on versions.opportunity_id = opportunities.opportunity_id
    window by_time as (partition by versions.opportunity_id order by versions.started_at)
),

marked as (
    select
        *,
        (version_number = 1 or source_stage is distinct from stage_before) as is_entry,
        (next_started_at is null or source_stage is distinct from stage_after) as is_exit
    from compared
),

numbered as (
    select
        *,
        cast(sum(case when is_entry then 1 else 0 end) over (
            partition by opportunity_id order by started_at
        ) as integer) as visit_number
    from marked
)

select * from numbered
