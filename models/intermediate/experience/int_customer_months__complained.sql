{%- set parts = ['on_time', 'in_full', 'undamaged', 'invoiced_right'] -%}

with tickets as (
    select
        complaints.customer_id,
        cast(date_trunc('month', {{ system_day('complaints.source_system', 'complaints.created_at') }}) as date) as month_on,
        complaints.broken_part,
        complaints.reported_sla,
        complaints.satisfaction,
        conversations.most_unanswered_count > 1 as is_chased,
        complaints.escalated_at is not null as is_escalated,
        coalesce(complaints.category_function = 'delivery', false) as is_about_delivery
    from {{ ref('int_tickets__complained') }} as complaints
    left join {{ ref('int_tickets__conversed') }} as conversations
        on complaints.ticket_id = conversations.ticket_id
    where complaints.customer_id is not null
),

kinds as (
    select * from {{ ref('complaint_kinds') }}
),

billing_accounts as (
    select billing_account_id, customer_id from {{ ref('int_billing_accounts__linked') }}
),

credits as (
    select
        billing_accounts.customer_id,
        cast(date_trunc('month', credit_notes.issued_on) as date) as month_on,
        kinds.breaks as broken_part
    from ({{ unify('credit_notes') }}) as credit_notes
    inner join billing_accounts on credit_notes.billing_account_id = billing_accounts.billing_account_id
    inner join kinds on credit_notes.source_system = kinds.source_system and credit_notes.reason = kinds.kind
),

said as (
    select * from tickets
    union all
    select
        customer_id,
        month_on,
        broken_part,
        cast(null as text) as reported_sla,
        cast(null as text) as satisfaction,
        false as is_chased,
        false as is_escalated,
        false as is_about_delivery
    from credits
),

complained as (
    select
        customer_id,
        month_on,
        {%- for part in parts %}
        sum(case when broken_part = '{{ part }}' then 1 else 0 end) as not_{{ part }}_count,
        {%- endfor %}
        sum(case when is_chased then 1 else 0 end) as chased_count,
        sum(case when is_escalated then 1 else 0 end) as escalated_count,
        sum(case when is_about_delivery and (is_chased or is_escalated) then 1 else 0 end) as delivery_trouble_count,
        sum(case when satisfaction = 'good' then 1 else 0 end) as rated_good_count,
        sum(case when satisfaction = 'bad' then 1 else 0 end) as rated_bad_count,
        sum(case when reported_sla = 'met' then 1 else 0 end) as reported_met_count,
        sum(case when reported_sla <> 'met' then 1 else 0 end) as reported_missed_count
    from said
    group by customer_id, month_on
)

select * from complained
