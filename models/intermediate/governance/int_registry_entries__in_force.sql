{#-
    What the registry must say on every day: who holds each role that is named, which stages a
    lifecycle in use has, each rate and figure. A role that nobody names has been given up.
-#}
with named as (
    select owner as role from {{ source('night', 'rules_in_force') }}
    {%- for table, column in [
        ('decision_rights', 'decider'), ('source_systems', 'owner'), ('lifecycles', 'owner'), ('cost_rates', 'owner'),
        ('otif_definitions', 'owner'), ('function_kpis', 'owner'), ('lead_definitions', 'owner'),
    ] %}
    union
    select {{ column }} from {{ ref(table) }}
    {%- endfor %}
),

lifecycles as (
    select lifecycle, owner from {{ ref('lifecycles') }} where {{ holds_today('valid_from', 'valid_to') }}
),

versions as (
    select 'role' as entry_kind, owners.role as name, owners.role as owner, owners.valid_from, owners.valid_to
    from {{ ref('owners') }} as owners
    inner join named on owners.role = named.role
    union all
    select 'lifecycle', stages.lifecycle, lifecycles.owner, stages.valid_from, stages.valid_to
    from {{ ref('lifecycle_stages') }} as stages
    inner join lifecycles on stages.lifecycle = lifecycles.lifecycle
    {%- for kind, table, column in [
        ('cost_rate', 'cost_rates', 'rate'), ('function_kpi', 'function_kpis', 'function'),
        ('otif_definition', 'otif_definitions', "'on_time_in_full'"), ('lead_definition', 'lead_definitions', 'definition'),
    ] %}
    union all
    select '{{ kind }}', {{ column }}, owner, valid_from, valid_to
    from {{ ref(table) }}
    {%- endfor %}
),

today as (
    select
        *,
        {{ holds_today('valid_from', 'valid_to') }} as holds
    from versions
),

entries as (
    select
        entry_kind,
        name,
        min(owner) as owner,
        min(valid_from) as valid_from,
        max(coalesce(valid_to, date '9999-12-31')) as valid_to,
        bool_or(holds) as is_in_force
    from today
    group by entry_kind, name
)

select * from entries
