{{ config(enabled='hubspot' in var('sources')) }}

with versions as (
    select * from {{ ref('stg_hubspot__stage_versions') }}
),

opportunities as (
    select opportunity_id, pipeline from {{ ref('stg_hubspot__opportunities') }}
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
        opportunities.pipeline,
        versions.source_stage,
        versions.started_at as changed_at,
        versions.owner_id_at_entry as actor,
        versions.move_reason
    from versions
    inner join opportunities on versions.opportunity_id = opportunities.opportunity_id
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
