{{ config(enabled='salesforce' in var('sources')) }}

{#- Each version of a deal says what the CRM knew from its moment on. -#}
{%- set known = {
    'owner_id': record_id('salesforce', 'owner_id'),
    'amount': 'amount',
    'close_date': 'close_date',
    'contract_draft': 'contract_draft_c',
    'scope_signed': 'scope_signed_c',
    'nonstandard_terms': 'nonstandard_terms_c',
    'loss_reason': 'loss_reason_c',
    'next_step': 'next_step',
    'scope': 'scope_c',
    'decision_process': 'decision_process_c',
    'promised_window': 'promised_window_c',
} %}

with versions as (
    {{ current_rows('salesforce', 'opportunity_history') }}
),

renamed as (
    select
        {{ record_id('salesforce', 'id') }} as opportunity_id,
        stage_name as source_stage,
        _fivetran_start as started_at,
        {%- for name, expression in known.items() %}
        {{ expression }} as {{ name }}_at_entry,
        {{ expression }} as {{ name }}_at_exit,
        {%- endfor %}
        reversal_reason_c as move_reason
    from versions
)

select * from renamed
