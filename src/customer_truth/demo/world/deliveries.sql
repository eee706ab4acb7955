-- Setups, sites, windows, plans and what the trucks did. Every promise is kept.
create table company.setups as
with timed as (
    select
        c,
        served_since + to_minutes(whole('setup asked', c, 30, 600)) as requested_at,
        employee('asks', c) as requested_by,
        requested_at + to_minutes(whole('setup checked', c, 1200, 6000)) as checked_at,
        checked_at + to_minutes(whole('setup approved', c, 60, 4000)) as approved_at
    from company.customers
    where is_served
)

select
    c, requested_at, requested_by,
    case when checked_at < as_of() then checked_at end as checked_at,
    case when approved_at < as_of() then approved_at end as approved_at,
    'E' || (1050 + whole('approves', c, 1, 9)) as approved_by,
    approved_at < as_of() as is_approved
from timed
order by c;

-- Where each customer receives, when, and how often.
create table company.sites as
with placed as (
    select
        c * 8 + j as s, c, j,
        customers.* exclude (c, postcode, postal_code, street),
        -- Every site of a customer but its first may have been given up.
        j = 1 or chance('active', c * 8 + j, 0.85) as is_active,
        case when chance('narrow', c * 8 + j, 0.02) then 10 else pick(case when is_always_open then [1, 2, 3, 4, 5, 6, 7, 8, 9] else [1, 2, 3, 5, 6, 8, 9] end, 'meaning', c * 8 + j) end as meaning,
        case j when 1 then postcode else some_postcode(postal_codes, 'site postcode', c * 8 + j) end as postcode,
        case j when 1 then street else whole('site number', c * 8 + j, 10, 4900) || ' ' || pick(streets(), 'site street', c * 8 + j) || ' ' || pick(street_kinds(), 'site kind', c * 8 + j) end as street,
        (served_since + interval 1 day)::date as served_on
    from company.customers, range(1, 9) as numbers (j)
    where j <= site_count
)

select
    s, c, j, name, placed.place, city, state, postcodes.postal_code, country, currency, time_zone, size, owner, is_active, served_on, meaning, opens, closes, street, receiving_hours,
    round(postcodes.latitude + 0.05 * (rnd('north', s) - 0.5), 6) as latitude,
    round(postcodes.longitude + 0.06 * (rnd('east', s) - 0.5), 6) as longitude,
    meaning = 10 as is_narrow,
    pick(spellings, 'spelling', s) as window_text,
    pick(spellings, 'promise spelling', s) as promise_text,
    case when chance('asks', s, 0.6) then pick(spellings, 'asked spelling', s) end as asked_text,
    -- Finance keeps one window for each customer, so only where there is one site.
    case when site_count = 1 and chance('billed window', s, 0.5) then pick(spellings, 'billed spelling', s) end as billed_window,
    pick(day_choices, 'days', s) as delivery_days,
    len(string_split(delivery_days, ',')) as delivery_day_count,
    case when meaning = 10 then 15 else 15 + 5 * whole('service', s, 0, 5) end as service_minutes,
    pick([100, 150, 150, 200, 250], 'minimum', s)::decimal(18, 2) as order_minimum,
    -- Large kitchens that are long served keep standing orders, and a truck that always comes.
    is_active and meaning < 10 and size > 1.8 and served_on < today() - 90 and chance('standing order', s, 0.5) as has_standing_order
from placed
join company.windows using (meaning)
join company.postcodes on postcodes.place = placed.place and postcodes.number = postcode
order by s;

-- Which truck serves a site: one with standing orders goes with seven others that it shares a shift
-- with, any other belongs to a territory of some hundred and twenty. A shift lasts eight hours, from
-- five o'clock on; `stop_minute` is when a site with standing orders, or a first stop, is served.
create macro shift_of(minute) as (minute + 180) // 480;
create table company.rounds as
with fixed as (
    select
        s, c, place, meaning, is_active, has_standing_order,
        opens + floor((closes - opens - service_minutes) * rnd('standing', s))::integer as standing_minute
    from company.sites
),

ranked as (
    select
        fixed.*,
        count(*) over depot as depot_count,
        row_number() over (depot order by rnd('depot rank', s), s) as depot_rank,
        (row_number() over (partition by place, is_active, has_standing_order order by s) - 1) // 120 as territory,
        (row_number() over (partition by place, is_active, has_standing_order, shift_of(standing_minute) order by s) - 1) // 8 as standing_round
    from fixed
    window depot as (partition by place, is_active)
),

