with reports as (
    {{ unify('figure_reports') }}
),

{# The figure of each function for one metric, month and way of counting; the largest where it says several. #}
by_function as (
    select
        {%- for function in ['marketing', 'sales', 'delivery', 'finance', 'service'] %}
        max(case when function = '{{ function }}' then value end) as {{ function }}_value,
        {%- endfor %}
        metric,
        month_starts_on,
        counts,
        rollup
    from reports
    group by metric, month_starts_on, counts, reports.rollup
),

described as (
    select
        {%- for function in ['marketing', 'sales', 'delivery', 'finance', 'service'] %}
        by_function.{{ function }}_value,
        {%- endfor %}
        reports.report_id,
        reports.source_system,
        cast(null as text) as customer_id,
        reports.function,
        reports.metric,
        reports.month_starts_on,
        reports.value,
        reports.counts,
        cast(
            case when length(reports.counts) > 0 then length(reports.counts) - length(replace(reports.counts, '+', '')) + 1 end as integer
        ) as counted_states,
        reports.rollup,
        compared.report_id as compared_report_id,
        compared.value as compared_value,
        compared.counts as compared_counts,
        compared.rollup as compared_rollup
    from reports
    left join reports as compared on reports.compared_with = compared.report_id
    left join by_function
        on
            reports.metric = by_function.metric
            and reports.month_starts_on = by_function.month_starts_on
            and reports.counts is not distinct from by_function.counts
            and reports.rollup is not distinct from by_function.rollup
)

select * from described
