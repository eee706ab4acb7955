with visits as (
    {{ stays_of('lead', 'lead_id', also=['actor', 'move_reason']) }}
),

scores as (
    {{ unify('lead_scores') }}
),

users as (
    {{ unify('users') }}
),

teams as (
    {{ unify('teams') }}
),

definitions as (
    select * from {{ ref('lead_definitions') }} where definition = 'qualified_lead'
),

evidence as (
    select
        visits.stage_visit_id,
        max(case when scores.kind = 'fit' then scores.score end) as fit_score_at_entry,
        max(case when scores.kind = 'engagement' then scores.score end) as engagement_score_at_entry
    from visits
    inner join scores
        on visits.lead_id = scores.contact_id and visits.entered_at >= scores.since and visits.entered_at < scores.until
    group by visits.stage_visit_id
),

described as (
    select
        visits.*,
        {# The systems keep a person's team as it is today; it says nothing of before it was last changed. #}
        case when users.known_since <= visits.entered_at then teams.function end as actor_function,
        evidence.fit_score_at_entry,
        evidence.engagement_score_at_entry,
        definitions.version as definition_version,
        definitions.least_fit_score,
        definitions.least_engagement_score
    from visits
    left join evidence on visits.stage_visit_id = evidence.stage_visit_id
    left join users on visits.actor = users.user_id
    left join teams on users.team = teams.team
    left join definitions
        on
            {{ system_day('visits.source_system', 'visits.entered_at') }} between definitions.valid_from
            and coalesce(definitions.valid_to, date '9999-12-31')
)

select * from described
