with changes as (
    {{ unify('ticket_changes') }}
),

complaints as (
    select ticket_id, customer_id from {{ ref('int_tickets__complained') }}
),

customers as (
    select * from {{ ref('customers') }}
),

windows as (
    select distinct customer_id
    from {{ ref('delivery_windows') }}
    where customer_id is not null
),

{# Several words may mean the same; what no record of ours holds is told apart by its word. #}
asked as (
    select
        changes.source_system,
        changes.ticket_id,
        complaints.customer_id,
        changes.value as kind,
        changes.changed_at as requested_at,
        row_number() over (
            partition by changes.ticket_id, changes.changed_at, changes.value order by {{ byte_order('changes.changed_by') }}
        ) as namesake_number,
        requests.means,
        row_number() over (
            partition by
                coalesce(complaints.customer_id, changes.ticket_id),
                coalesce(nullif(requests.means, 'not_held'), lower(changes.value))
            order by changes.changed_at, {{ byte_order('changes.ticket_id') }}
        ) as request_number
    from changes
    left join complaints on changes.ticket_id = complaints.ticket_id
    {{ join_word('requests', "'data_request'", 'changes.value', 'changes.source_system') }}
    where changes.field = 'data_request' and changes.value is not null
),

held as (
    select
        asked.*,
        case
            when asked.means in ('tax_id', 'phone', 'address') then 'customers'
            when asked.means = 'delivery_hours' then 'delivery_windows'
        end as held_by,
        case asked.means
            when 'tax_id' then customers.tax_id is not null
            when 'phone' then customers.phone is not null
            when 'address' then customers.street is not null
            when 'delivery_hours' then windows.customer_id is not null
            else false
        end as is_held,
        customers.invoiced_last_year
    from asked
    left join customers on asked.customer_id = customers.customer_id
    left join windows on asked.customer_id = windows.customer_id
),

described as (
    select
        ticket_id || '#' || {{ moment_text('requested_at') }} || '/' || kind
        || case when namesake_number > 1 then '/' || cast(namesake_number as text) else '' end as data_request_id,
        source_system,
        ticket_id,
        customer_id,
        kind,
        requested_at,
        cast(request_number as integer) as request_number,
        held_by,
        is_held,
        invoiced_last_year as customer_invoiced_last_year
    from held
)

select * from described
