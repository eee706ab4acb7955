{#- mart, its entity and id, when, what, and the money in it -#}
{%- set happenings = [
    ('opportunity_stage_visits', 'stage_visit', 'stage_visit_id', 'entered_at', "'deal entered ' || coalesce(stage, 'an unmapped stage')", 'amount'),
    ('leads', 'lead', 'lead_id', 'first_contact_at', "'lead arrived'", 'null'),
    ('leads', 'lead', 'lead_id', 'qualified_at', "'lead qualified'", 'null'),
    ('leads', 'lead', 'lead_id', 'responded_at', "'lead answered'", 'null'),
    ('contracts', 'contract', 'contract_id', 'signed_at', "'contract signed'", 'amount'),
    ('customer_setups', 'setup', 'setup_id', 'requested_at', "'setup requested'", 'null'),
    ('customer_setups', 'setup', 'setup_id', 'approved_at', "'setup approved'", 'null'),
    ('orders', 'order', 'order_id', 'ordered_at', "'ordered'", 'amount'),
    ('orders', 'order', 'order_id', 'delivered_at', "case when is_on_time then 'delivered' else 'delivered late' end", 'amount'),
    ('invoices', 'invoice', 'invoice_id', 'issued_on', "'invoice issued'", 'amount'),
    ('tickets', 'ticket', 'ticket_id', 'created_at', "'ticket opened'", 'null'),
    ('tickets', 'ticket', 'ticket_id', 'solved_at', "'ticket solved'", 'null'),
    ('marketing_sends', 'send', 'send_id', 'sent_at', "'marketing e-mail sent'", 'null'),
] -%}

with happened as (
    {%- for mart, entity, id, moment, event, amount in happenings %}
    select
        customer_id,
        cast({{ moment }} as timestamp) as happened_at,
        source_system,
        '{{ entity }}' as entity,
        {{ id }} as record_id,
        {{ event }} as event,
        cast({{ amount }} as numeric(18, 2)) as amount
    from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    union all
    select
        tickets.customer_id,
        ratings.rated_at,
        tickets.source_system,
        'ticket' as entity,
        tickets.ticket_id,
        'ticket rated ' || tickets.satisfaction as event,
        cast(null as numeric(18, 2)) as amount
    from {{ ref('tickets') }} as tickets
    inner join {{ ref('int_tickets__solved') }} as ratings on tickets.ticket_id = ratings.ticket_id
),

recent as (
    select
        entity || ':' || record_id || ':' || event as event_id,
        happened.*
    from happened
    where
        customer_id is not null
        and event is not null
        and happened_at > {{ as_of() }} - interval '400 days'
        and happened_at <= {{ as_of() }}
)

select * from recent
