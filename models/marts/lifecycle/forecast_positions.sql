with opportunities as (
    select * from {{ ref('opportunities') }}
),

evidence as (
    select known.*
    from {{ ref('int_opportunity_visits__evidenced') }} as known
    inner join {{ ref('int_opportunity_visits__defined') }} as visits
        on known.record_id = visits.record_id and known.visit_number = visits.visit_number
    where visits.left_at is null
),

pushes as (
    select * from {{ ref('int_opportunities__pushed') }}
),

{# The categories in their order: a later stage carries a higher one. #}
categories as (
    select forecast_category as category, min(position) as position
    from {{ ref('int_lifecycle_stages__in_force') }}
    where lifecycle = 'opportunity'
    group by forecast_category
),

requirements as (
    select
        required.category,
        required.evidence,
        categories.position
    from {{ ref('forecast_requirements') }} as required
    inner join categories on required.category = categories.category
    where {{ is_valid_today('required.valid_from', 'required.valid_to') }}
),

judged as (
    select
        opportunities.opportunity_id,
        requirements.category,
        requirements.position,
        requirements.evidence,
        {# One condition, not a choice: where the extracts lack one of them, what is missing is not known. #}
        (requirements.evidence <> 'amount' or opportunities.amount > 0)
        and (requirements.evidence <> 'close_date' or opportunities.close_date is not null)
        and (requirements.evidence <> 'next_step' or length(trim(opportunities.next_step)) > 0)
        and (requirements.evidence <> 'scope' or length(trim(evidence.scope_at_exit)) > 0)
        and (requirements.evidence <> 'decision_process' or length(trim(evidence.decision_process_at_exit)) > 0)
        and (requirements.evidence <> 'contract_draft' or evidence.contract_draft_at_exit)
        and (requirements.evidence <> 'scope_signed' or evidence.scope_signed_at_exit)
        and (requirements.evidence <> 'promised_window' or length(trim(opportunities.promised_window_text)) > 0)
            as is_there
    from opportunities
    cross join requirements
    left join evidence on opportunities.opportunity_id = evidence.record_id
),

by_category as (
    select
        opportunity_id,
        category,
        position,
        sum(case when is_there then 0 else 1 end) as missing_count,
        {{ listed_text("case when not coalesce(is_there, false) then evidence end") }} as missing
    from judged
    group by opportunity_id, category, position
),

{# A rung is reached when nothing is missing up to it. #}
rungs as (
    select
        *,
        sum(missing_count) over (partition by opportunity_id order by position) as missing_so_far
    from by_category
),

reached as (
    select
        opportunity_id,
        max(case when missing_so_far = 0 then position end) as reached_position,
        min(case when missing_so_far > 0 then position end) as next_position
    from rungs
    group by opportunity_id
),

missing as (
    select
        rungs.opportunity_id,
        cast(sum(rungs.missing_count) as integer) as missing_count,
        {{ listed_text('rungs.missing') }} as missing
    from rungs
    inner join opportunities on rungs.opportunity_id = opportunities.opportunity_id
    inner join categories
        on opportunities.forecast_category = categories.category and rungs.position <= categories.position
    group by rungs.opportunity_id
),

described as (
    select
        opportunities.opportunity_id,
        opportunities.source_system,
        opportunities.customer_id,
        opportunities.owner_id,
        opportunities.stage,
        opportunities.company_amount as amount,
        opportunities.close_date,
        opportunities.is_closed,
        opportunities.forecast_category,
        opportunities.expected_forecast_category,
        coalesce(length(trim(opportunities.forecast_override_reason)) > 0, false) as has_override_reason,
        standing.category as documented_category,
        missing.missing_count,
        missing.missing as missing_evidence,
        following.category as next_category,
        following.missing as missing_for_next,
        coalesce(pushes.push_count, 0) as push_count,
        coalesce(
            opportunities.close_date < cast(date_trunc('quarter', opportunities.system_today) + interval '3 months' as date), false
        ) as closes_by_quarter_end
    from opportunities
    left join reached on opportunities.opportunity_id = reached.opportunity_id
    left join rungs as standing
        on reached.opportunity_id = standing.opportunity_id and reached.reached_position = standing.position
    left join rungs as following
        on reached.opportunity_id = following.opportunity_id and reached.next_position = following.position
    left join missing on opportunities.opportunity_id = missing.opportunity_id
    left join pushes on opportunities.opportunity_id = pushes.opportunity_id
)

select * from described
