-- Delivery counts each month that is over as the definition in force says: of the orders delivered
-- whose promised day, by the clock of the site, lies in the month, those that came within the promised
-- hours (30 minutes early and 15 late are allowed) and in full.
create or replace table spreadsheets.otif_reports as
with arrivals as (
    select order_id, max(try_cast(arrived_at as timestamp)) as arrived_at from route_planner.actual_stops group by order_id
),

delivered as (
    select
        place, city, coalesce(zones.time_zone, depots.time_zone) as time_zone, arrived_at, try_cast(promised_from as timestamp) as promised_from, try_cast(promised_until as timestamp) as promised_until,
        delivered_cases >= ordered_cases as is_full
    from route_planner.orders
    join (select site_id, depot_id, time_zone as written_zone from route_planner.sites) as sites using (site_id)
    join (select depot_key(city) as depot_id, place, city, time_zone from company.places) as depots using (depot_id)
    left join (select distinct time_zone from company.places) as zones on zones.time_zone = sites.written_zone
    left join arrivals using (order_id)
    where status = 'delivered'
),

counted as (
    select
        place, city, date_trunc('month', promised_from at time zone 'UTC' at time zone time_zone)::date as month,
        count(*) as delivered,
        count(*) filter (where is_full and arrived_at between promised_from - interval 30 minute and promised_until + interval 15 minute) as on_time_in_full
    from delivered
    where promised_from is not null
    group by place, city, month
)

select
    null::bigint as _customer,
    'OTIF-' || substr(depot_key(city), 3) || strftime(month, '-%Y-%m') as report_id, depot_key(city) as depot_id, month::text as month,
    on_time_in_full::text as numerator, 'OTIF-2' as numerator_definition, delivered::text as denominator, 'OTIF-2' as denominator_definition, synced(place) as synced_at
from counted
where month < date_trunc('month', today())
order by place, month;

-- The CRM keeps by itself when the stage last changed, by its own history.
create table if not exists company.stage_claims (id text, moment timestamp);

create or replace temporary table counted as
with compared as (
    select id, _fivetran_start, stage_name, lag(stage_name) over (partition by id order by _fivetran_start) as stage_before from salesforce.opportunity_history
)

select id, max(_fivetran_start) as moment from compared where stage_name is distinct from stage_before group by id;

update salesforce.opportunity as t set last_stage_change_date = counted.moment
from counted left join company.stage_claims as claims using (id)
where t.id = counted.id and t.last_stage_change_date is not distinct from claims.moment;

create or replace table company.stage_claims as select id, moment from counted;
