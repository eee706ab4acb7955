{{ config(enabled='hubspot' in var('sources')) }}

{%- set at_entry = 'said.since <= stays.started_at and stays.started_at < said.until' %}
{%- set at_exit = 'said.since < stays.ended_at and stays.ended_at <= said.until' %}

with stages as (
    {{ current_rows('hubspot', 'deal_stage') }}
),

said as (
    select * from {{ ref('stg_hubspot__deal_values') }}
),

{# While a stay lasts, its exit is the moment after the night's. #}
stays as (
    select
        deal_id,
        value as source_stage,
        _fivetran_start as started_at,
        coalesce(
            lead(_fivetran_start) over (partition by deal_id order by _fivetran_start),
            {{ as_of() }} + interval '1 microsecond'
        ) as ended_at
    from stages
),

evidence as (
    select
        stays.deal_id,
        stays.source_stage,
        stays.started_at,
        {%- for property in ['hubspot_owner_id', 'amount', 'closedate', 'contract_draft', 'scope_signed', 'loss_reason'] %}
        max(case when said.property = '{{ property }}' and {{ at_entry }} then said.said end) as {{ property }},
        {%- endfor %}
        {%- for property in ['hs_next_step', 'scope', 'decision_process', 'promised_window'] %}
        max(case when said.property = '{{ property }}' and {{ at_exit }} then said.said end) as {{ property }},
        {%- endfor %}
        max(
            case when said.property = 'reversal_reason' and said.since = stays.started_at then said.said end
        ) as move_reason
    from stays
    left join said on stays.deal_id = said.deal_id
    group by stays.deal_id, stays.source_stage, stays.started_at
),

renamed as (
    select
        {{ record_id('hubspot', 'deal_id') }} as opportunity_id,
        source_stage,
        started_at,
        {{ record_id('hubspot', 'hubspot_owner_id') }} as owner_id_at_entry,
        {{ if_plausible('amount', 'numeric', try_numeric('amount')) }} as amount_at_entry,
        {{ if_plausible('closedate', 'date', try_date('closedate')) }} as close_date_at_entry,
        {{ try_boolean('contract_draft') }} as contract_draft_at_entry,
        {{ try_boolean('scope_signed') }} as scope_signed_at_entry,
        loss_reason as loss_reason_at_entry,
        move_reason,
        hs_next_step as next_step_at_exit,
        scope as scope_at_exit,
        decision_process as decision_process_at_exit,
        promised_window as promised_window_at_exit
    from evidence
)

select * from renamed
