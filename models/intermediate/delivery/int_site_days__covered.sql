with sites as (
    {{ unify('sites') }}
),

plans as (
    select * from {{ ref('int_service_plans__in_force') }}
),

weekdays as (
    {%- for code in ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] %}
    select {{ loop.index }} as weekday, '{{ code }}' as code
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

windows as (
    select distinct site_id, weekday
    from {{ ref('int_delivery_windows__read') }}
    where is_in_force and is_weekly and is_understood
),

delivery_days as (
    select plans.site_id, weekdays.weekday
    from plans
    inner join weekdays on lower(plans.delivery_days) like '%' || weekdays.code || '%'
),

covered as (
    select
        sites.site_id,
        cast(count(delivery_days.weekday) as integer) as delivery_day_count,
        cast(count(delivery_days.weekday) - count(windows.weekday) as integer) as uncovered_day_count
    from sites
    left join delivery_days on sites.site_id = delivery_days.site_id
    left join windows
        on delivery_days.site_id = windows.site_id and delivery_days.weekday = windows.weekday
    group by sites.site_id
)

select * from covered
