{%- set most_merges_followed = 30 -%}

with recursive audited as (
    {{ unify('contact_merges') }}
),

contacts as (
    {{ unify('marketing_contacts') }}
),

crm_contacts as (
    {{ unify('contacts') }}
),

accounts as (
    select source_record_id as account_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity = 'account'
),

ranked as (
    select
        *,
        row_number() over (
            partition by absorbed_contact_id
            order by merged_at desc nulls last, {{ byte_order('surviving_contact_id') }}
        ) as newest_rank
    from audited
),

newest as (
    select source_system, absorbed_contact_id, surviving_contact_id, merged_at
    from ranked
    where newest_rank = 1
),

{# A survivor may have been absorbed later. #}
chains as (
    select absorbed_contact_id, surviving_contact_id, 1 as merge_count
    from newest
    union all
    select chains.absorbed_contact_id, newest.surviving_contact_id, chains.merge_count + 1
    from chains
    inner join newest on chains.surviving_contact_id = newest.absorbed_contact_id
    where chains.merge_count < {{ most_merges_followed }}
),

ends as (
    select chains.absorbed_contact_id, chains.surviving_contact_id
    from chains
    left join newest on chains.surviving_contact_id = newest.absorbed_contact_id
    where newest.absorbed_contact_id is null
),

described as (
    select
        newest.absorbed_contact_id as merge_id,
        newest.source_system,
        newest.absorbed_contact_id,
        coalesce(ends.surviving_contact_id, newest.surviving_contact_id) as surviving_contact_id,
        newest.merged_at,
        coalesce(ends.surviving_contact_id = survivors.contact_id, false) as survivor_exists,
        accounts.customer_id
    from newest
    left join ends on newest.absorbed_contact_id = ends.absorbed_contact_id
    left join contacts as survivors on ends.surviving_contact_id = survivors.contact_id
    left join crm_contacts on survivors.crm_contact_id = crm_contacts.contact_id
    left join accounts on coalesce(crm_contacts.account_id, survivors.account_id) = accounts.account_id
)

select * from described
