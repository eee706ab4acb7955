with opportunities as (
    select opportunity_id, account_id, pipeline from {{ ref('int_opportunities__staged') }}
),

versions as (
    {{ unify('stage_versions') }}
),

{# A version is a change of stage only where the stage differs from the version before. #}
marked as (
    select
        versions.*,
        opportunities.account_id,
        opportunities.pipeline,
        row_number() over by_time = 1
        or versions.source_stage is distinct from lag(versions.source_stage) over by_time as is_entry,
        lead(versions.started_at) over by_time is null
        or versions.source_stage is distinct from lead(versions.source_stage) over by_time as is_exit
    from versions
    inner join opportunities on versions.opportunity_id = opportunities.opportunity_id
    window by_time as (partition by versions.opportunity_id order by versions.started_at)
),

entries as (
    select
        *,
        cast(row_number() over by_time as integer) as visit_number,
        lead(started_at) over by_time as left_at
    from marked
    where is_entry
    window by_time as (partition by opportunity_id order by started_at)
),

exits as (
    select
        *,
        row_number() over (partition by opportunity_id order by started_at) as visit_number
    from marked
    where is_exit
),

visits as (
    select
        entries.source_system,
        entries.opportunity_id,
        entries.account_id,
        entries.pipeline,
        entries.source_stage,
        entries.visit_number,
        entries.started_at as entered_at,
        entries.left_at,
        entries.owner_id_at_entry,
        entries.amount_at_entry,
        entries.close_date_at_entry,
        entries.contract_draft_at_entry,
        entries.scope_signed_at_entry,
        entries.loss_reason_at_entry,
        entries.move_reason,
        exits.next_step_at_exit,
        exits.scope_at_exit,
        exits.decision_process_at_exit,
        exits.promised_window_at_exit
    from entries
    inner join exits
        on entries.opportunity_id = exits.opportunity_id and entries.visit_number = exits.visit_number
)

select * from visits
