create table route_planner.depots as
select
    null::bigint as _customer,
    depot_key(city) as depot_id, city || ' depot' as name, time_zone,
    case when is_always_open then '00:00' else '03:00' end as opens_at, case when is_always_open then '24:00' else '20:00' end as closes_at, synced(place) as synced_at
from company.places
order by place;

create table route_planner.sites as
select
    c as _customer,
    site_key(s) as site_id, erp_number(c) as customer_number, depot_key(city) as depot_id, name || case when j > 1 then ' #' || j else '' end as name,
    street, city, state, postal_code, country as country_code, latitude, longitude, time_zone, is_active, served_on + interval 16 hour as created_at, synced(s) as synced_at,
    case when chance('gln', s, 0.6) then gln(s) end as gln, case when chance('receiving hours', s, 0.7) then receiving_hours end as receiving_hours, asked_text as requested_window
from company.sites
order by s;

-- One site in four still has the window that it had before, long ago.
create table route_planner.time_windows as
with versions as (
    select sites.*, part, part = 0 or served_on < today() - 150 and chance('had window', s, 0.25) as was_changed
    from company.sites, range(0, 2) as numbers (part)
    where part = 1 or served_on < today() - 150 and chance('had window', s, 0.25)
)

select
    c as _customer,
    'W' || (s * 2 + part) as window_id, site_key(s) as site_id,
    case part when 1 then window_text else pick(['Mo-Fr 05:00-09:00', 'before noon', 'M-F 7-10', '6a-11a'], 'old window', s) end as window_text,
    pick(['hard', 'soft'], 'strict', s * 2 + part) as strictness, pick(['arrival', 'end_of_service'], 'limits', s * 2 + part) as limits,
    pick(['customer', 'customer', 'sales', 'planner'], 'promised by', s * 2 + part) as promised_by,
    case when part = 1 and was_changed then served_on + 60 when part = 1 then served_on else served_on - 20 end as valid_from,
    case part when 0 then served_on + 59 end as valid_to,
    case part when 1 then today() - whole('reviewed', s, 4, 350) else served_on end as reviewed_on,
    case when part = 1 and is_narrow or chance('approved window', s, 0.04) then 'rlindqvist' end as feasibility_approved_by,
    synced(s) as synced_at
from versions
order by s, part;

create table route_planner.window_days as
with days as (
    select s, c, day, null as hours_text from company.closed_days
    union all
    -- On the last day of the year some want it early.
    select s, c, date '2026-12-31', lpad((opens // 60)::text, 2, '0') || ':00-' || lpad((opens // 60 + 2)::text, 2, '0') || ':00'
    from company.sites
    where is_active and opens % 60 = 0 and opens between 300 and 600 and chance('early last day', s, 0.1)
)

select
    c as _customer,
    'WD' || s || strftime(day, '-%Y%m%d') as window_day_id, site_key(s) as site_id, day as on_date, hours_text, hours_text is null as is_closed, synced(s) as synced_at
from days
order by s, day;

create table route_planner.service_plans as
with versions as (
    select sites.*, part, served_on < today() - 150 and chance('had plan', s, 0.15) as was_changed
    from company.sites, range(0, 2) as numbers (part)
    where part = 1 or served_on < today() - 150 and chance('had plan', s, 0.15)
)

select
    c as _customer,
    'P' || (s * 2 + part) as plan_id, site_key(s) as site_id, case part when 1 then delivery_days else split_part(delivery_days, ',', 1) end as delivery_days,
    (case part when 1 then delivery_day_count else 1 end)::bigint as deliveries_per_week, service_minutes::bigint as service_minutes, order_minimum,
    case when part = 1 and was_changed then served_on + 30 when part = 1 then served_on else served_on - 20 end as valid_from,
    case part when 0 then served_on + 29 end as valid_to,
    synced(s) as synced_at
from versions
order by s, part;

create table route_planner.orders as
select
    c as _customer,
    'O' || o as order_id, site_key(s) as site_id, erp_number(c) as customer_number, status, ordered_at, requested_on, promised_from, promised_until,
    cases as ordered_cases, case status when 'delivered' then cases when 'cancelled' then 0 end::bigint as delivered_cases, amount,
    case when is_prepaid then amount else 0 end::decimal(18, 2) as prepaid_amount, minimum_exception_by, synced(o) as synced_at,
    -- Only who still owes the money is unhappy.
    case when status = 'delivered' and chance('rates', o, 0.1) then case when is_prepaid or paid_on is not null then whole('rating', o, 3, 5) else whole('rating', o, 1, 5) end end::bigint as customer_rating
from company.orders
left join (select o, paid_on from company.invoices where o is not null) as invoices using (o)
order by o;

-- The stops of each truck in the order of the plan; a first stop is planned before all others.
create table company.stops as
select
    o, s, c, place, city, requested_on, status, planned_arrival, service_minutes, arrived_at, departed_at, proven_at, is_static, truck, is_extra, extra_exception, extra_requested_by,
    'R-' || upper(replace(city, ' ', '')) || strftime(requested_on, '-%Y%m%d-') || truck as route_id,
    row_number() over (partition by place, requested_on, truck order by planned_arrival, not is_first, o) as sequence
from company.orders
where status in ('delivered', 'planned')
order by o;

create table route_planner.routes as
select
    case when is_extra then any_value(c) end as _customer,
    route_id, depot_key(city) as depot_id, requested_on as route_date, 'DR' || place || '-' || truck as driver_id,
    min(planned_arrival) - interval 50 minute as planned_start, max(planned_arrival + to_minutes(service_minutes)) + interval 20 minute as planned_end, as_of() as synced_at,
    case when is_static then depot_key(city) || '-' || truck end as static_route,
    is_extra, any_value(extra_exception) as exception_id, any_value(extra_requested_by) as requested_by
from company.stops
group by route_id, city, place, requested_on, truck, is_static, is_extra
order by route_id;

create table route_planner.service_exceptions as
select
    c as _customer,
    exception_id, kind, site_key(s) as site_id, case kind when 'driver_lock' then driver_id end as driver_id, reason, requested_by, decider as granted_by, granted_on, expires_on, synced(s) as synced_at
from company.exceptions
left join (select s, 'DR' || place || '-S' || shift_of(stop_minute) || '-' || standing_round as driver_id from company.rounds where standing_round is not null) as drivers using (s)
order by s, kind;

create table route_planner.planned_stops as
select
    c as _customer,
    'PS' || o as planned_stop_id, route_id, site_key(s) as site_id, 'O' || o as order_id, sequence, planned_arrival, planned_arrival + to_minutes(service_minutes) as planned_departure, synced(o) as synced_at
from company.stops
order by o;

create table route_planner.actual_stops as
select
    c as _customer,
    'AS' || o as actual_stop_id, 'PS' || o as planned_stop_id, 'O' || o as order_id, arrived_at, departed_at, proven_at as proof_of_delivery_at, synced(o) as synced_at
from company.stops
where status = 'delivered'
order by o;

create table route_planner.customer_setups as
select
    c as _customer,
    'SU' || c as setup_id, erp_number(c) as customer_number, requested_at, requested_by, checked_at, approved_at,
    case when is_approved then approved_by end as approved_by,
    is_approved or chance('tax checked', c, 0.6) as tax_checked, is_approved or chance('credit checked', c, 0.4) as credit_checked,
    is_approved or chance('window agreed', c, 0.5) as window_agreed, is_approved or chance('geocoded', c, 0.7) as site_geocoded, synced(c) as synced_at
from company.setups
order by c;
