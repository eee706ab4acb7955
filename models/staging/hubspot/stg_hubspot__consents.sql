{{ config(enabled='hubspot' in var('sources')) }}

with history as (
    {{ current_rows('hubspot', 'contact_property_history') }}
),

said as (
    select
        {{ record_id('hubspot', 'contact_id') }} as contact_id,
        {{ try_boolean('value') }} as is_opted_out,
        {{ quoted('timestamp') }} as since,
        lead({{ quoted('timestamp') }}) over (
            partition by contact_id order by {{ quoted('timestamp') }}
        ) as until
    from history
    where name = 'hs_email_optout'
),

{# A value that was cleared ends the one before, and is none itself. #}
opt_outs as (
    select * from said where is_opted_out is not null
)

select * from opt_outs
