{{ config(enabled='salesforce' in var('sources')) }}

with versions as (
    select * from {{ ref('stg_salesforce__stage_versions') }}
),

lead_versions as (
    {{ current_rows('salesforce', 'lead_history') }}
),

changes as (
    select
        'opportunity' as lifecycle,
        versions.opportunity_id as record_id,
        'default' as pipeline,
        versions.source_stage,
        versions.started_at as changed_at,
        versions.owner_id_at_entry as actor,
        versions.move_reason
    from versions
    union all
    select
        'lead' as lifecycle,
        {{ record_id('salesforce', 'id') }} as record_id,
        'default' as pipeline,
        status as source_stage,
        _fivetran_start as changed_at,
        {{ record_id('salesforce', 'owner_id') }} as actor,
        rejection_reason_c as move_reason
    from lead_versions
)

select * from changes
