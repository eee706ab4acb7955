{{ config(enabled='hubspot' in var('sources')) }}

with versions as (
    select * from {{ ref('stg_hubspot__stage_versions') }}
),

opportunities as (
    select opportunity_id, pipeline from {{ ref('stg_hubspot__opportunities') }}
),

pipelines as (
    select * from {{ ref('stg_hubspot__deal_values') }} where property = 'pipeline' and said is not null
),

{# Stage and pipeline are two properties, written within a second of each other in either order. #}
said as (
    select
        versions.opportunity_id,
        versions.started_at,
        max(pipelines.said) as pipeline
    from versions
    inner join pipelines
        on
            versions.opportunity_id = {{ record_id('hubspot', 'pipelines.deal_id') }}
            and versions.started_at + interval '1 second' >= pipelines.since
            and versions.started_at + interval '1 second' < pipelines.until
    group by versions.opportunity_id, versions.started_at
),

stages as (
    {{ current_rows('hubspot', 'deal_pipeline_stage') }}
),

history as (
    {{ current_rows('hubspot', 'contact_property_history') }}
),

{# Why a lead was given back stands in a property of its own, written at the same moment. #}
reasons as (
    select contact_id, {{ quoted('timestamp') }} as said_at, max(value) as reason
    from history
    where name = 'lead_return_reason'
    group by contact_id, {{ quoted('timestamp') }}
),

changes as (
    select
        'opportunity' as lifecycle,
        versions.opportunity_id as record_id,
        {# Where no history tells, a stage belongs to one pipeline; today's says least of the past. #}
        coalesce(said.pipeline, stages.pipeline_id, opportunities.pipeline) as pipeline,
        versions.source_stage,
        versions.started_at as changed_at,
        versions.owner_id_at_entry as actor,
        versions.move_reason
    from versions
    left join opportunities on versions.opportunity_id = opportunities.opportunity_id
    left join said on versions.opportunity_id = said.opportunity_id and versions.started_at = said.started_at
    left join stages on versions.source_stage = stages.stage_id
    union all
    select
        'lead' as lifecycle,
        {{ record_id('hubspot', 'history.contact_id') }} as record_id,
        'lifecyclestage' as pipeline,
        history.value as source_stage,
        history.{{ quoted('timestamp') }} as changed_at,
        {{ record_id('hubspot', 'history.source_id') }} as actor,
        reasons.reason as move_reason
    from history
    left join reasons on history.contact_id = reasons.contact_id and history.{{ quoted('timestamp') }} = reasons.said_at
    where history.name = 'lifecyclestage'
)

select * from changes
