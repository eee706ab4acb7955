with records as (
    select * from {{ ref('int_customer_ids__resolved') }}
),

referenced as (
    select * from {{ ref('int_records__referenced') }}
),

last_ids as (
    select * from {{ source('night', 'last_customer_ids') }}
),

anchors as (
    select customer_id, centre_id, matched_by from records where is_anchor
),

counted as (
    select source_system, entity, customer_id, cast(count(*) as integer) as record_count
    from records
    where customer_id is not null and not is_deleted
    group by source_system, entity, customer_id
),

{# A centre is linked to its customer by the key that leads the anchor to it. #}
matched as (
    select
        records.record_id,
        case
            when records.customer_id is null then 'none'
            when records.is_anchor then 'anchor'
            when records.matched_by not in ('anchor', 'none') then records.matched_by
            when records.centre_id = anchors.centre_id then anchors.matched_by
            else 'decision'
        end as matched_by
    from records
    left join anchors on records.customer_id = anchors.customer_id
),

described as (
    select
        records.record_id as crosswalk_id,
        records.source_system,
        records.entity,
        records.source_record_id,
        records.customer_id,
        matched.matched_by,
        case
            when records.customer_id = last_ids.customer_id then last_ids.since
            when records.customer_id is not null then {{ as_of() }}
        end as matched_since,
        records.is_deleted,
        referenced.source_record_id is not null as is_referenced,
        coalesce(counted.record_count, 0) as records_of_entity
    from records
    inner join matched on records.record_id = matched.record_id
    left join last_ids on records.record_id = last_ids.record_id
    left join referenced on records.source_record_id = referenced.source_record_id
    left join counted
        on
            records.source_system = counted.source_system
            and records.entity = counted.entity
            and records.customer_id = counted.customer_id
)

select * from described
