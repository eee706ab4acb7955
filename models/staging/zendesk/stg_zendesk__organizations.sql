{{ config(enabled='zendesk' in var('sources')) }}

with organizations as (
    {{ current_rows('zendesk', 'organization') }}
),

renamed as (
    select
        {{ record_id('zendesk', 'id') }} as organization_id,
        {{ number_id('external_id') }} as customer_number
    from organizations
)

select * from renamed
