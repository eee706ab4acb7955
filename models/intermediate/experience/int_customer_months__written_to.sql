with sends as (
    select distinct
        sends.customer_id,
        sends.contact_id,
        cast(date_trunc('month', {{ system_day('sends.source_system', 'sends.sent_at') }}) as date) as month_on
    from {{ ref('int_marketing_sends__addressed') }} as sends
    where sends.customer_id is not null
),

opt_outs as (
    select distinct
        consents.contact_id,
        cast(date_trunc('month', {{ system_day('consents.source_system', 'consents.since') }}) as date) as month_on
    from ({{ unify('consents') }}) as consents
    where consents.is_opted_out
),

written_to as (
    select
        sends.customer_id,
        sends.month_on,
        count(opt_outs.contact_id) as opt_out_count
    from sends
    left join opt_outs on sends.contact_id = opt_outs.contact_id and sends.month_on = opt_outs.month_on
    group by sends.customer_id, sends.month_on
)

select * from written_to
