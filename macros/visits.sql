{#-
    The visits of one lifecycle, from two steps that its model names first: `records` (record_id,
    customer_id, amount) and `changes` (columns of int_stage_changes__named). They read only what
    their lifecycle needs, so that a deal's stage waits for no depot. The last step is `visits`.
    `created_at` is the column of `records` that says when a record came into being, where one does.
-#}
{% macro visits_of(lifecycle, created_at=none) %}
{{ mapped_changes(lifecycle, created_at) }},

{{ numbered_visits() }},

{{ defined_visits(lifecycle) }}
{% endmacro %}

{#- A change whose record nobody knows stands in no stage: it is kept, and found. -#}
{% macro mapped_changes(lifecycle, created_at) -%}
dated_stages as (
    select * from {{ ref('int_lifecycle_stages__dated') }} where lifecycle = '{{ lifecycle }}'
),

mapped as (
    select
        changes.source_system,
        changes.record_id,
        changes.pipeline,
        changes.source_stage,
        changes.changed_at,
        changes.changed_on,
        changes.actor,
        changes.move_reason,
        case when records.record_id is not null then changes.stage end as stage,
        case when records.record_id is not null then changes.stage_means end as stage_means,
        dated_stages.position,
        records.customer_id,
        records.amount,
        {{ 'records.' ~ created_at if created_at else 'cast(null as timestamp)' }} as created_at
    from changes
    left join records on changes.record_id = records.record_id
    left join dated_stages
        on
            records.record_id is not null
            and changes.stage = dated_stages.stage
            and changes.changed_on between dated_stages.valid_from and dated_stages.valid_to
)
{%- endmacro %}

{#-
    A statement is a move only where the stage differs from the statement before. One that says no
    stage cleared the one before, which ends there; the next stage is compared with the last named.
-#}
{% macro numbered_visits() -%}
{%- set by_moment -%}
    partition by record_id
    order by changed_at, position nulls last, {{ byte_order('stood_in') }}, {{ byte_order('source_stage') }}, {{ byte_order('actor') }}
{%- endset -%}
named as (
    select *, coalesce('=' || stage, '?' || source_stage) as stood_in
    from mapped
    where source_stage is not null
),

{# A clearing lasts until the next statement that names a stage. #}
cleared as (
    select mapped.record_id, mapped.changed_at as cleared_at, min(named.changed_at) as named_at
    from mapped
    left join named on mapped.record_id = named.record_id and mapped.changed_at <= named.changed_at
    where mapped.source_stage is null
    group by mapped.record_id, mapped.changed_at
),

stood as (
    select named.*, clearings.cleared_at
    from named
    left join (
        select record_id, named_at, min(cleared_at) as cleared_at from cleared where named_at is not null group by record_id, named_at
    ) as clearings
        on named.record_id = clearings.record_id and named.changed_at = clearings.named_at
),

compared as (
    select *, lag(stood_in) over ({{ by_moment }}) as stood_in_before from stood
),

unnamed as (
    select record_id, min(cleared_at) as cleared_at from cleared where named_at is null group by record_id
),

entries as (
    select *, row_number() over ({{ by_moment }}) as entry_number
    from compared
    where stood_in is distinct from stood_in_before
),

{# One pipeline more with a stage of the same name is all that can share a moment and a name. #}
namesakes as (
    select
        *,
        row_number() over (
            partition by record_id, changed_at, source_stage order by entry_number
        ) as namesake_number
    from entries
),

{# A history that begins later than a day after its record says nothing of how the record began. #}
numbered as (
    select
        source_system,
        namesakes.record_id,
        customer_id,
        pipeline,
        source_stage,
        stage,
        stage_means,
        {{ moment_text('changed_at') }} || '/' || source_stage
        || case when namesake_number > 1 then '/' || cast(namesake_number as text) else '' end as stay,
        cast(entry_number as integer) as visit_number,
        cast(row_number() over (partition by namesakes.record_id, stood_in order by entry_number) as integer) as stay_number,
        changed_at as entered_at,
        changed_on as entered_on,
        case
            when lead(changed_at) over by_entry is null then unnamed.cleared_at
            else greatest(changed_at, lead(coalesce(namesakes.cleared_at, changed_at)) over by_entry)
        end as left_at,
        lag(stage) over by_entry as previous_stage,
        lead(stage) over by_entry as next_stage,
        lead(stage_means) over by_entry as next_stage_means,
        actor,
        move_reason,
        amount,
        coalesce(
            first_value(coalesce(namesakes.cleared_at, changed_at)) over by_entry <= created_at + interval '1 day', true
        ) as is_beginning_known
    from namesakes
    left join unnamed on namesakes.record_id = unnamed.record_id
    window by_entry as (partition by namesakes.record_id order by entry_number)
)
{%- endmacro %}

{#- Each visit meets the versions of stage and move that were valid when it began. -#}
{% macro defined_visits(lifecycle) -%}
{%- set in_force = 'numbered.entered_on between {0}.valid_from and {0}.valid_to' -%}
transitions as (
    select from_stage, to_stage, needs_reason, valid_from, coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ ref('stage_transitions') }}
    where lifecycle = '{{ lifecycle }}'
),

limits as (
    select lifecycle, most_reentries from {{ ref('lifecycles') }} where lifecycle = '{{ lifecycle }}'
),

{# A system that does not keep the beginning cannot be judged on it. #}
beginnings as (
    select distinct mappings.source_system
    from {{ ref('stage_mappings') }} as mappings
    inner join dated_stages as stages on mappings.stage = stages.stage
    where mappings.lifecycle = '{{ lifecycle }}' and stages.may_start
),

defined as (
    select
        numbered.*,
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
    from numbered
    left join dated_stages as stages on numbered.stage = stages.stage and {{ in_force.format('stages') }}
    left join dated_stages as before on numbered.previous_stage = before.stage and {{ in_force.format('before') }}
    left join dated_stages as after on numbered.next_stage = after.stage and {{ in_force.format('after') }}
    left join transitions
        on
            numbered.previous_stage = transitions.from_stage
            and numbered.stage = transitions.to_stage
            and {{ in_force.format('transitions') }}
),

{# A move ahead that nobody documented, past a stage that the record never was in. #}
skipping as (
    select distinct numbered.record_id, numbered.visit_number
    from defined as numbered
    inner join dated_stages as stages
        on
            numbered.previous_position < stages.position
            and numbered.position > stages.position
            and {{ in_force.format('stages') }}
    left join defined as earlier
        on
            numbered.record_id = earlier.record_id
            and stages.stage = earlier.stage
            and numbered.visit_number > earlier.visit_number
    where not numbered.is_documented and numbered.position <= numbered.goal_position and earlier.record_id is null
),

visits as (
    select
        '{{ lifecycle }}:' || defined.record_id || '#' || defined.stay as stage_visit_id,
        '{{ lifecycle }}' as lifecycle,
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
            when
                defined.visit_number = 1
                and (defined.pipeline = 'dates' or beginnings.source_system is not null and defined.is_beginning_known)
                then defined.may_start
        end as is_allowed_start,
        defined.pipeline = 'dates' or defined.is_beginning_known as is_beginning_known,
        case when defined.position is not null and defined.previous_position is not null then defined.is_documented end as is_allowed_move,
        skipping.record_id is not null as is_skipping,
        coalesce(defined.position < defined.previous_position, false) as is_backward,
        coalesce(defined.position > defined.previous_position and defined.position <= defined.goal_position, false) as is_entered_forward,
        coalesce(defined.needs_reason, false) as move_needs_reason,
        coalesce(defined.next_position > defined.position and defined.next_position <= defined.goal_position, false) as is_left_forward,
        defined.left_at is null and not coalesce(defined.is_terminal, false) as is_open,
        {{ elapsed_days('defined.entered_at', 'coalesce(defined.left_at, ' ~ as_of() ~ ')') }} as days_in_stage,
        case when not defined.is_terminal then defined.days_until_stale end as stale_after_days,
        limits.most_reentries,
        cast(defined.amount as numeric(18, 2)) as amount
    from defined
    left join limits on true
    left join beginnings on defined.source_system = beginnings.source_system
    left join skipping on defined.record_id = skipping.record_id and defined.visit_number = skipping.visit_number
)
{%- endmacro %}

{#-
    What each change of a stage is called in the shared lifecycles, and what it means on its day: that
    of the calendar by which the people of its system worked.
-#}
{% macro named_changes(changes) %}
{# A system that keeps dates instead of stages has no stage of its own to map: it says what a date means. #}
    select
        named.*,
        meant.stage_means
    from (
        select
            changes.*,
            case when changes.pipeline = 'dates' then reached.stage else mappings.stage end as stage
        from (
            select *, {{ system_day(changes ~ '.source_system', changes ~ '.changed_at') }} as changed_on
            from {{ changes }}
            where changed_at is not null
        ) as changes
        left join {{ ref('stage_mappings') }} as mappings
            on
                changes.source_system = mappings.source_system
                and changes.lifecycle = mappings.lifecycle
                and changes.pipeline = mappings.pipeline
                and changes.source_stage = mappings.source_stage
        left join {{ ref('int_lifecycle_stages__meant') }} as reached
            on
                changes.pipeline = 'dates'
                and changes.lifecycle = reached.lifecycle
                and changes.source_stage = reached.stage_means
                and changes.changed_on between reached.meant_from and reached.meant_to
    ) as named
    left join {{ ref('int_lifecycle_stages__meant') }} as meant
        on
            named.lifecycle = meant.lifecycle
            and named.stage = meant.stage
            and named.changed_on between meant.means_from and meant.means_to
{% endmacro %}
