{{ config(enabled='salesforce' in var('sources')) }}

with users as (
    {{ current_rows('salesforce', 'user') }}
),

renamed as (
    select
        {{ record_id('salesforce', 'id') }} as user_id,
        coalesce(is_active, true) as is_active,
        department as team,
        last_modified_date as known_since
    from users
)

select * from renamed
