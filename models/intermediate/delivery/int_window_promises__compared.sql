with said as (
    select said.site_id, texts.weekday, said.said_by, texts.hours
    from {{ ref('int_site_hours__said') }} as said
    inner join {{ ref('int_window_texts__worded') }} as texts on said.window_text = texts.window_text
    where said.said_by <> 'receiving'
),

days as (
    select site_id, weekday, said_by, hours from said
    union all
    select site_id, weekday, 'plan' as said_by, hours from {{ ref('int_window_days__planned') }}
    union all
    select site_id, weekday, 'truck' as said_by, cast(null as text) as hours from {{ ref('int_arrivals__counted') }}
),

named as (
    select
        site_id,
        weekday,
        max(case when said_by = 'sales' then hours end) as sales_hours,
        max(case when said_by = 'customer' then hours end) as asked_hours,
        max(case when said_by = 'erp' then hours end) as erp_hours,
        max(case when said_by = 'plan' then hours end) as planned_hours
    from days
    group by site_id, weekday
),

{%- set columns = ['sales_hours', 'asked_hours', 'erp_hours', 'planned_hours'] %}

counted as (
    select
        *,
        {% for column in columns -%}
        case when {{ column }} is null then 0 else 1 end {{ '+ ' if not loop.last }}
        {%- endfor %} as known_count,
        least({{ columns | join(', ') }}) = greatest({{ columns | join(', ') }}) as is_one
    from named
),

compared as (
    select
        site_id,
        weekday,
        {{ columns | join(', ') }},
        case when known_count > 1 then is_one end as promises_agree,
        case
            when known_count > 1 and not is_one
                then concat_ws(
                    ', '
                    {%- for word, column in [('sales', 'sales_hours'), ('customer', 'asked_hours'), ('erp', 'erp_hours')] %},
                    case when {{ column }} <> coalesce(planned_hours, '') then '{{ word }}' end
                    {%- endfor %}
                )
        end as differs_from_plan
    from counted
)

select * from compared
