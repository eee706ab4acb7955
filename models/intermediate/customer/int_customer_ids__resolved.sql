with records as (
    select * from {{ ref('int_records__joined') }}
),

customers as (
    select * from {{ ref('int_customer_ids__continued') }}
),

{# One record anchors each customer: the one that its id names, else the first by system. #}
ranked as (
    select
        records.*,
        customers.customer_id,
        row_number() over (
            partition by customers.customer_id, records.is_anchor
            order by
                case when records.source_record_id = customers.customer_id then 1 else 2 end,
                {{ system_rank('records.source_system') }},
                {{ byte_order('records.source_record_id') }}
        ) as anchor_rank
    from records
    left join customers on records.component_id = customers.component_id
),

resolved as (
    select
        record_id,
        source_system,
        entity,
        source_record_id,
        customer_id,
        is_deleted,
        is_anchor and anchor_rank = 1 as is_anchor,
        centre_id,
        matched_by
    from ranked
)

select * from resolved
