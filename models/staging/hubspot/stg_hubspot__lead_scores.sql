{{ config(enabled='hubspot' in var('sources')) }}

with history as (
    {{ current_rows('hubspot', 'contact_property_history') }}
),

scored as (
    select
        {{ record_id('hubspot', 'contact_id') }} as contact_id,
        case name when 'fit_score' then 'fit' else 'engagement' end as kind,
        {{ if_plausible('value', 'integer', try_numeric('value')) }} as score,
        {{ quoted('timestamp') }} as since,
        coalesce(
            lead({{ quoted('timestamp') }}) over (partition by contact_id, name order by {{ quoted('timestamp') }}),
            timestamp '9999-12-31 00:00:00'
        ) as until
    from history
    where name in ('fit_score', 'engagement_score')
)

select * from scored
