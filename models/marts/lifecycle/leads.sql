with leads as (
    select * from {{ ref('int_leads__linked') }}
),

users as (
    {{ unify('users') }}
),

stands as (
    select * from {{ ref('int_lead_stages__standing') }}
),

{# What the status says today; how the lead got there stands in its history. #}
statuses as (
    {{ status_meanings('lead') }}
),

teams as (
    {{ unify('teams') }}
),

credits as (
    select lead_id, cast(count(*) as integer) as credit_count
    from ({{ unify('lead_credits') }}) as credited
    group by lead_id
),

company as (
    select count(*) > 0 as credits_are_known from ({{ unify('lead_credits') }}) as credited
),

described as (
    select
        leads.lead_id,
        leads.source_system,
        leads.customer_id,
        leads.lead_source,
        leads.status,
        stands.stage,
        stands.stage_means,
        leads.first_contact_at,
        leads.qualified_at,
        leads.responded_at,
        {{ hours_between('leads.qualified_at', 'coalesce(leads.responded_at, ' ~ as_of() ~ ')') }} as response_hours,
        {# A system that has statuses says by its own flag that a lead became a deal, however the status is called. #}
        coalesce(
            statuses.stage_means in ('taken_over', 'became_deal') or (leads.is_converted and leads.status is not null), false
        ) as is_accepted,
        coalesce(statuses.stage_means = 'given_back', false) as is_rejected,
        leads.rejection_reason,
        leads.owner_id,
        coalesce(users.is_active, false) as owner_is_active,
        teams.function as owner_function,
        case when company.credits_are_known then coalesce(credits.credit_count, 0) end as credit_count,
        leads.marketing_contact_id,
        leads.is_converted
    from leads
    cross join company
    left join users on leads.owner_id = users.user_id
    left join statuses on leads.source_system = statuses.source_system and leads.status = statuses.status
    left join stands on leads.lead_id = stands.lead_id
    left join teams on users.team = teams.team
    left join credits on leads.lead_id = credits.lead_id
)

select * from described
