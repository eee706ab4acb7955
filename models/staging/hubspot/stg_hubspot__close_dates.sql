{{ config(enabled='hubspot' in var('sources')) }}

with held as (
    select * from {{ ref('stg_hubspot__deal_values') }} where property = 'closedate'
),

said as (
    select
        {{ record_id('hubspot', 'deal_id') }} as opportunity_id,
        {{ if_plausible('said', 'date', try_day("'hubspot'", 'said', is_moment=true)) }} as close_date,
        since as said_at
    from held
)

select * from said
