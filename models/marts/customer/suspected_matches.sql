{{ config(materialized='view') }}

{#- Filled after dbt, so a view; it must outlive the renaming of its database. -#}
with pairs as (
    select * from {{ within_database(source('matching', 'scored_pairs')) }}
),

records as (
    select crosswalk_id, source_system, entity, customer_id
    from {{ within_database(ref('customer_crosswalk')) }}
),

customers as (
    select customer_id, invoiced_last_year from {{ within_database(ref('customers')) }}
),

decisions as (
    select record_a, record_b, decision from {{ within_database(ref('match_decisions')) }}
    union all
    select record_b, record_a, decision from {{ within_database(ref('match_decisions')) }}
),

described as (
    select
        pairs.record_id_a || '~' || pairs.record_id_b as match_id,
        pairs.record_id_a,
        pairs.record_id_b,
        records_a.customer_id,
        records_b.customer_id as other_customer_id,
        case
            when records_a.source_system = records_b.source_system and records_a.entity = records_b.entity
                then 'duplicate'
            else 'missing_link'
        end as kind,
        pairs.match_weight,
        pairs.match_probability,
        pairs.agreed_on,
        pairs.differs_on,
        decisions.decision,
        cast(
            customers_a.invoiced_last_year + customers_b.invoiced_last_year as numeric(18, 2)
        ) as invoiced_last_year
    from pairs
    inner join records as records_a on pairs.record_id_a = records_a.crosswalk_id
    inner join records as records_b on pairs.record_id_b = records_b.crosswalk_id
    left join customers as customers_a on records_a.customer_id = customers_a.customer_id
    left join customers as customers_b on records_b.customer_id = customers_b.customer_id
    left join decisions
        on pairs.record_id_a = decisions.record_a and pairs.record_id_b = decisions.record_b
)

select * from described
