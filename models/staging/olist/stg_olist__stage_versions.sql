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
        {%- for moment in ['entry', 'exit'] %}
        owner_id as owner_id_at_{{ moment }},
        amount as amount_at_{{ moment }},
        close_date as close_date_at_{{ moment }},
        {%- for name in ['contract_draft', 'scope_signed', 'nonstandard_terms'] %}
        cast(null as boolean) as {{ name }}_at_{{ moment }},
        {%- endfor %}
        {%- for name in ['loss_reason', 'next_step', 'scope', 'decision_process', 'promised_window'] %}
        cast(null as text) as {{ name }}_at_{{ moment }},
        {%- endfor %}
        {%- endfor %}
        cast(null as text) as move_reason
    from opportunities
)

select * from wins
