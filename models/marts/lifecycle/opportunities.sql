with opportunities as (
    select * from {{ ref('int_opportunities__staged') }}
),

wins as (
    select record_id as opportunity_id, max(entered_at) as won_at
    from {{ ref('int_opportunity_visits__defined') }}
    where stage_means = 'won'
    group by record_id
),

stands as (
    select record_id as opportunity_id, entered_at
    from {{ ref('int_opportunity_visits__defined') }}
    where left_at is null
),

promises as (
    select * from {{ ref('int_promised_windows__planned') }}
),

served as (
    select distinct customer_id
    from {{ ref('customer_crosswalk') }}
    where entity in ('billing_account', 'seller')
),

contracts as (
    select * from {{ ref('int_contracts__agreed') }}
),

{# A contact may have several roles, and is one person all the same. #}
contact_roles as (
    select source_system, contact_id, customer_id, {{ one_row_each('deal_role') }} as role
    from {{ ref('contacts') }}
),

decision_makers as (
    select contact_roles.customer_id, cast(count(distinct contact_roles.contact_id) as integer) as decision_maker_count
    from contact_roles
    {{ join_word('roles', "'deal_role'", 'contact_roles.role', 'contact_roles.source_system') }}
    where roles.means = 'decides'
    group by contact_roles.customer_id
),

described as (
    select
        opportunities.opportunity_id,
        opportunities.source_system,
        opportunities.customer_id,
        opportunities.owner_id,
        opportunities.stage,
        opportunities.stage_means,
        opportunities.source_stage,
        opportunities.amount,
        opportunities.company_amount,
        opportunities.close_date,
        {{ system_today('opportunities.source_system') }} as system_today,
        opportunities.created_at,
        opportunities.is_deal_closed as is_closed,
        opportunities.is_deal_won as is_won,
        wins.won_at,
        opportunities.first_contact_at,
        opportunities.forecast_category,
        opportunities.expected_forecast_category,
        opportunities.forecast_override_reason,
        opportunities.next_step,
        opportunities.next_step_on,
        opportunities.last_activity_at,
        opportunities.promised_window_text,
        opportunities.promised_frequency,
        promises.promised_day_count,
        promises.planned_day_count,
        served.customer_id is not null as has_customer_record,
        contracts.contract_id,
        contracts.signed_at as contract_signed_at,
        contracts.amount as contract_amount,
        {{ currency_code('opportunities.currency') }} as currency,
        opportunities.starts_on,
        opportunities.term_months,
        contracts.currency as contract_currency,
        contracts.starts_on as contract_starts_on,
        contracts.term_months as contract_term_months,
        opportunities.last_stage_change_at,
        stands.entered_at as stage_entered_at,
        coalesce(decision_makers.decision_maker_count, 0) as decision_maker_count
    from opportunities
    left join wins on opportunities.opportunity_id = wins.opportunity_id
    left join stands on opportunities.opportunity_id = stands.opportunity_id
    left join promises on opportunities.opportunity_id = promises.opportunity_id
    left join served on opportunities.customer_id = served.customer_id
    left join decision_makers on opportunities.customer_id = decision_makers.customer_id
    left join contracts on opportunities.opportunity_id = contracts.opportunity_id
)

select * from described
