{{ config(enabled='hubspot' in var('sources')) }}

{%- set holds = {
    'entry': 'said.since <= stays.started_at and stays.started_at < said.until',
    'exit': 'said.since < stays.ended_at and stays.ended_at <= said.until',
} %}
{%- set texts = ['loss_reason', 'hs_next_step', 'scope', 'decision_process', 'promised_window'] %}
{%- set booleans = ['contract_draft', 'scope_signed', 'nonstandard_terms'] %}

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
        {%- for moment, held in holds.items() %}
        {%- for property in ['hubspot_owner_id', 'amount', 'closedate'] + booleans + texts %}
        max(case when said.property = '{{ property }}' and {{ held }} then said.said end) as {{ property }}_at_{{ moment }},
        {%- endfor %}
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
        {%- for moment in holds %}
        {%- set amount, closes = 'amount_at_' ~ moment, 'closedate_at_' ~ moment %}
        {{ record_id('hubspot', number_id('hubspot_owner_id_at_' ~ moment)) }} as owner_id_at_{{ moment }},
        {{ if_plausible(amount, 'numeric', try_numeric(amount)) }} as {{ amount }},
        {{ if_plausible(closes, 'date', try_day("'hubspot'", closes, is_moment=true)) }} as close_date_at_{{ moment }},
        {%- for name in booleans %}
        {{ try_boolean(name ~ '_at_' ~ moment) }} as {{ name }}_at_{{ moment }},
        {%- endfor %}
        {%- for name in texts %}
        {{ name }}_at_{{ moment }} as {{ name | replace('hs_', '') }}_at_{{ moment }},
        {%- endfor %}
        {%- endfor %}
        move_reason
    from evidence
)

select * from renamed
