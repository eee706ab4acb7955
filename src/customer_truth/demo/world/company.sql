-- The company and its market as they really are; every system later writes down its own part.
-- Some postcodes hold many customers, most of them few.
create macro some_postcode(postal_codes, stream, n) as 1 + floor(power(rnd(stream, n), 2) * len(postal_codes))::integer;
create macro zips(first, count) as list_transform(range(first, first + count), lambda zip: zip::text);

-- Depots that never close also send out the trucks of the night.
create table company.places as
select * from (values
    (1, 'Charlotte', 'NC', zips(28202, 16), 'US', 'USD', 'America/New_York', 35.227, -80.843, ['704', '980'], true),
    (2, 'Raleigh', 'NC', zips(27601, 17), 'US', 'USD', 'America/New_York', 35.780, -78.639, ['919', '984'], false),
    (3, 'Atlanta', 'GA', zips(30303, 17), 'US', 'USD', 'America/New_York', 33.749, -84.388, ['404', '470', '678', '770'], true),
    (4, 'Columbus', 'OH', zips(43201, 24), 'US', 'USD', 'America/New_York', 39.961, -82.999, ['614', '380'], false),
    (5, 'Nashville', 'TN', zips(37203, 10), 'US', 'USD', 'America/Chicago', 36.163, -86.781, ['615', '629'], false),
    (6, 'Chicago', 'IL', zips(60601, 30), 'US', 'USD', 'America/Chicago', 41.878, -87.630, ['312', '773', '872', '630'], true),
    (7, 'Austin', 'TX', zips(78701, 22), 'US', 'USD', 'America/Chicago', 30.267, -97.743, ['512', '737'], false),
    (8, 'Kansas City', 'MO', zips(64105, 14), 'US', 'USD', 'America/Chicago', 39.100, -94.579, ['816', '975'], false),
    (9, 'Denver', 'CO', zips(80202, 20), 'US', 'USD', 'America/Denver', 39.739, -104.990, ['303', '720'], true),
    (10, 'Salt Lake City', 'UT', zips(84101, 8), 'US', 'USD', 'America/Denver', 40.761, -111.891, ['801', '385'], false),
    (11, 'Portland', 'OR', zips(97201, 16), 'US', 'USD', 'America/Los_Angeles', 45.515, -122.679, ['503', '971'], false),
    (12, 'Sacramento', 'CA', zips(95814, 12), 'US', 'USD', 'America/Los_Angeles', 38.582, -121.494, ['916', '279'], false),
    (13, 'London', null, ['SE1 0AA', 'SE1 4QT', 'SE5 8TR', 'E1 6BN', 'E2 7DG', 'E8 3PX', 'EC1 5NR', 'EC2 4LA', 'N1 9GU', 'N4 2JH', 'NW1 8QS', 'NW5 3RD', 'SW4 7UX', 'SW9 8PS', 'W2 4BB', 'W6 0XF', 'WC1 3AT', 'WC2 9HD'], 'GB', 'GBP', 'Europe/London', 51.501, -0.094, null, true),
    (14, 'Hamburg', null, ['20095', '20097', '20144', '20251', '20257', '20354', '20357', '20457', '20459', '20535', '22041', '22303', '22525', '22761', '22767'], 'DE', 'EUR', 'Europe/Berlin', 53.541, 9.984, null, false)
) as place (place, city, state, postal_codes, country, currency, time_zone, latitude, longitude, areas, is_always_open);

-- Where a postcode lies, some kilometres from the middle of its city.
create table company.postcodes as
select
    place, number, postal_codes[number] as postal_code,
    latitude + 0.1 * (rnd('postcode north', place * 100 + number) - 0.5) as latitude,
    longitude + 0.12 * (rnd('postcode east', place * 100 + number) - 0.5) as longitude
from company.places, range(1, 31) as numbers (number)
where number <= len(postal_codes)
order by place, number;

create table company.customers as
with drawn as (
    select
        c,
        1 + floor(power(rnd('place', c), 1.35) * 14)::integer as place,
        rnd('standing', c) as standing,
        segment_of(rnd('segment', c)) as segment,
        exp(0.75 * normal('size', c)) as size,
        c + whole('names', 0, 0, 9999) as name_number
    from range(1, customer_count() + 1) as numbers (c)
),

