with visits as (
    select * from {{ ref('int_stage_visits__numbered') }}
),

mappings as (
    select * from {{ ref('stage_mappings') }} where lifecycle = 'opportunity'
),

mapped as (
    select
        visits.*,
        mappings.stage,
        lag(mappings.stage) over by_time as previous_stage,
        lead(mappings.stage) over by_time as next_stage
    from visits
    left join mappings
        on
            visits.source_system = mappings.source_system
            and visits.pipeline = mappings.pipeline
            and visits.source_stage = mappings.source_stage
    window by_time as (partition by visits.opportunity_id order by visits.visit_number)
)

select * from mapped
