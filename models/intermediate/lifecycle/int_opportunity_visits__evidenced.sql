{%- set evidence = [
    'owner_id', 'amount', 'close_date', 'contract_draft', 'scope_signed', 'nonstandard_terms',
    'loss_reason', 'next_step', 'scope', 'decision_process', 'promised_window',
] -%}

with visits as (
    select record_id, visit_number, source_stage, entered_at, left_at
    from {{ ref('int_opportunity_visits__defined') }}
),

{# Numbered, so that what is sorted is narrow; kept, so that a version has one number. #}
versions as materialized (
    select *, row_number() over () as version_number
    from ({{ unify('stage_versions') }}) as unified
),

{# What the CRM knew during each stay; of two versions of one moment, that of the stay's own stage. #}
during as (
    select
        visits.record_id,
        visits.visit_number,
        versions.version_number,
        row_number() over (
            partition by visits.record_id, visits.visit_number
            order by
                versions.started_at,
                case when versions.source_stage = visits.source_stage then 0 else 1 end,
                {{ byte_order('versions.source_stage') }}
        ) as first_rank,
        row_number() over (
            partition by visits.record_id, visits.visit_number
            order by
                versions.started_at desc,
                case when versions.source_stage = visits.source_stage then 0 else 1 end,
                {{ byte_order('versions.source_stage') }} asc
        ) as last_rank
    from visits
    inner join versions
        on
            visits.record_id = versions.opportunity_id
            and visits.entered_at <= versions.started_at
            and (
                visits.left_at is null
                or visits.left_at > versions.started_at
                or visits.entered_at = versions.started_at and visits.source_stage = versions.source_stage
            )
),

evidenced as (
    select
        {%- for name in evidence %}
        entries.{{ name }}_at_entry,
        exits.{{ name }}_at_exit,
        {%- endfor %}
        first_version.record_id,
        first_version.visit_number
    from during as first_version
    inner join during as last_version on first_version.record_id = last_version.record_id and first_version.visit_number = last_version.visit_number
    inner join versions as entries on first_version.version_number = entries.version_number
    inner join versions as exits on last_version.version_number = exits.version_number
    where first_version.first_rank = 1 and last_version.last_rank = 1
)

select * from evidenced
