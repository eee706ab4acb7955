{%- set columns = [
    'name', 'segment', 'country', 'currency', 'tax_id', 'payment_terms', 'phone', 'website', 'street', 'city', 'region', 'postal_code', 'lei',
    'duns', 'parent_id',
] -%}
{%- set of_parties = ['country', 'currency', 'city', 'region', 'postal_code'] -%}

with accounts as (
    {{ unify('accounts') }}
),

billing_accounts as (
    {{ unify('billing_accounts') }}
),

parties as (
    {{ unify('parties') }}
),

typed as (
    {%- for table, id, entity, unknown in [
        ('accounts', 'account_id', "'account'", ['payment_terms']),
        ('billing_accounts', 'billing_account_id', "'billing_account'", ['segment', 'lei', 'duns']),
        ('parties', 'party_id', 'entity', columns | reject('in', of_parties) | list),
    ] %}
    select
        {%- for column in columns %}
        {%- set given = 'email' if table == 'billing_accounts' and column == 'website' else column %}
        {{ 'cast(null as text)' if column in unknown else given }} as {{ column }},
        {%- endfor %}
        {{ table != 'parties' }} as is_typed,
        {{ entity }} || ':' || {{ id }} as record_id
    from {{ table }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

records as (
    select record_id, source_record_id, source_system, entity, customer_id, is_anchor
    from {{ ref('int_customer_ids__resolved') }}
    where not is_deleted
),

{# Where a value cannot be read, one that must be known stands as typed; one to be used is unknown. #}
described as (
    select
        records.*,
        typed.name,
        typed.name as legal_name,
        typed.segment,
        coalesce(countries.value, typed.country) as country,
        coalesce(currencies.value, typed.currency) as currency,
        coalesce(tax_ids.value, typed.tax_id) as tax_id,
        typed.payment_terms,
        phones.value as phone,
        {{ local_number('typed.phone', 'phones.problem') }} as local_phone,
        domains.value as domain,
        typed.street,
        typed.city,
        typed.region,
        typed.postal_code,
        leis.value as lei,
        dunses.value as duns,
        typed.parent_id,
        {%- for attribute, alias in [('country', 'countries'), ('currency', 'currencies'), ('tax_id', 'tax_ids')] %}
        case when typed.{{ attribute }} is not null and typed.is_typed then {{ alias }}.value is not null end as {{ attribute }}_is_valid,
        {%- endfor %}
        case
            when typed.lei is not null or typed.duns is not null
                then (typed.lei is null or leis.value is not null) and (typed.duns is null or dunses.value is not null)
        end as company_numbers_are_valid
    from records
    inner join typed on records.record_id = typed.record_id
    {{ join_reading('countries', 'country', 'typed.country') }}
    {{ join_reading('currencies', 'currency', 'typed.currency') }}
    {{ join_reading('tax_ids', 'tax_id', 'typed.tax_id', 'typed.country') }}
    {{ join_reading('phones', 'phone', 'typed.phone', 'typed.country') }}
    {{ join_reading('domains', 'domain', 'typed.website') }}
    {{ join_reading('leis', 'lei', 'typed.lei') }}
    {{ join_reading('dunses', 'duns', 'typed.duns') }}
)

select * from described
