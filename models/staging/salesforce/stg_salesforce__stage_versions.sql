{{ config(enabled='salesforce' in var('sources')) }}

with versions as (
    {{ current_rows('salesforce', 'opportunity_history') }}
),

renamed as (
    select
        {{ record_id('salesforce', 'id') }} as opportunity_id,
        stage_name as source_stage,
        _fivetran_start as started_at,
        {{ record_id('salesforce', 'owner_id') }} as owner_id_at_entry,
        amount as amount_at_entry,
        close_date as close_date_at_entry,
        contract_draft_c as contract_draft_at_entry,
        scope_signed_c as scope_signed_at_entry,
        loss_reason_c as loss_reason_at_entry,
        reversal_reason_c as move_reason,
        next_step as next_step_at_exit,
        scope_c as scope_at_exit,
        decision_process_c as decision_process_at_exit,
        promised_window_c as promised_window_at_exit
    from versions
)

select * from renamed
