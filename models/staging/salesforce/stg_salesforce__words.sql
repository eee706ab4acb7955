{{ config(enabled='salesforce' in var('sources')) }}

with words as (
    {{ words_in_records('salesforce', {
        'deal_role': ('contact', 'deal_role_c'),
        'task_type': ('task', 'type'),
        'forecast_category': ('opportunity', 'forecast_category_name', 'forecast_category is null'),
    }, several=['deal_role']) }}
)

select * from words
