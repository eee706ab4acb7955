with versions as (
    select * from {{ ref('int_stage_versions__numbered') }}
),

mappings as (
    select * from {{ ref('stage_mappings') }}
    where lifecycle = 'opportunity'
),

entries as (
    select
        versions.*,
        mappings.stage
    from versions
    left join mappings
        on
            versions.source_system = mappings.source_system
            and versions.pipeline = mappings.pipeline
            and versions.source_stage = mappings.source_stage
    where versions.is_entry
),

exits as (
    select * from versions
    where is_exit
),

visits as (
    select
        entries.source_system,
        entries.opportunity_id,
        entries.customer_id,
        entries.source_stage,
        entries.stage,
        entries.visit_number,
        entries.started_at as entered_at,
        lead(entries.started_at) over by_visit as left_at,
        lag(entries.stage) over by_visit as previous_stage,
        lead(entries.stage) over by_visit as next_stage,
        {%- for name in ['owner_id', 'amount', 'close_date', 'contract_draft', 'scope_signed', 'loss_reason'] %}
        entries.{{ name }}_at_entry,
        {%- endfor %}
        {%- for name in ['next_step', 'scope', 'decision_process', 'promised_window'] %}
        exits.{{ name }}_at_exit,
        {%- endfor %}
        entries.move_reason
    from entries
    inner join exits
        on entries.opportunity_id = exits.opportunity_id and entries.visit_number = exits.visit_number
    window by_visit as (partition by entries.opportunity_id order by entries.visit_number)
)

select * from visits
