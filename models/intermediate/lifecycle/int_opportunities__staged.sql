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

meanings as (
    select stage, stage_means
    from {{ ref('int_lifecycle_stages__meant') }}
    where lifecycle = 'opportunity' and {{ today() }} between means_from and means_to
),

staged as (
    select
        opportunities.*,
        accounts.customer_id,
        mappings.stage,
        meanings.stage_means,
        stages.forecast_category as expected_forecast_category,
        {{ converted('opportunities.amount', 'opportunities.currency', 'rates') }} as company_amount,
        coalesce(opportunities.is_closed, stages.is_terminal, false) as is_deal_closed,
        coalesce(opportunities.is_won, meanings.stage_means = 'won', false) as is_deal_won
    from opportunities
    left join accounts on opportunities.account_id = accounts.account_id
    left join mappings
        on
            opportunities.source_system = mappings.source_system
            and opportunities.pipeline = mappings.pipeline
            and opportunities.source_stage = mappings.source_stage
    left join stages on mappings.stage = stages.stage
    left join meanings on mappings.stage = meanings.stage
    {{ join_rate('rates', 'opportunities.currency', 'opportunities.close_date') }}
)

select * from staged
