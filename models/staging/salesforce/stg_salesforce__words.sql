{{ config(enabled='salesforce' in var('sources')) }}

with words as (
    {{ words_in_records('salesforce', {
        'deal_role': ('contact', 'deal_role_c'),
        'task_type': ('task', 'type'),
    }) }}
)

select * from words
