{{ config(enabled='olist' in var('sources')) }}

with versions as (
    select * from {{ ref('stg_olist__stage_versions') }}
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
    {%- for meaning, moment in [('interested', 'lead_at'), ('signed_up', 'won_at'), ('findable', 'listed_at'), ('selling', 'first_order_at'), ('rated', 'first_review_at')] %}
    union all
    select
        'olist_seller' as lifecycle,
        lead_id as record_id,
        'dates' as pipeline,
        '{{ meaning }}' as source_stage,
        {{ moment }} as changed_at,
        cast(null as text) as actor,
        cast(null as text) as move_reason
    from {{ ref('stg_olist__sellers') }}
    where {{ moment }} is not null
    {%- endfor %}
)

select * from changes
