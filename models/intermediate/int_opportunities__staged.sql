with opportunities as (
    {{ unify('opportunities') }}
),

accounts as (
    select source_record_id as account_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity in ('account', 'seller')
),

mappings as (
    select * from {{ ref('stage_mappings') }} where lifecycle = 'opportunity'
),

stages as (
    select * from {{ ref('int_lifecycle_stages__in_force') }} where lifecycle = 'opportunity'
),

staged as (
    select
        opportunities.*,
        accounts.customer_id,
        mappings.stage,
        stages.forecast_category as expected_forecast_category,
        coalesce(opportunities.is_closed, stages.is_terminal, false) as is_deal_closed,
        coalesce(opportunities.is_won, mappings.stage = 'closed_won', false) as is_deal_won
    from opportunities
    left join accounts on opportunities.account_id = accounts.account_id
    left join mappings
        on
            opportunities.source_system = mappings.source_system
            and opportunities.pipeline = mappings.pipeline
            and opportunities.source_stage = mappings.source_stage
    left join stages on mappings.stage = stages.stage
)

select * from staged
