{%- set in_force = 'cast(visits.entered_at as date) between {0}.valid_from and {0}.valid_to' -%}

with visits as (
    select * from {{ ref('int_stage_visits__numbered') }}
),

stages as (
    select * from {{ ref('int_lifecycle_stages__dated') }}
),

transitions as (
    select
        lifecycle,
        from_stage,
        to_stage,
        needs_reason,
        valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ ref('stage_transitions') }}
),

lifecycles as (
    select * from {{ ref('lifecycles') }}
),

{# A system that does not keep the beginning cannot be judged on it. #}
beginnings as (
    select distinct mappings.source_system, mappings.lifecycle
    from {{ ref('stage_mappings') }} as mappings
    inner join stages on mappings.lifecycle = stages.lifecycle and mappings.stage = stages.stage
    where stages.may_start
),

{# Each stay meets the versions of stage and move that were valid when it began. #}
defined as (
    select
        visits.*,
        stages.version as stage_version,
        stages.owner as stage_owner,
        stages.position,
        stages.may_start,
        stages.is_terminal,
        stages.days_until_stale,
        stages.goal_position,
        before.position as previous_position,
        after.position as next_position,
        transitions.to_stage is not null as is_documented,
        transitions.needs_reason
    from visits
    left join stages
        on visits.lifecycle = stages.lifecycle and visits.stage = stages.stage and {{ in_force.format('stages') }}
    left join stages as before
        on visits.lifecycle = before.lifecycle and visits.previous_stage = before.stage and {{ in_force.format('before') }}
    left join stages as after
        on visits.lifecycle = after.lifecycle and visits.next_stage = after.stage and {{ in_force.format('after') }}
    left join transitions
        on
            visits.lifecycle = transitions.lifecycle
            and visits.previous_stage = transitions.from_stage
            and visits.stage = transitions.to_stage
            and {{ in_force.format('transitions') }}
),

{# A move ahead that nobody documented, past a stage that the record never was in. #}
skipping as (
    select distinct visits.lifecycle, visits.record_id, visits.visit_number
    from defined as visits
    inner join stages
        on
            visits.lifecycle = stages.lifecycle
            and visits.previous_position < stages.position
            and visits.position > stages.position
            and {{ in_force.format('stages') }}
    left join defined as earlier
        on
            visits.lifecycle = earlier.lifecycle
            and visits.record_id = earlier.record_id
            and stages.stage = earlier.stage
            and visits.visit_number > earlier.visit_number
    where not visits.is_documented and visits.position <= visits.goal_position and earlier.record_id is null
),

described as (
    select
        defined.lifecycle || ':' || defined.record_id || '#' || defined.stay as stage_visit_id,
        defined.lifecycle,
        defined.source_system,
        defined.record_id,
        defined.customer_id,
        defined.pipeline,
        defined.source_stage,
        defined.stage,
        defined.stage_means,
        defined.stage_version,
        defined.stage_owner,
        defined.visit_number,
        defined.stay_number,
        defined.entered_at,
        defined.left_at,
        defined.previous_stage,
        defined.next_stage,
        defined.next_stage_means,
        defined.actor,
        defined.move_reason,
        case
            when defined.visit_number = 1 and (defined.pipeline = 'dates' or beginnings.lifecycle is not null) then defined.may_start
        end as is_allowed_start,
        case when defined.position is not null and defined.previous_position is not null then defined.is_documented end as is_allowed_move,
        skipping.record_id is not null as is_skipping,
        coalesce(defined.position < defined.previous_position, false) as is_backward,
        coalesce(defined.position > defined.previous_position and defined.position <= defined.goal_position, false) as is_entered_forward,
        coalesce(defined.needs_reason, false) as move_needs_reason,
        coalesce(defined.next_position > defined.position and defined.next_position <= defined.goal_position, false) as is_left_forward,
        defined.left_at is null and not coalesce(defined.is_terminal, false) as is_open,
        {{ elapsed_days('defined.entered_at', 'coalesce(defined.left_at, ' ~ as_of() ~ ')') }} as days_in_stage,
        case when not defined.is_terminal then defined.days_until_stale end as stale_after_days,
        lifecycles.most_reentries,
        cast(defined.amount as numeric(18, 2)) as amount
    from defined
    left join lifecycles on defined.lifecycle = lifecycles.lifecycle
    left join beginnings
        on defined.source_system = beginnings.source_system and defined.lifecycle = beginnings.lifecycle
    left join skipping
        on
            defined.lifecycle = skipping.lifecycle
            and defined.record_id = skipping.record_id
            and defined.visit_number = skipping.visit_number
)

select * from described
