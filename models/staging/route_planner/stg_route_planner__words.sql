{{ config(enabled='route_planner' in var('sources')) }}

with words as (
    {{ words_in_records('route_planner', {
        'order_status': ('orders', 'status'),
    }) }}
)

select * from words
