with windows as (
    {{ unify('windows') }}
),

sites as (
    {{ unify('sites') }}
),

texts as (
    select * from {{ source('night', 'window_texts') }}
),

customers as (
    select * from {{ ref('int_customer_numbers__resolved') }}
),

read as (
    select
        windows.*,
        customers.customer_id,
        coalesce(texts.is_understood, false) as is_understood,
        texts.weekday,
        texts.opens_minute,
        texts.closes_minute,
        texts.closes_minute - texts.opens_minute as width_minutes,
        case
            when texts.is_understood
                then windows.window_id || '/' || cast(texts.weekday as text) || '.' || cast(texts.sequence as text)
            else windows.window_id
        end as delivery_window_id,
        coalesce(sites.is_active, false)
        and {{ is_valid_today('windows.valid_from', 'windows.valid_to') }} as is_in_force
    from windows
    left join texts on windows.window_text = texts.window_text
    left join sites on windows.site_id = sites.site_id
    left join customers on sites.customer_number = customers.customer_number
)

select * from read
