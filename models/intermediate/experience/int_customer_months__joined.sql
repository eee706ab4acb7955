with ordered as (
    select * from {{ ref('int_customer_months__ordered') }}
),

complained as (
    select * from {{ ref('int_customer_months__complained') }}
),

written_to as (
    select * from {{ ref('int_customer_months__written_to') }}
),

surveyed as (
    select
        customers.customer_id,
        cast(date_trunc('month', surveys.answered_on) as date) as month_on,
        min(surveys.score) as lowest_score
    from ({{ unify('surveys') }}) as surveys
    inner join {{ ref('int_customer_numbers__resolved') }} as customers
        on surveys.customer_number = customers.customer_number
    where surveys.score between 0 and 10
    group by customers.customer_id, date_trunc('month', surveys.answered_on)
),

invoiced as (
    select distinct
        customer_id,
        cast(date_trunc('month', issued_on) as date) as month_on
    from {{ ref('int_invoices__paid') }}
),

desks as (
    select customer_id, support_organization_id is not null as is_known_to_service
    from {{ ref('int_customers__worked') }}
),

joined as (
    select
        ordered.*,
        {%- for name in [
            'not_on_time', 'not_in_full', 'not_undamaged', 'not_invoiced_right', 'chased', 'escalated',
            'delivery_trouble', 'rated_good', 'rated_bad', 'reported_met', 'reported_missed',
        ] %}
        coalesce(complained.{{ name }}_count, 0) as {{ name }}_count,
        {%- endfor %}
        surveyed.lowest_score,
        invoiced.customer_id is not null as is_invoiced,
        coalesce(desks.is_known_to_service, false) as is_known_to_service,
        written_to.opt_out_count
    from ordered
    left join complained on ordered.customer_id = complained.customer_id and ordered.month_on = complained.month_on
    left join surveyed on ordered.customer_id = surveyed.customer_id and ordered.month_on = surveyed.month_on
    left join invoiced on ordered.customer_id = invoiced.customer_id and ordered.month_on = invoiced.month_on
    left join written_to on ordered.customer_id = written_to.customer_id and ordered.month_on = written_to.month_on
    left join desks on ordered.customer_id = desks.customer_id
)

select * from joined