chosen as (
    select
        ranked.*,
        -- The budgets of Hamburg ran out, and nobody there comes first since.
        place <> 14 as has_budget,
        -- At most one site of a territory, and few of a depot, are promised to be first.
        has_budget and is_active and not has_standing_order and meaning = 5 and territory < floor(0.015 * depot_count)
        and row_number() over (partition by place, is_active, territory, has_standing_order, meaning order by depot_rank) = 1 as is_first
    from ranked
)

select
    s, c, place, is_first, territory, depot_count, depot_rank,
    case when is_active and has_standing_order then standing_round end as standing_round,
    has_budget and is_active and not is_first and depot_rank <= floor(0.025 * depot_count) as has_priority,
    is_active and not is_first and not has_standing_order and depot_rank > depot_count - 1 - depot_count // 200 as has_extra_truck,
    case when has_standing_order then standing_minute when is_first then 300 end as stop_minute
from chosen
order by s;

-- What was granted beyond the standard service, each by the person who decides on it.
create table company.exceptions as
with granted as (
    select s, 'priority' as kind, 'rlindqvist' as decider from company.rounds where has_priority
    union all
    select s, 'first_stop', 'rlindqvist' from company.rounds where is_first
    union all
    select s, 'extra_truck', 'rlindqvist' from company.rounds where has_extra_truck
    union all
    select s, 'driver_lock', 'rlindqvist' from company.rounds where standing_round is not null and chance('locked', s, 0.12)
    union all
    select s, 'narrow_window', 'rlindqvist' from company.sites where is_active and is_narrow
    union all
    -- Daily delivery where a drop may stay under the minimum.
    select s, 'daily_delivery', 'rlindqvist' from company.sites where is_active and not has_standing_order and delivery_day_count >= 5 and 400 * sqrt(size) < 1.5 * order_minimum
    union all
    select s, 'small_order', 'bkowal' from company.sites where is_active and 300 * sqrt(size) < order_minimum and chance('small orders', s, 0.5)
)

select
    s, c, kind, decider, seller.handle as requested_by,
    'X' || s || '-' || replace(kind, '_', '-') as exception_id,
    pick(exception_reasons(), 'exception reason', s) as reason,
    least(served_on + whole('granted', s, 0, 20), today() - 1) as granted_on,
    case when kind not in ('narrow_window', 'small_order') then today() + whole('expires', s, 30, 300) end as expires_on
from granted
join company.sites using (s)
join company.sellers as seller on seller.u = sites.owner
order by s, kind;

-- Days on which kitchens are closed; one in three of them is.
create table company.holidays as
select * from (values
    ('US', date '2026-05-25'), ('US', date '2026-07-03'), ('US', date '2026-09-07'), ('US', date '2026-11-26'), ('US', date '2026-12-25'), ('US', date '2027-01-01'),
    ('GB', date '2026-05-25'), ('GB', date '2026-08-31'), ('GB', date '2026-12-25'), ('GB', date '2026-12-28'), ('GB', date '2027-01-01'),
    ('DE', date '2026-05-14'), ('DE', date '2026-05-25'), ('DE', date '2026-10-03'), ('DE', date '2026-10-31'), ('DE', date '2026-12-25'), ('DE', date '2027-01-01')
) as days (country, day);

create table company.closed_days as
select s, c, day
from company.sites
join company.holidays using (country)
where is_active and chance('closed', s * 1000 + date_diff('day', date '2026-01-01', day), 0.33) and (not has_standing_order or day > today())
order by s, day;

create table company.orders as
with days as (
    select s * 1000 + n as o, s, today() + (n - 182)::integer as requested_on,
        -- Who is new tries out the first site for three weeks.
        j = 1 and today() + (n - 182)::integer between served_on + 9 and served_on + 30 as is_new,
        has_standing_order or is_new or chance('orders', s * 1000 + n, least(0.95, 0.12 * size * season)) as is_ordered
    from company.sites,
        -- Kitchens buy most in summer and in December.
        (
            select n, ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'][isodow(today() + (n - 182)::integer)] as weekday,
                case month(today() + (n - 182)::integer) when 1 then 0.75 when 2 then 0.8 when 6 then 1.15 when 7 then 1.25 when 8 then 1.2 when 12 then 1.4 else 1 end as season
            from range(0, 188) as numbers (n)
        ) as calendar
    where is_active and contains(delivery_days, weekday)
),

