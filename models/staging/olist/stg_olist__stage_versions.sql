{{ config(enabled='olist' in var('sources')) }}

with opportunities as (
    select * from {{ ref('stg_olist__opportunities') }}
),

{# The marketplace keeps the win only, so each deal has one stay and no evidence. #}
wins as (
    select
        opportunity_id,
        source_stage,
        created_at as started_at,
        owner_id as owner_id_at_entry,
        amount as amount_at_entry,
        close_date as close_date_at_entry,
        cast(null as boolean) as contract_draft_at_entry,
        cast(null as boolean) as scope_signed_at_entry,
        {%- for name in ['loss_reason_at_entry', 'move_reason', 'next_step_at_exit', 'scope_at_exit', 'decision_process_at_exit'] %}
        cast(null as text) as {{ name }},
        {%- endfor %}
        cast(null as text) as promised_window_at_exit
    from opportunities
)

select * from wins
