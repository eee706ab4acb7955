{%- set parts = ['ordered', 'on_time', 'in_full', 'undamaged', 'invoiced_right', 'not_chased', 'not_escalated', 'satisfied'] -%}
{%- set functions = ['marketing', 'sales', 'delivery', 'finance', 'service'] -%}

with months as (
    select * from {{ ref('int_customer_months__joined') }}
),

lived as (
    select
        *,
        order_count > 0 as ordered,
        case when not_on_time_count > 0 then false when judged_count > 0 then late_count = 0 end as on_time,
        case when not_in_full_count > 0 then false when judged_count > 0 then short_count = 0 end as in_full,
        case when not_undamaged_count > 0 then false when delivery_count > 0 then true end as undamaged,
        case when not_invoiced_right_count > 0 then false when is_invoiced then true end as invoiced_right,
        case when chased_count > 0 then false when is_known_to_service then true end as not_chased,
        case when escalated_count > 0 then false when is_known_to_service then true end as not_escalated,
        case
            when rated_bad_count > 0 or lowest_rating < 4 or lowest_score < 7 then false
            when rated_good_count > 0 or lowest_rating is not null or lowest_score is not null then true
        end as satisfied
    from months
),

claims as (
    select
        customer_id,
        month_on,
        {%- for function in functions %}
        bool_or(case when function = '{{ function }}' then is_green end) as {{ function }}_is_green,
        {%- endfor %}
        sum(case when is_green then 1 else 0 end) as green_count,
        sum(case when is_green then 0 else 1 end) as red_count
    from {{ ref('int_customer_months__claimed') }}
    group by customer_id, month_on
),

described as (
    select
        lived.customer_id || '/' || cast(lived.month_on as text) as customer_month_id,
        lived.customer_id,
        lived.month_on,
        {%- for part in parts %}
        lived.{{ part }},
        {%- endfor %}
        {% for part in parts %}{{ 'lived.ordered' if loop.first else ' and coalesce(lived.' ~ part ~ ', true)' }}{% endfor %} as is_whole,
        nullif(concat_ws(
            ', '
            {%- for part in parts %},
            case when not lived.{{ part }} then '{{ part }}' end
            {%- endfor %}
        ), '') as broken_parts,
        {%- for function in functions %}
        claims.{{ function }}_is_green,
        {%- endfor %}
        cast(coalesce(claims.green_count, 0) as integer) as green_count,
        cast(coalesce(claims.red_count, 0) as integer) as red_count,
        nullif(concat_ws(
            ', '
            {%- for function in functions %},
            case when claims.{{ function }}_is_green then '{{ function }}' end
            {%- endfor %}
        ), '') as green_functions,
        case when claims.delivery_is_green and not (lived.on_time and lived.in_full and lived.undamaged) then 1 else 0 end
        + case when claims.finance_is_green and not lived.invoiced_right then 1 else 0 end
        + case
            when claims.service_is_green and (not lived.not_chased or not lived.not_escalated or lived.rated_bad_count > 0) then 1
            else 0
        end as contradicted_count,
        lived.delivery_trouble_count > 0 as is_troubled_about_delivery,
        lived.lowest_score,
        cast(lived.ordered_amount as numeric(18, 2)) as ordered_amount
    from lived
    left join claims on lived.customer_id = claims.customer_id and lived.month_on = claims.month_on
)

select * from described
