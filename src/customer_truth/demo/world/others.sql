-- Customers unlike the others: from countries where a number is written in two forms, and some of which
-- hardly anything was written down. They come last, so that no defect is planted in them.
create table company.others as
select sf_id('001', 2000000000 + n) as id, 'C9' || lpad(n::text, 6, '0') as number, others.*
from (values
    (1, 'Casa Lipscanilor Restaurant', 'RO', 'EUR', 'Bucuresti', 'Strada Lipscani 12', '030031', '+40 21 310 1234', 'RO18547290', '18547290'),
    (2, 'Taverna Psaropoula', 'GR', 'EUR', 'Athina', 'Odos Adrianou 7', '10555', '+30 21 0323 4567', 'EL094259216', 'GR094259216'),
    (3, 'Taverna Kymata', 'GR', 'EUR', 'Patra', 'Odos Ermou 41', '26221', '+30 261 022 3456', '094359319', 'EL 094359319'),
    (4, 'Gasthaus Limmatquai', 'CH', 'CHF', 'Zuerich', 'Limmatquai 18', '8001', '+41 44 251 23 45', 'CHE-100.155.212 MWST', 'CHE100155212'),
    (5, 'Canal Walk Oyster Counter', 'US', 'USD', 'Charlotte', '18 Canal Walk', null, '555-0134', null, null),
    (6, 'Pepper Mill Lunchroom', 'US', 'USD', 'Denver', '2200 Pepper Row', null, '555-0134', null, null),
    (7, 'Three Herons Bakery', 'US', 'USD', 'Charlotte', '77 Heron Steps', null, null, null, null)
) as others (n, name, country, currency, city, street, postal_code, phone, tax_id, erp_tax_id)
order by n;

insert into salesforce.account by name
select
    id, name, case when erp_tax_id is null then 'Prospect' else 'Customer' end as type, 'Food and beverage' as industry, user_key(1) as owner_id, street as billing_street, city as billing_city,
    postal_code as billing_postal_code, country as billing_country_code, phone, timestamp '2025-03-03 15:00:00' as created_date, false as is_deleted, as_of() as _fivetran_synced, currency as currency_iso_code,
    tax_id as tax_id_c, 'Independent restaurant' as segment_c, case when erp_tax_id is not null then number end as erp_customer_id_c, false as credit_hold_c, true as _fivetran_active
from company.others
order by n;

insert into netsuite.customer by name
select
    90000000 + n as id, number as entityid, name as companyname, phone, 'F' as isinactive, (select currencies.id from netsuite.currency as currencies where currencies.symbol = others.currency) as currency, 'Net 14' as terms,
    5000::decimal(18, 2) as creditlimit, false as oncredithold, 901::bigint as salesrep, timestamp '2025-03-10 15:00:00' as datecreated, false as _fivetran_deleted, as_of() as _fivetran_synced,
    erp_tax_id as custentity_tax_id, 90000000 + n as custentity_payer, 'salesforce:' || others.id as custentity_crm_account,
    country as custentity_country, street as custentity_street, city as custentity_city, postal_code as custentity_postal_code
from company.others
where erp_tax_id is not null
order by n;
