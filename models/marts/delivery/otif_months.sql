with definitions as (
    select *, {{ quoted('level') }} = 'case' as counts_cases from {{ ref('int_otif_definitions__in_force') }}
),

orders as (
    select * from {{ ref('orders') }}
    where status = 'delivered' and depot_id is not null and otif_on is not null
),

reports as (
    {{ unify('otif_reports') }}
),

{# By a definition of level case each case counts, and those that came are the numerator. #}
weighed as (
    select
        orders.depot_id,
        cast(date_trunc('month', orders.otif_on) as date) as month_on,
        orders.otif_definition as definition,
        orders.company_amount,
        coalesce(orders.is_on_time_by_definition, false) as is_on_time,
        case when definitions.counts_cases then coalesce(orders.ordered_cases, 0) else 1 end as due,
        case
            when definitions.counts_cases then least(coalesce(orders.delivered_cases, 0), coalesce(orders.ordered_cases, 0))
            when orders.is_in_full then 1
            else 0
        end as brought
    from orders
    inner join definitions on orders.otif_definition = definitions.definition
),

counted as (
    select
        depot_id,
        month_on,
        definition,
        sum(due) as order_count,
        sum(case when is_on_time then due else 0 end) as on_time_count,
        sum(brought) as in_full_count,
        sum(case when is_on_time then brought else 0 end) as otif_count,
        {{ whole_sum('company_amount') }} as delivered_amount
    from weighed
    group by depot_id, month_on, definition
),

{# A report goes with the counts by its own definition, or else by the month's last. #}
aimed as (
    select
        reports.*,
        coalesce(counted.definition, pinned.definition) as definition,
        row_number() over (
            partition by reports.report_id
            order by
                case when counted.definition = reports.denominator_definition then 1 else 2 end,
                definitions.valid_from desc nulls last
        ) as aim_rank
    from reports
    left join counted on reports.depot_id = counted.depot_id and reports.reported_month = counted.month_on
    left join definitions on counted.definition = definitions.definition
    left join definitions as pinned
        on {{ last_of_month('reports.reported_month') }} between pinned.valid_from and pinned.valid_to
),

reported as (
    select * from aimed where aim_rank = 1
),

compared as (
    select
        coalesce(counted.depot_id, reported.depot_id) as depot_id,
        coalesce(counted.month_on, reported.reported_month) as month_on,
        coalesce(counted.definition, reported.definition) as definition,
        coalesce(counted.order_count, 0) as order_count,
        coalesce(counted.on_time_count, 0) as on_time_count,
        coalesce(counted.in_full_count, 0) as in_full_count,
        coalesce(counted.otif_count, 0) as otif_count,
        {{ zero_without('counted.depot_id', 'counted.delivered_amount') }} as delivered_amount,
        reported.report_id,
        reported.numerator as reported_numerator,
        reported.numerator_definition,
        reported.denominator as reported_denominator,
        reported.denominator_definition
    from counted
    full outer join reported
        on
            counted.depot_id = reported.depot_id
            and counted.month_on = reported.reported_month
            and counted.definition = reported.definition
),

described as (
    select
        concat_ws('/', depot_id, substr(cast(month_on as text), 1, 7), definition, report_id) as otif_month_id,
        depot_id,
        month_on,
        definition,
        cast(order_count as integer) as order_count,
        cast(on_time_count as integer) as on_time_count,
        cast(in_full_count as integer) as in_full_count,
        cast(otif_count as integer) as otif_count,
        case
            when order_count > 0 then cast(otif_count as double precision) / cast(order_count as double precision)
        end as otif_share,
        report_id,
        reported_numerator,
        numerator_definition,
        reported_denominator,
        denominator_definition,
        {{ last_of_month('month_on') }} < {{ today() }} as is_over,
        cast(delivered_amount as numeric(18, 2)) as delivered_amount
    from compared
)

select * from described
