with records as (
    select * from {{ ref('int_records__described') }} where entity in ('account', 'billing_account')
),

{# What matching compares: normal forms only, so that equal means equal. #}
compared as (
    select
        record_id,
        customer_id,
        source_system,
        entity,
        {{ name_key('name') }} as name_key,
        case when tax_id_is_valid then tax_id end as tax_id,
        coalesce(phone, local_phone) as phone,
        domain,
        {{ street_key('street') }} as street_key,
        {{ postal_key('postal_code') }} as postal_code,
        {{ city_key('city') }} as city_key,
        case when country_is_valid then country end as country
    from records
)

select * from compared
