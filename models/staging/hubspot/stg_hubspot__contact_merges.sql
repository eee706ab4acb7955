{{ config(enabled='hubspot' in var('sources')) }}

with merges as (
    {{ current_rows('hubspot', 'contact_merge_audit') }}
),

renamed as (
    select
        {{ record_id('hubspot', 'vid_to_merge') }} as absorbed_contact_id,
        {{ record_id('hubspot', 'canonical_vid') }} as surviving_contact_id,
        {{ quoted('timestamp') }} as merged_at
    from merges
)

select * from renamed
