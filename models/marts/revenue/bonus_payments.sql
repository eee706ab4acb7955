with bonuses as (
    {{ unify('bonus_payments') }}
),

opportunities as (
    select opportunity_id, customer_id, is_won from {{ ref('opportunities') }}
),

leads as (
    select lead_id, customer_id, is_rejected from {{ ref('leads') }}
),

plan_rules as (
    select * from {{ ref('bonus_plan_rules') }}
),

reversals as (
    select
        contracts.opportunity_id,
        visits.entered_at as reversed_at,
        {{ system_day('lines.source_system', 'visits.entered_at') }} as reversed_on
    from {{ ref('int_revenue_visits__defined') }} as visits
    inner join {{ ref('revenue_events') }} as lines on visits.record_id = lines.revenue_event_id
    inner join {{ ref('contracts') }} as contracts on lines.contract_id = contracts.contract_id
    where visits.stage_means = 'taken_back' and contracts.opportunity_id is not null
),

reversed as (
    select bonuses.bonus_id, min(reversals.reversed_at) as reversed_at, min(reversals.reversed_on) as reversed_on
    from bonuses
    inner join reversals on bonuses.opportunity_id = reversals.opportunity_id and bonuses.paid_on <= reversals.reversed_on
    group by bonuses.bonus_id
),

described as (
    select
        bonuses.bonus_id,
        bonuses.source_system,
        coalesce(opportunities.customer_id, leads.customer_id) as customer_id,
        bonuses.opportunity_id,
        bonuses.lead_id,
        bonuses.employee_id,
        bonuses.outcome,
        bonuses.plan_rule,
        plan_rules.version as plan_rule_version,
        bonuses.amount,
        bonuses.paid_on,
        cast(
            count(*) over (partition by coalesce(bonuses.opportunity_id, bonuses.lead_id), bonuses.outcome) as integer
        ) as payments_of_outcome,
        coalesce(opportunities.is_won, false) as is_deal_won,
        coalesce(leads.is_rejected, false) as is_lead_rejected,
        reversed.reversed_at,
        {{ days_between('bonuses.paid_on', 'reversed.reversed_on') }} as days_to_reversal
    from bonuses
    left join opportunities on bonuses.opportunity_id = opportunities.opportunity_id
    left join leads on bonuses.lead_id = leads.lead_id
    left join reversed on bonuses.bonus_id = reversed.bonus_id
    left join plan_rules
        on
            bonuses.plan_rule = plan_rules.plan_rule
            and bonuses.outcome = plan_rules.outcome
            and bonuses.paid_on between plan_rules.valid_from and coalesce(plan_rules.valid_to, date '9999-12-31')
)

select * from described
