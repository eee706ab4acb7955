{#- mart, its entity and id, when, what, and the money in it -#}
{%- set happenings = [
    ('leads', 'lead', 'lead_id', 'first_contact_at', "'lead arrived'", 'null'),
    ('orders', 'order', 'order_id', 'ordered_at', "'ordered'", 'company_amount'),
    ('orders', 'order', 'order_id', 'delivered_at', "case when is_on_time then 'delivered' else 'delivered late' end", 'company_amount'),
    ('invoices', 'invoice', 'invoice_id', 'issued_on', "'invoice issued'", 'company_amount'),
    ('tickets', 'ticket', 'ticket_id', 'escalated_at', "'ticket escalated'", 'null'),
    ('surveys', 'survey', 'response_id', 'answered_on', "'survey answered with ' || cast(score as text)", 'null'),
    ('lost_customers', 'loss', 'loss_id', 'noticed_on', "'customer gave notice'", 'null'),
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
        visits.customer_id,
        visits.entered_at,
        visits.source_system,
        'stage_visit' as entity,
        visits.stage_visit_id,
        replace(lifecycles.record, '_', ' ') || ' entered ' || coalesce(visits.stage, 'an unmapped stage') as event,
        visits.amount
    from {{ ref('stage_visits') }} as visits
    inner join {{ ref('lifecycles') }} as lifecycles on visits.lifecycle = lifecycles.lifecycle
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
