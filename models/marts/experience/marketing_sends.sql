with addressed as (
    select * from {{ ref('int_marketing_sends__addressed') }}
),

consents as (
    {{ unify('consents') }}
),

worked as (
    select * from {{ ref('int_marketing_contacts__worked') }}
),

interrupted as (
    select addressed.send_id, max(worked.amount) as open_deal_amount
    from addressed
    inner join worked
        on
            addressed.contact_id = worked.contact_id
            and addressed.sent_at >= worked.entered_at
            and (addressed.sent_at < worked.left_at or worked.left_at is null)
    group by addressed.send_id
),

described as (
    select
        addressed.send_id,
        addressed.source_system,
        addressed.contact_id,
        addressed.customer_id,
        addressed.campaign_id,
        addressed.sent_at,
        addressed.is_nurture,
        interrupted.send_id is not null as is_sales_working,
        addressed.has_legal_basis,
        coalesce(consents.is_opted_out, false) as is_opted_out,
        cast(interrupted.open_deal_amount as numeric(18, 2)) as open_deal_amount
    from addressed
    left join interrupted on addressed.send_id = interrupted.send_id
    left join consents
        on
            addressed.contact_id = consents.contact_id
            and addressed.sent_at >= consents.since
            and (addressed.sent_at < consents.until or consents.until is null)
)

select * from described
