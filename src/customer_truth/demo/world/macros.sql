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
-- The last three signs of a Salesforce id say which of the others are capitals, five a sign.
create macro sf_capitals(id, first) as substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1 + list_sum(list_transform(range(5), lambda place: case when substr(id, (first + place)::integer, 1) between 'A' and 'Z' then 2 ** place else 0 end))::integer, 1);
create macro sf_long(id) as id || sf_capitals(id, 1) || sf_capitals(id, 6) || sf_capitals(id, 11);
create macro sf_id(prefix, n) as sf_long(prefix || '5g0000' || to_base(n::bigint, 36, 6));
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
-- The same ids as other systems hold them: with the system's name, bare, or without the last three signs.
create macro id_typed(id, stream, n) as case
    when chance(stream, n, 0.85) then id
    when starts_with(id, 'salesforce:') and chance(stream || ' short', n, 0.5) then substr(id, 12, 15)
    else substr(id, 1 + strpos(id, ':')) end;
create macro further_emails(m) as case when chance('further address', m, 0.08) then 'm' || m || '@mail.example.net;team' || m || '@mail.example.net' end;
create macro is_same_deal(a, b) as left(split_part(a, ':', -1), 15) = left(split_part(b, ':', -1), 15);
create macro is_same_contact(a, b) as left(a, 15) = left(b, 15);
create macro is_cash_sale(invoice, o) as o is not null and chance('cash sale', invoice, 0.02);
create macro is_linked(payment) as chance('linked', payment, 0.2);
create macro depot_key(city) as 'D-' || upper(replace(city, ' ', ''));
create macro handle(first_name, last_name, u) as lower(first_name || '.' || last_name || u);

-- Numbers of companies, each with its true check digit; `n` is a number of its own below 9,000,000.
create macro spread(n, count) as (n::bigint * 7919 + 13) % count;
create macro digit(text, place) as substr(text, place, 1)::integer;
create macro weighted(text, weights) as list_sum(list_transform(weights, lambda weight, place: weight * digit(text, place)));
create macro ein(n) as pick([10, 12, 20, 26, 27, 30, 36, 38, 45, 47, 54, 56, 61, 75, 81, 84, 88, 93]::text[], 'ein', n) || '-' || lpad(spread(n, 10000000)::text, 7, '0');
create macro gb_vat_of(first_seven) as 'GB' || first_seven || lpad((97 - weighted(first_seven, [8, 7, 6, 5, 4, 3, 2]) % 97)::text, 2, '0');
create macro mod_11_10_step(rest, digit) as coalesce(nullif((rest + digit) % 10, 0), 10) * 2 % 11;
create macro mod_11_10(text) as (11 - list_reduce(list_transform(range(1, length(text) + 1), lambda place: digit(text, place)), lambda rest, digit: mod_11_10_step(rest, digit), 10)) % 10;
create macro de_vat_of(first_eight) as 'DE' || first_eight || mod_11_10(first_eight);
create macro tax_id(country, n) as case country when 'GB' then gb_vat_of((1000000 + spread(n, 9000000))::text) when 'DE' then de_vat_of((10000000 + spread(n, 90000000))::text) else ein(n) end;
create macro ro_number_of(n) as (10000000 + spread(n, 90000000))::text || 10 * weighted((10000000 + spread(n, 90000000))::text, [5, 3, 2, 1, 7, 5, 3, 2]) % 11 % 10;
create macro gr_number_of(n) as (10000000 + spread(n, 90000000))::text || weighted((10000000 + spread(n, 90000000))::text, [256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10;
-- GS1 keeps the prefix 952 for examples.
create macro gln_of(first_twelve) as first_twelve || (10 - weighted(first_twelve, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10) % 10;
create macro gln(n) as gln_of('952' || lpad(n::text, 9, '0'));
-- Mod 97-10 reads letters as numbers, D as 13, E as 14 and so on: DEMO is 13142224.
create macro lei(n) as 'DEMO00' || lpad(n::text, 12, '0') || lpad((98 - ('1314222400' || lpad(n::text, 12, '0') || '00')::hugeint % 97)::text, 2, '0');
create macro duns(n) as lpad((100000000 + spread(n, 900000000))::text, 9, '0');

-- The same number as different people type it.
create macro tax_id_typed(tax_id, stream, n) as case
    when chance(stream, n, 0.5) then tax_id
    when left(tax_id, 2) = 'GB' then pick([left(tax_id, 2) || ' ' || substr(tax_id, 3, 3) || ' ' || substr(tax_id, 6, 4) || ' ' || right(tax_id, 2), substr(tax_id, 3)], stream || ' way', n)
    when left(tax_id, 2) = 'DE' then pick(['DE ' || substr(tax_id, 3), substr(tax_id, 3)], stream || ' way', n)
    else replace(tax_id, '-', '') end;
create macro phone_typed(country, number, stream, n) as case country
    when 'US' then pick(['(' || left(number, 3) || ') ' || right(number, 8), number, '+1 ' || number, replace(number, '-', '.'), '1-' || number], stream, n)
    else pick([case country when 'GB' then '+44 ' else '+49 ' end || number, '0' || number, case country when 'GB' then '+44' else '+49' end || replace(number, ' ', '')], stream, n) end;
