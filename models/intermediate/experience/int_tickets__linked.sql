with tickets as (
    {{ unify('tickets') }}
),

organizations as (
    select source_record_id as organization_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity = 'organization'
),

linked as (
    select tickets.*, organizations.customer_id
    from tickets
    left join organizations on tickets.organization_id = organizations.organization_id
)

select * from linked
