{{ config(enabled='hubspot' in var('sources')) }}

with history as (
    {{ current_rows('hubspot', 'contact_property_history') }}
),

opt_outs as (
    select
        {{ record_id('hubspot', 'contact_id') }} as contact_id,
        coalesce({{ try_boolean('value') }}, false) as is_opted_out,
        {{ quoted('timestamp') }} as since,
        lead({{ quoted('timestamp') }}) over (
            partition by contact_id order by {{ quoted('timestamp') }}
        ) as until
    from history
    where name = 'hs_email_optout'
)

select * from opt_outs
