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

create table company.sites as
with placed as (
    select
        c * 8 + j as s, c, j,
        customers.* exclude (c),
        -- Every site of a customer but its first may have been given up.
        j = 1 or chance('active', c * 8 + j, 0.85) as is_active,
        1 + whole('meaning', c * 8 + j, 0, 8) as meaning,
        (served_since + interval 1 day)::date as served_on
    from company.customers, range(1, 9) as numbers (j)
    where j <= site_count
)

select
    s, c, j, name, city, state, postal_code, country, currency, time_zone, area, size, is_active, served_on, meaning, opens, closes,
    case j when 1 then street else whole('site number', s, 10, 4900) || ' ' || pick(streets(), 'site street', s) || ' ' || pick(street_kinds(), 'site kind', s) end as street,
    latitude + round(0.18 * (rnd('north', s) - 0.5), 6) as latitude,
    longitude + round(0.22 * (rnd('east', s) - 0.5), 6) as longitude,
    pick(spellings, 'spelling', s) as window_text,
    pick(spellings, 'promise spelling', s) as promise_text,
    pick(day_choices, 'days', s) as delivery_days,
    len(string_split(delivery_days, ',')) as delivery_day_count,
    15 + 5 * whole('service', s, 0, 5) as service_minutes,
    pick([100, 150, 150, 200, 250], 'minimum', s)::decimal(18, 2) as order_minimum
from placed
join company.windows using (meaning)
order by s;

create table company.orders as
with days as (
    select
        s, c, today() + (n - 182)::integer as requested_on, s * 1000 + n as o, sites.* exclude (s, c),
        -- Kitchens buy most in summer and in December.
        case month(today() + (n - 182)::integer) when 1 then 0.75 when 2 then 0.8 when 6 then 1.15 when 7 then 1.25 when 8 then 1.2 when 12 then 1.4 else 1 end as season
    from company.sites, range(0, 188) as numbers (n)
    where is_active and contains(delivery_days, ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'][isodow(today() + (n - 182)::integer)])
),

taken as (
    select days.* from days
    join company.setups using (c)
    where is_approved and requested_on > (approved_at + interval 1 day)::date and chance('orders', o, least(0.95, 0.12 * size * season))
),

priced as (
    select
        taken.*,
        case
            when requested_on >= today() + 2 then 'ordered'
            when requested_on >= today() - 1 then 'planned'
            when chance('cancelled', o, 0.03) then 'cancelled'
            else 'delivered'
        end as status,
        round(greatest(40, exp(6 + 0.5 * normal('order', o)) * sqrt(size)), 2)::decimal(18, 2) as amount,
        at_site(requested_on, opens, time_zone) as promised_from,
        at_site(requested_on, closes, time_zone) as promised_until,
        closes - opens - service_minutes as slack_minutes
    from taken
)

select
    o, s, c, currency, city, requested_on, status, amount, promised_from, promised_until,
    least(promised_from - to_minutes(whole('ordered', o, 900, 4200)), as_of() - to_minutes(whole('just ordered', o, 10, 600))) as ordered_at,
    greatest(1, round(amount / 38))::bigint as cases,
    promised_from + to_minutes(floor(slack_minutes * rnd('planned arrival', o))::integer) as planned_arrival,
    promised_from + to_seconds(floor(60 * slack_minutes * rnd('arrival', o))::integer) as arrived_at,
    arrived_at + to_seconds(service_minutes * 60 - whole('quick', o, 0, 400)) as departed_at,
    departed_at + to_minutes(1 + floor(least(300, exp(2 + normal('proof', o))))::integer) as proven_at,
    service_minutes,
    case when amount < order_minimum then 'E' || (1060 + whole('excepts', o, 1, 5)) end as minimum_exception_by,
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
    select 400000000000 + (contract * 4 + line) * 4, null, contract, c, currency, amount, false, recognised_on + whole('billed', contract * 4 + line, 0, 5)
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
