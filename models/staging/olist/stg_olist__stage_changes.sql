{{ config(enabled='olist' in var('sources')) }}

with versions as (
    select * from {{ ref('stg_olist__stage_versions') }}
),

opportunities as (
    select opportunity_id, pipeline from {{ ref('stg_olist__opportunities') }}
),

changes as (
    select
        'opportunity' as lifecycle,
        versions.opportunity_id as record_id,
        opportunities.pipeline,
        versions.source_stage,
        versions.started_at as changed_at,
        versions.owner_id_at_entry as actor,
        versions.move_reason
    from versions
    inner join opportunities on versions.opportunity_id = opportunities.opportunity_id
)

select * from changes
