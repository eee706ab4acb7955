{%- set attributes = surviving_attributes() -%}

with records as (
    select * from {{ ref('int_records__described') }}
),

ranks as (
    select
        {%- for attribute in attributes %}
        max(case when attribute = '{{ attribute }}' then position end) as {{ attribute }}_rank,
        {%- endfor %}
        source_system
    from {{ ref('survivorship') }}
    group by source_system
),

gathered as (
    select
        records.customer_id,
        max(case when records.is_anchor then records.source_system end) as anchor_system,
        {%- for entity, name in [('account', 'crm_account'), ('billing_account', 'billing_account')] %}
        min(
            case
                when records.entity = '{{ entity }}'
                    then {{ byte_order('cast(' ~ system_rank('records.source_system') ~ " as text) || ' ' || records.source_record_id") }}
            end
        ) as {{ name }}_entry,
        {%- endfor %}
        {%- for attribute in attributes %}
        {{ survivor_entry(attribute) }} as {{ attribute }}_entry,
        {%- endfor %}
        min({{ byte_order('records.lei') }}) as lei,
        min({{ byte_order('records.duns') }}) as duns,
        bool_and(records.tax_id_is_valid) as tax_id_is_valid,
        bool_and(records.company_numbers_are_valid) as company_numbers_are_valid,
        bool_and(records.country_is_valid) as country_is_known,
        bool_and(records.currency_is_valid) as currency_is_known
    from records
    left join ranks on records.source_system = ranks.source_system
    where records.customer_id is not null
    group by records.customer_id
),

identified as (
    select
        customer_id,
        anchor_system,
        substr(crm_account_entry, 3) as crm_account_id,
        substr(billing_account_entry, 3) as billing_account_id,
        {%- for attribute in attributes %}
        {{ survivor_value(attribute ~ '_entry') }} as {{ attribute }},
        {{ survivor_system(attribute ~ '_entry') }} as {{ attribute }}_from,
        {%- endfor %}
        {{ postal_key(survivor_value('postal_code_entry')) }} as postal_key,
        lei,
        duns,
        tax_id_is_valid,
        company_numbers_are_valid,
        country_is_known,
        currency_is_known
    from gathered
)

select * from identified
