{{ config(materialized='view') }}

{#- Filled after dbt, so a view; it must outlive the renaming of its database. -#}
with crowds as (
    select * from {{ within_database(source('matching', 'crowds')) }}
),

records as (
    select crosswalk_id, source_system, customer_id
    from {{ within_database(ref('customer_crosswalk')) }}
),

described as (
    select
        crowds.crowd_id,
        records.source_system,
        records.customer_id,
        crowds.shared_fields,
        crowds.record_count,
        crowds.customer_count,
        crowds.most_sharing,
        crowds.record_id,
        crowds.record_ids
    from crowds
    inner join records on crowds.record_id = records.crosswalk_id
)

select * from described
