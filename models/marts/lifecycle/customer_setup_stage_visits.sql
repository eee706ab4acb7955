with setups as (
    select * from {{ ref('customer_setups') }}
),

stages as (
    select * from {{ ref('int_lifecycle_stages__in_force') }} where lifecycle = 'customer_setup'
),

reached as (
    {%- for stage, moment in [
        ('requested', 'requested_at'), ('checked', 'checked_at'), ('approved', 'approved_at'), ('first_delivery', 'first_delivery_at'),
    ] %}
    select setup_id, '{{ stage }}' as stage, {{ moment }} as entered_at from setups where {{ moment }} is not null
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

visits as (
    select
        reached.*,
        stages.is_terminal,
        stages.may_start,
        stages.days_until_stale,
        row_number() over by_time as visit_number,
        lead(reached.entered_at) over by_time as left_at,
        lag(reached.stage) over by_time as previous_stage,
        lead(reached.stage) over by_time as next_stage
    from reached
    inner join stages on reached.stage = stages.stage
    window by_time as (partition by reached.setup_id order by reached.entered_at, stages.position)
),

described as (
    select
        setups.setup_id || '#' || cast(visits.visit_number as text) as setup_stage_visit_id,
        setups.source_system,
        setups.setup_id,
        setups.customer_id,
        visits.stage,
        cast(visits.visit_number as integer) as visit_number,
        visits.entered_at,
        visits.left_at,
        visits.previous_stage,
        visits.next_stage,
        case when visits.visit_number = 1 then visits.may_start end as is_allowed_start,
        visits.left_at is null and not visits.is_terminal as is_open,
        {{ days_between('visits.entered_at', 'coalesce(visits.left_at, ' ~ as_of() ~ ')') }} as days_in_stage,
        case when not visits.is_terminal then visits.days_until_stale end as stale_after_days,
        setups.requested_by,
        setups.approved_by,
        setups.open_item_count,
        coalesce(setups.checked_at <= visits.entered_at, false) as is_checked_at_entry,
        coalesce(setups.approved_at <= visits.entered_at, false) as is_approved_at_entry,
        setups.ordered_amount
    from visits
    inner join setups on visits.setup_id = setups.setup_id
)

select * from described
