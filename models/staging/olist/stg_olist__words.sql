{{ config(enabled='olist' in var('sources')) }}

with words as (
    {{ words_in_records('olist', {
        'order_status': ('olist_orders_dataset', 'order_status'),
    }) }}
)

select * from words
