{{ config(enabled='route_planner' in var('sources')) }}

with setups as (
    {{ current_rows('route_planner', 'customer_setups') }}
),

renamed as (
    select
        {{ record_id('route_planner', 'setup_id') }} as setup_id,
        {{ number_id('customer_number') }} as customer_number,
        requested_at,
        requested_by,
        checked_at,
        approved_at,
        approved_by,
        {% for item in ['tax_checked', 'credit_checked', 'window_agreed', 'site_geocoded'] -%}
        case when {{ item }} then 0 else 1 end {{ '+ ' if not loop.last }}
        {%- endfor %} as open_item_count
    from setups
)

select * from renamed
