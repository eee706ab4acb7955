with orders as (
    {{ unify('orders') }}
),

sites as (
    select site_id, depot_id, coalesce(clock, 'UTC') as clock from {{ ref('int_sites__located') }}
),

customers as (
    select * from {{ ref('int_customer_numbers__resolved') }}
),

buyers as (
    select source_record_id as buyer_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity = 'buyer'
),

plans as (
    select site_id, order_minimum from {{ ref('int_service_plans__in_force') }}
),

definitions as (
    select * from {{ ref('int_otif_definitions__in_force') }}
),

{# An order is in its customer's currency. #}
currencies as (
    select customer_id, currency from {{ ref('int_customers__identified') }}
),

{# A promise without hours holds until the end of its day. #}
dated as (
    select
        orders.*,
        coalesce(customers.customer_id, buyers.customer_id) as customer_id,
        plans.order_minimum,
        sites.depot_id,
        coalesce(sites.clock, 'UTC') as clock,
        coalesce(orders.arrived_at, orders.delivered_at) as came_at,
        cast({{ local_time("coalesce(orders.promised_from, orders.promised_until - interval '1 second')", "coalesce(sites.clock, 'UTC')") }} as date) as promised_on
    from orders
    left join sites on orders.site_id = sites.site_id
    left join customers on orders.customer_number = customers.customer_number
    left join buyers on orders.buyer_id = buyers.buyer_id
    left join plans on orders.site_id = plans.site_id
),

defined as (
    select
        dated.*,
        definitions.definition as otif_definition,
        definitions.span,
        definitions.full_share,
        definitions.early_minutes * interval '1 minute' as may_be_early,
        definitions.late_minutes * interval '1 minute' as may_be_late,
        case definitions.basis
            when 'requested' then coalesce(dated.requested_on, dated.promised_on)
            when 'promised' then dated.promised_on
        end as otif_on
    from dated
    left join definitions
        on coalesce(dated.promised_on, dated.requested_on) between definitions.valid_from and definitions.valid_to
),

{# The hours that were promised, on the day that counts. #}
judged as (
    select
        *,
        case span
            when 'day'
                then
                    {{ local_time('came_at', 'clock') }} >= cast(otif_on as timestamp) - may_be_early
                    and {{ local_time('came_at', 'clock') }} < cast(otif_on + 1 as timestamp) + may_be_late
            when 'window'
                then
                    coalesce({{ keeps_bound('came_at', '>=', 'promised_from', '- may_be_early', 'promised_on', 'otif_on', 'clock') }}, true)
                    and {{ keeps_bound('came_at', '<=', 'promised_until', '+ may_be_late', 'promised_on', 'otif_on', 'clock') }}
        end as is_on_time_by_definition,
        case when otif_definition is not null then delivered_cases >= full_share * ordered_cases end as is_in_full
    from defined
),

priced as (
    select
        judged.*,
        {{ currency_code('currencies.currency') }} as currency,
        {{ converted('judged.amount', 'currencies.currency', 'rates') }} as company_amount
    from judged
    left join currencies on judged.customer_id = currencies.customer_id
    {{ join_rate('rates', 'currencies.currency', system_day('judged.source_system', 'judged.ordered_at')) }}
)

select * from priced