named as (
    select
        drawn.*,
        case when chance('founder', c, 0.2) then founders_name(name_number) else house_name(name_number) end || ' ' || pick(segment_words(segment), 'kind', c) as name,
        -- Two of a hundred came before there was a CRM, and three of ten never bought.
        case when standing < 0.02 then null when chance('crm', c, 0.85) then 'salesforce' else 'hubspot' end as crm,
        standing < 0.70 as is_served,
        at_work(date '2025-05-25' + to_days(whole('since', c, 0, 518)), 'since at', c) as served_since,
        row_number() over (partition by place order by rnd('line', c), c) - 1 as line,
        row_number() over (partition by crm, segment order by c) - 1 as crowd
    from drawn
),

-- Restaurant groups own each other by sixes: one at the top, three below it, and two below those.
grouped as (
    select
        named.*,
        case when segment = 'Restaurant group' then case crowd % 6 when 0 then 0 when 4 then 3 when 5 then 3 else crowd % 6 end end as steps_to_parent
    from named
),

placed as materialized (
    select
        grouped.* exclude (crowd, name_number),
        places.* exclude (place, latitude, longitude),
        whole('street number', c, 10, 4900) || ' ' || pick(streets(), 'street', c) || ' ' || pick(street_kinds(), 'street kind', c) as street_drawn,
        line % number_count(places.country, areas) as number
    from grouped
    join company.places using (place)
),

-- In a large company a number has several customers, and a house has some. Where their names are alike
-- they would be taken for one: so the later ones wrote down no number, and live in a house of their own.
namesakes as (
    select later.c, 'number' as shared
    from placed as later
    join placed as earlier using (place, number)
    where later.line > earlier.line and sounds_alike(later.name, earlier.name)
    union
    select later.c, 'house'
    from placed as later
    join placed as earlier using (place, street_drawn)
    where later.line > earlier.line and sounds_alike(later.name, earlier.name)
),

confused as (
    select c, bool_or(shared = 'number') as shares_number, bool_or(shared = 'house') as shares_house
    from namesakes
    group by c
)

