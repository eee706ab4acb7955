with sites as (
    {{ unify('sites') }}
),

depots as (
    {{ unify('depots') }}
),

customers as (
    select * from {{ ref('int_customer_numbers__resolved') }}
),

engine_zones as (
    select distinct name from {{ engine_zones() }}
),

{# Where no clock can be read by the zone, the depot's stands in. #}
placed as (
    select
        sites.*,
        customers.customer_id,
        glns.value as sound_gln,
        sites.gln is null or glns.value is not null as gln_is_valid,
        site_zones.value as sound_time_zone,
        coalesce(site_clocks.name, depot_clocks.name) as clock,
        depot_clocks.name as depot_clock,
        depots.opens_minute as depot_opens_minute,
        depots.closes_minute as depot_closes_minute
    from sites
    left join customers on sites.customer_number = customers.customer_number
    left join depots on sites.depot_id = depots.depot_id
    {{ join_reading('site_zones', 'time_zone', 'sites.time_zone') }}
    {{ join_reading('depot_zones', 'time_zone', 'depots.time_zone') }}
    left join engine_zones as site_clocks on site_zones.value = site_clocks.name
    left join engine_zones as depot_clocks on depot_zones.value = depot_clocks.name
    {{ join_reading('glns', 'gln', 'sites.gln') }}
),

pairs as (
    select distinct clock, depot_clock
    from placed
    where sound_time_zone is not null and depot_clock is not null
),

{# Two names keep one clock where they agree in both halves of the year. #}
clocks as (
    select
        *,
        {{ local_time(as_of(), 'clock') }} = {{ local_time(as_of(), 'depot_clock') }}
        and {{ local_time(as_of() ~ " - interval '182 days'", 'clock') }}
        = {{ local_time(as_of() ~ " - interval '182 days'", 'depot_clock') }} as is_same_clock
    from pairs
),

located as (
    select
        placed.*,
        case when placed.sound_time_zone is not null then clocks.is_same_clock end as keeps_depot_clock,
        placed.is_active and placed.customer_id is not null and row_number() over (
            partition by placed.customer_id, placed.is_active
            order by placed.created_at nulls last, {{ byte_order('placed.site_id') }}
        ) = 1 as is_first_site
    from placed
    left join clocks
        on placed.clock = clocks.clock and placed.depot_clock = clocks.depot_clock
)

select * from located
