{{ config(enabled='hubspot' in var('sources')) }}

with owners as (
    {{ current_rows('hubspot', 'owner') }}
),

renamed as (
    select
        {{ record_id('hubspot', number_id('owner_id')) }} as user_id,
        coalesce(is_active, true) as is_active,
        team,
        updated_at as known_since
    from owners
)

select * from renamed
