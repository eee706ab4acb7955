with sites as (
    select depot_id, source_system, count(*) as active_site_count
    from {{ ref('customer_sites') }}
    where is_active and depot_id is not null
    group by depot_id, source_system
),

kinds as (
    select kind from {{ ref('exception_kinds') }} where decision = 'priority_slot'
),

budgets as (
    select * from {{ ref('priority_budgets') }}
),

held as (
    select
        exceptions.depot_id,
        exceptions.kind,
        count(distinct case when exceptions.is_in_force and active.is_active then exceptions.site_id end) as exception_count,
        {{ whole_sum('exceptions.cost') }} as cost
    from {{ ref('service_exceptions') }} as exceptions
    inner join {{ ref('customer_sites') }} as active on exceptions.site_id = active.site_id
    group by exceptions.depot_id, exceptions.kind
),

budgeted as (
    select
        sites.depot_id || '/' || kinds.kind as depot_exception_id,
        sites.source_system,
        sites.depot_id,
        kinds.kind,
        cast(sites.active_site_count as integer) as active_site_count,
        cast(coalesce(held.exception_count, 0) as integer) as exception_count,
        cast(coalesce(held.exception_count, 0) as double precision) / sites.active_site_count as share,
        cast(coalesce(own.largest_share, general.largest_share) as double precision) as largest_share,
        coalesce(own.approved_by, general.approved_by) as approved_by,
        coalesce(own.approved_on, general.approved_on) as approved_on,
        coalesce(own.expires_on, general.expires_on) as expires_on,
        cast({{ zero_without('held.depot_id', 'held.cost') }} as numeric(18, 2)) as cost
    from sites
    cross join kinds
    left join held on sites.depot_id = held.depot_id and kinds.kind = held.kind
    left join budgets as own
        on kinds.kind = own.kind and sites.depot_id = sites.source_system || ':' || own.depot
    left join budgets as general on kinds.kind = general.kind and general.depot = 'all'
),

described as (
    select *, {{ is_valid_today('approved_on', 'expires_on') }} as budget_is_in_force
    from budgeted
)

select * from described
