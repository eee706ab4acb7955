{{ config(enabled='netsuite' in var('sources')) }}

with contracts as (
    {{ current_rows('netsuite', 'customrecord_contract') }}
),

renamed as (
    select
        {{ record_id('netsuite', 'id') }} as contract_id,
        {{ record_id('netsuite', 'custrecord_customer') }} as billing_account_id,
        coalesce(deals.surviving_id, {{ crm_record_id('custrecord_crm_deal') }}) as opportunity_id,
        custrecord_amount as amount,
        custrecord_signed as signed_at,
        custrecord_start as starts_on,
        custrecord_end as ends_on,
        custrecord_terms as payment_terms,
        custrecord_approved_by as approved_by,
        custrecord_collectable as is_collectable,
        custrecord_status as status,
        custrecord_currency as currency,
        {{ term_months('custrecord_start', 'custrecord_end') }} as term_months,
        custrecord_substance as has_substance,
        coalesce(custrecord_nonstandard_terms, false) as has_nonstandard_terms,
        created as created_at,
        {{ record_id('netsuite', 'custrecord_amends') }} as amended_contract_id,
        {{ record_id('netsuite', 'custrecord_replaces') }} as replaced_contract_id
    from contracts
    {{ join_survivor('deals', crm_record_id('custrecord_crm_deal'), {'hubspot': 'deal'}) }}
)

select * from renamed
