{%- set deepest_followed = 30 -%}

with recursive records as (
    select customer_id, source_record_id, source_system, parent_id
    from {{ ref('int_records__described') }}
    where parent_id is not null and customer_id is not null
),

parents as (
    select source_record_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity in ('account', 'billing_account') and customer_id is not null
),

{# Records of one customer may name each other; only a record that names itself is its own parent. #}
named as (
    select
        records.customer_id,
        parents.customer_id is not null as is_known,
        case
            when parents.customer_id <> records.customer_id or records.parent_id = records.source_record_id
                then cast({{ system_rank('records.source_system') }} as text) || records.source_record_id || chr(31) || parents.customer_id
        end as entry
    from records
    left join parents on records.parent_id = parents.source_record_id
),

edges as (
    select
        customer_id,
        bool_and(is_known) as parent_is_known,
        split_part(min({{ byte_order('entry') }}), chr(31), 2) as parent_customer_id
    from named
    group by customer_id
),

chains as (
    select customer_id, parent_customer_id as ancestor_id, 1 as depth
    from edges
    where parent_customer_id is not null
    union all
    select chains.customer_id, edges.parent_customer_id, chains.depth + 1
    from chains
    inner join edges on chains.ancestor_id = edges.customer_id
    where
        edges.parent_customer_id is not null
        and chains.ancestor_id <> chains.customer_id
        and chains.depth < {{ deepest_followed }}
),

{# A chain that is followed this far leads into a cycle of others. #}
followed as (
    select
        customer_id,
        max(depth) as depth,
        bool_or(ancestor_id = customer_id or depth = {{ deepest_followed }}) as is_in_cycle
    from chains
    group by customer_id
),

parented as (
    select
        edges.customer_id,
        edges.parent_customer_id,
        edges.parent_is_known,
        case when not coalesce(followed.is_in_cycle, false) then coalesce(followed.depth, 0) end as parent_depth,
        coalesce(followed.is_in_cycle, false) as is_in_parent_cycle
    from edges
    left join followed on edges.customer_id = followed.customer_id
)

select * from parented
