{{ config(enabled='salesforce' in var('sources')) }}

with tasks as (
    {{ current_rows('salesforce', 'task') }}
),

events as (
    {{ current_rows('salesforce', 'event') }}
),

{# What the seller did alone, such as a call nobody took, is no evidence of a buyer. #}
done_by_buyers as (
    select
        {{ record_id('salesforce', 'tasks.id') }} as activity_id,
        {{ record_id('salesforce', 'tasks.what_id') }} as opportunity_id,
        lower(tasks.type) as kind,
        tasks.activity_date as happened_at
    from tasks
    {{ join_word('types', "'task_type'", 'tasks.type', "'salesforce'") }}
    where tasks.is_closed and tasks.who_id is not null and types.means = 'of_buyer'
    union all
    select
        {{ record_id('salesforce', 'id') }} as activity_id,
        {{ record_id('salesforce', 'what_id') }} as opportunity_id,
        'meeting' as kind,
        start_date_time as happened_at
    from events
    where who_id is not null
)

select * from done_by_buyers
