with adjustments as (
    {{ unify('forecast_adjustments') }}
),

opportunities as (
    select opportunity_id, customer_id from {{ ref('opportunities') }}
),

described as (
    select
        adjustments.adjustment_id,
        adjustments.source_system,
        opportunities.customer_id,
        adjustments.opportunity_id,
        adjustments.amount,
        adjustments.author,
        adjustments.reason,
        adjustments.rule_id,
        adjustments.entered_on
    from adjustments
    left join opportunities on adjustments.opportunity_id = opportunities.opportunity_id
)

select * from described
