{%- set evidence = [
    'owner_id', 'amount', 'close_date', 'contract_draft', 'scope_signed', 'nonstandard_terms',
    'loss_reason', 'next_step', 'scope', 'decision_process', 'promised_window',
] -%}

with visits as (
    select record_id, visit_number, source_stage, entered_at, left_at
    from {{ ref('int_opportunity_visits__defined') }}
),

versions as (
    {{ unify('stage_versions') }}
),

{# What the CRM knew during each stay; of two versions of one moment, that of the stay's own stage. #}
during as (
    select
        visits.record_id,
        visits.visit_number,
        {%- for name in evidence %}
        versions.{{ name }}_at_entry,
        versions.{{ name }}_at_exit,
        {%- endfor %}
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
        entries.record_id,
        entries.visit_number
    from during as entries
    inner join during as exits
        on entries.record_id = exits.record_id and entries.visit_number = exits.visit_number
    where entries.first_rank = 1 and exits.last_rank = 1
)

select * from evidenced
