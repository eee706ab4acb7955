with bonuses as (
    {{ unify('bonus_payments') }}
),

opportunities as (
    select opportunity_id, customer_id, is_won from {{ ref('opportunities') }}
),

described as (
    select
        bonuses.bonus_id,
        bonuses.source_system,
        opportunities.customer_id,
        bonuses.opportunity_id,
        bonuses.employee_id,
        bonuses.outcome,
        bonuses.plan_rule,
        bonuses.amount,
        bonuses.paid_on,
        cast(count(*) over (partition by bonuses.opportunity_id, bonuses.outcome) as integer) as payments_of_outcome,
        coalesce(opportunities.is_won, false) as is_deal_won
    from bonuses
    left join opportunities on bonuses.opportunity_id = opportunities.opportunity_id
)

select * from described