taken as (
    select days.* exclude (is_ordered), sites.* exclude (s), rounds.* exclude (s, c, place), exceptions.kind is not null as is_daily_small, extra.exception_id as extra_exception, extra.granted_on as extra_from, extra.requested_by as extra_requested_by
    from days
    join company.sites using (s)
    join company.rounds using (s)
    join company.setups on setups.c = sites.c
    anti join company.closed_days on closed_days.s = days.s and closed_days.day = requested_on
    left join company.exceptions on exceptions.s = days.s and exceptions.kind = 'daily_delivery'
    left join company.exceptions as extra on extra.s = days.s and extra.kind = 'extra_truck'
    where is_ordered and is_approved and requested_on > (approved_at + interval 1 day)::date
),

priced as (
    select
        taken.*,
        case
            when requested_on >= today() + 2 then 'ordered'
            when requested_on >= today() - 1 then 'planned'
            when chance('cancelled', o, 0.03) and not has_standing_order and not is_new then 'cancelled'
            else 'delivered'
        end as status,
        round(case
            when has_standing_order then greatest(1.2 * order_minimum, exp(6 + 0.3 * normal('standing order', s)) * sqrt(size)) * (0.94 + 0.12 * rnd('order', o))
            when delivery_day_count >= 5 and not is_daily_small then greatest(order_minimum, exp(6 + 0.5 * normal('order', o)) * sqrt(size))
            else greatest(40, exp(6 + 0.5 * normal('order', o)) * sqrt(size))
        end, 2)::decimal(18, 2) as amount,
        closes - opens - service_minutes as slack_minutes,
        coalesce(stop_minute, opens + floor((closes - opens - service_minutes) * rnd('planned arrival', o))::integer) as planned_minute,
        at_site(requested_on, opens, time_zone) as promised_from,
        at_site(requested_on, closes, time_zone) as promised_until,
        extra_exception is not null and requested_on >= extra_from and chance('extra', o, 0.3) as is_extra
    from taken
)

select
    o, s, c, place, currency, city, requested_on, status, amount, promised_from, promised_until,
    least(promised_from - to_minutes(whole('ordered', o, 900, 4200)), as_of() - to_minutes(whole('just ordered', o, 10, 600))) as ordered_at,
    greatest(2, round(amount / 38))::bigint as cases,
    promised_from + to_minutes(planned_minute - opens) as planned_arrival,
    promised_from + to_seconds(floor(60 * slack_minutes * rnd('arrival', o))::integer) as arrived_at,
    arrived_at + to_seconds(floor(60 * service_minutes * (0.8 + 0.2 * rnd('unloads', o)))::integer) as departed_at,
    departed_at + to_minutes(1 + floor(least(300, exp(2 + normal('proof', o))))::integer) as proven_at,
    service_minutes, is_first,
    is_extra, case when is_extra then extra_exception end as extra_exception, case when is_extra then extra_requested_by end as extra_requested_by,
    case when is_extra then 'X' || s when standing_round is not null then 'S' || shift_of(planned_minute) || '-' || standing_round else 'T' || shift_of(planned_minute) || '-' || territory end as truck,
    not is_extra and standing_round is not null as is_static,
    case when amount < order_minimum then 'bkowal' end as minimum_exception_by,
    chance('prepaid', o, 0.04) and status <> 'cancelled' as is_prepaid
from priced
order by o;

-- What finance makes of it: one invoice for each delivery, paid once or in two parts.
create table company.invoices as
with issued as (
    select
        10000000000 + o * 4 as invoice, o, null::bigint as contract, c, orders.currency, amount, is_prepaid,
        requested_on + whole('invoiced', o, 0, 1) as issued_on
    from company.orders
    where status = 'delivered'
    union all
    select 400000000000 + (contract * 4 + line) * 4, null, contract, c, currency, amount, false, recognised_on - whole('billed', contract * 4 + line, 0, 5)
    from company.revenue
    where recognised_on is not null
),

due as (
    select issued.* exclude (currency), issued.currency, terms, issued_on + split_part(terms, ' ', 2)::integer as due_on
    from issued
    join company.customers using (c)
)

select
    due.*,
    case when not is_prepaid and issued_on + whole('pays', invoice, 4, 38) < today() then issued_on + whole('pays', invoice, 4, 38) end as paid_on,
    case when chance('two parts', invoice, 0.05) then round(amount * 0.4, 2) else amount end::decimal(18, 2) as first_part
from due
order by invoice;
