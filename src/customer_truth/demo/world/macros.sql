-- Chance: every draw is a hash of the seed, the name of its stream and a number, so that neither
-- threads nor the order of rows change it. `seed()` and `customer_count()` stand in the database.
create macro as_of() as timestamp '2026-11-02 05:00:00';
create macro today() as date '2026-11-02';
create macro rnd(stream, n) as (hash(xor(hash(seed(), stream), hash(n::bigint))) >> 11)::double / 9007199254740992.0;
create macro chance(stream, n, share) as rnd(stream, n) < share;
create macro whole(stream, n, lowest, highest) as lowest + floor(rnd(stream, n) * (highest - lowest + 1))::integer;
create macro pick(words, stream, n) as words[1 + floor(rnd(stream, n) * len(words))::integer];
create macro normal(stream, n) as sqrt(-2 * ln(1 - rnd(stream, n))) * cos(2 * pi() * rnd(stream || ' angle', n));

-- Moments
create macro synced(n) as as_of() - to_minutes((n % 7)::integer);
create macro at_work(day, stream, n) as day::date + to_seconds(50400 + whole(stream, n, 0, 28000));
create macro at_site(day, minute, zone) as ((day::date + to_minutes(minute::integer)) at time zone zone) at time zone 'UTC';

-- Keys as each system writes them
create macro sf_id(prefix, n) as prefix || '5g0000' || to_base(n::bigint, 36, 6)
    || chr(65 + whole('sf1' || prefix, n, 0, 25)) || chr(65 + whole('sf2' || prefix, n, 0, 25)) || chr(65 + whole('sf3' || prefix, n, 0, 25));
create macro erp_number(c) as 'C' || lpad(c::text, 7, '0');
create macro site_key(s) as 'S' || lpad(s::text, 8, '0');
create macro employee(stream, n) as 'E' || (1000 + whole(stream, n, 1, 40));
create macro account_key(c) as sf_id('001', c);
create macro company_key(c) as 9100000000 + c * 13;
create macro contact_key(k) as sf_id('003', k);
create macro marketing_key(m) as 5200000 + m * 3;
create macro deal_key(d) as 18400000000 + d * 7;
create macro user_key(u) as sf_id('005', u);
create macro hubspot_user_key(u) as (61000000 + u * 101)::text;
create macro crm_account(crm, c) as case crm when 'salesforce' then 'salesforce:' || account_key(c) when 'hubspot' then 'hubspot:' || company_key(c) end;
create macro crm_deal(crm, d) as case crm when 'salesforce' then 'salesforce:' || sf_id('006', d) when 'hubspot' then 'hubspot:' || deal_key(d) end;
create macro phone_number(country, area, stream, n) as case country
    when 'GB' then '+44 20 7946 0' || lpad(whole(stream, n, 0, 999)::text, 3, '0')
    when 'DE' then '+49 40 66969 ' || lpad(whole(stream, n, 0, 999)::text, 3, '0')
    else '(' || area || ') 555-01' || lpad(whole(stream, n, 0, 99)::text, 2, '0') end;
