with days as (
    {{ unify('window_days') }}
),

windows as (
    {{ unify('windows') }}
),

texts as (
    select * from {{ source('night', 'window_texts') }}
),

dates as (
    select * from {{ ref('int_window_texts__dated') }}
),

{# What a day's text says of other weekdays says nothing of the day. #}
entered as (
    select
        days.source_system,
        days.window_day_id as window_id,
        days.site_id,
        days.hours_text as window_text,
        days.on_date,
        coalesce(days.is_closed, false) as is_closed,
        false as is_holiday,
        days.on_date is not null and (coalesce(days.is_closed, false) or texts.window_text is not null) as is_understood,
        texts.sequence,
        texts.opens_minute,
        texts.closes_minute,
        cast(null as text) as strictness,
        cast(null as text) as limits,
        cast(null as text) as promised_by,
        cast(null as text) as feasibility_approved_by,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to,
        cast(null as date) as reviewed_on
    from days
    left join texts
        on
            days.hours_text = texts.window_text
            and {{ iso_weekday('days.on_date') }} = texts.weekday
            and not coalesce(days.is_closed, false)
),

{# Holidays have no date here: which days are holidays, the text does not say. #}
written as (
    select
        windows.source_system,
        windows.window_id,
        windows.site_id,
        windows.window_text,
        dates.on_date,
        texts.is_closed,
        texts.is_holiday,
        true as is_understood,
        texts.sequence,
        texts.opens_minute,
        texts.closes_minute,
        windows.strictness,
        windows.limits,
        windows.promised_by,
        windows.feasibility_approved_by,
        windows.valid_from,
        windows.valid_to,
        windows.reviewed_on
    from windows
    inner join texts on windows.window_text = texts.window_text
    left join dates on texts.month = dates.month and texts.day = dates.day
    where texts.is_understood and texts.weekday is null
),

read as (
    select * from entered
    union all
    select * from written
)

select
    read.*,
    read.window_id || '/' || case when is_holiday then 'holidays' else coalesce(cast(on_date as text), 'day') end
    || case when sequence is null then '' else '.' || cast(sequence as text) end as delivery_window_id
from read
