{{ config(enabled='salesforce' in var('sources')) }}

with users as (
    {{ current_rows('salesforce', 'user') }}
),

renamed as (
    select
        {{ record_id('salesforce', 'id') }} as user_id,
        coalesce(is_active, true) as is_active,
        department as team
    from users
)

select * from renamed