select
    placed.* exclude (steps_to_parent, street_drawn, number),
    case when steps_to_parent > 0 and chance('owned', c, 0.8) then lag(c, steps_to_parent) over (partition by crm, segment order by c) end as parent,
    lower(replace(split_part(name, ' ', 1), '''', '')) || c || '.example.com' as domain,
    case when is_served then served_since - to_days(whole('known', c, 116, 140)) else at_work(date '2025-01-02' + to_days(whole('known', c, 0, 120)), 'known at', c) end as created_at,
    case when is_served then 1 + floor(least(5, -ln(1 - rnd('sites', c)) * 0.42 * case when segment = 'Restaurant group' then 3 else 1 end))::integer else 0 end as site_count,
    case when shares_house then 5000 + c || substr(street_drawn, strpos(street_drawn, ' ')) else street_drawn end as street,
    some_postcode(postal_codes, 'postcode', c) as postcode,
    postal_codes[postcode] as postal_code,
    tax_id(country, c) as tax_id,
    case when not coalesce(shares_number, false) then nth_number(country, areas, number) end as phone,
    chance('hold', c, 0.03) as is_on_hold,
    pick(['Net 14', 'Net 14', 'Net 30', 'Net 30', 'Net 7'], 'terms', c) as terms,
    1 + whole('owner', c, 0, greatest(10, customer_count() // 250)) as owner
from placed
left join confused using (c)
order by c;

create table company.teams as
select * from (values
    (1, 'Field sales East', 'sales', true),
    (2, 'Field sales Central', 'sales', true),
    (3, 'Field sales West', 'sales', true),
    (4, 'Field sales Europe', 'sales', true),
    (5, 'Chain accounts', 'sales', true),
    (6, 'Inside sales', 'sales', true),
    (7, 'Street sales', 'sales', false),
    (8, 'Dispatch', 'delivery', true),
    (9, 'Credit and collections', 'finance', true),
    (10, 'Customer service', 'service', true),
    (11, 'Campaigns', 'marketing', true)
) as teams (place, team, function, is_active);

-- The last seven of the sellers lost their team, and six of them have left; nobody gave them a customer since.
create table company.sellers as
select
    u,
    pick(first_names(), 'seller first', u) as first_name,
    pick(last_names(), 'seller last', u) as last_name,
    handle(first_name, last_name, u) as handle,
    u <= 2 + greatest(10, customer_count() // 250) as is_active,
    case when u <= 1 + greatest(10, customer_count() // 250) then 1 + whole('team', u, 0, 4) else 7 end as team_place
from range(1, 9 + greatest(10, customer_count() // 250)) as numbers (u)
order by u;

create table company.contacts as
select
    c * 4 + j as k,
    c,
    j,
    crm,
    pick(first_names(), 'contact first', c * 4 + j) as first_name,
    pick(last_names(), 'contact last', c * 4 + j) as last_name,
    lower(first_name || '.' || last_name) || case when j > 0 then (j + 1)::text else '' end || '@' || domain as email,
    nth_number(country, areas, number_count(country, areas) - 1 - (line * 3 + j) % number_count(country, areas)) as phone,
    pick(job_titles(), 'job', c * 4 + j) as title,
    case when j = 0 then pick(deciding_roles(), 'role word', c * 4) when chance('role', c * 4 + j, 0.4) then pick(deal_roles(), 'role word', c * 4 + j) end as role,
    created_at + to_hours(whole('contact made', c * 4 + j, 0, 60)) as created_at
from company.customers, range(0, 3) as numbers (j)
where crm is not null and (j = 0 or chance('contacts', c * 4 + j, case j when 1 then 0.38 else 0.14 end))
order by k;

-- Leads that became a customer carry its number, all others a number above every customer's.
create table company.leads as
with people as (
    select
        c as n, c, email, first_name, last_name, customers.name as company, contacts.created_at, owner, 'Converted' as status
    from company.customers
    join company.contacts using (c)
    where j = 0 and customers.crm = 'salesforce' and chance('was lead', c, 0.45) and (is_served or chance('deals', c * 8 + 1, 0.93))
    union all
    select
        customer_count() + i as n,
        null,
        lower(pick(first_names(), 'lead first', i) || '.' || pick(last_names(), 'lead last', i)) || '@prospect' || i || '.example.net',
        pick(first_names(), 'lead first', i),
        pick(last_names(), 'lead last', i),
        pick(adjectives(), 'lead name', i) || ' ' || pick(nouns(), 'lead noun', i) || ' Kitchen',
        as_of() - to_minutes(whole('lead made', i, 3000, 700000)),
        1 + whole('lead owner', i, 0, greatest(10, customer_count() // 250)),
        pick(['Open', 'Qualified', 'Accepted', 'Accepted', 'Rejected', 'Rejected', 'Rejected'], 'lead status', i)
    from range(1, customer_count() // 2 + 1) as numbers (i)
)

select
    people.*,
    created_at + to_minutes(whole('lead contact', n, 5, 600)) as first_contact_at,
    -- A lead still waiting for its answer was handed over within the last day.
    case
        when status = 'Qualified' then as_of() - to_minutes(whole('lead waits', n, 30, 1400))
        when status <> 'Open' then created_at + to_minutes(whole('lead qualified', n, 700, 1400))
    end as qualified_at,
    case when status in ('Accepted', 'Rejected', 'Converted') then qualified_at + to_minutes(least(1400, 20 + floor(exp(5 + 0.9 * normal('lead answer', n))))::integer) end as responded_at,
    case when c is null and chance('bought', n, 0.15) then 'Bought list' else pick(lead_sources(), 'lead source', n) end as source,
    case when status = 'Rejected' then pick(rejections(), 'rejection', n) end as rejection_reason
from people
order by n;

create table company.marketing_contacts as
with known as (
    select k as m, c as owner_number, c, k, null::bigint as lead, email, first_name, last_name, phone, created_at, crm from company.contacts
    where crm = 'hubspot' or chance('known to marketing', k, 0.8)
    union all
    select (customer_count() + 1) * 4 + n, n, null, null, n, email, first_name, last_name, null, created_at, null from company.leads
    where status <> 'Converted' and chance('lead in marketing', n, 0.5)
)

select
    known.*,
    case when chance('opts out', m, 0.06) then created_at + to_seconds(floor(epoch(as_of() - created_at) * (0.2 + 0.7 * rnd('opt out', m)))::integer) end as opted_out_at,
    pick(['Legitimate interest', 'Freely given consent', 'Performance of a contract'], 'basis', m) as legal_basis
from known
order by m;
