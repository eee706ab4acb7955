{{ config(enabled='salesforce' in var('sources')) }}

with versions as (
    {{ current_rows('salesforce', 'opportunity_history') }}
),

said as (
    select
        {{ record_id('salesforce', 'id') }} as opportunity_id,
        close_date,
        _fivetran_start as said_at
    from versions
)

select * from said
