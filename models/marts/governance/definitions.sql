with glossary as (
    {{ unify('glossary_entries') }}
),

stages as (
    select * from {{ ref('int_lifecycle_stages__dated') }}
),

entries as (
    select * from {{ ref('int_registry_entries__in_force') }}
),

{# The registry's own definitions stand beside what the functions write in their sheets. #}
written as (
    select
        entry_id as definition_id,
        source_system,
        function,
        term,
        scope,
        entry_criteria,
        exit_criteria,
        evidence,
        rationale,
        owner,
        valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to,
        true as needs_parts,
        cast(null as boolean) as is_in_force
    from glossary
    union all
    select
        'registry:' || stages.lifecycle || '/' || stages.stage || '#' || cast(stages.version as text) as definition_id,
        'registry' as source_system,
        cast(null as text) as function,
        stages.stage as term,
        stages.lifecycle as scope,
        cast(null as text) as entry_criteria,
        cast(null as text) as exit_criteria,
        cast(null as text) as evidence,
        cast(null as text) as rationale,
        stages.owner,
        stages.valid_from,
        stages.valid_to,
        false as needs_parts,
        cast(null as boolean) as is_in_force
    from stages
    union all
    select
        'registry:' || definition || '#' || cast(version as text),
        'registry',
        'marketing',
        'qualified lead',
        'company',
        cast(null as text),
        cast(null as text),
        cast(null as text),
        cast(null as text),
        owner,
        valid_from,
        coalesce(valid_to, date '9999-12-31'),
        false,
        cast(null as boolean)
    from {{ ref('lead_definitions') }}
    union all
    select
        'registry:' || entry_kind || '/' || name,
        'registry',
        cast(null as text),
        name,
        entry_kind,
        cast(null as text),
        cast(null as text),
        cast(null as text),
        cast(null as text),
        case when entry_kind <> 'role' or is_in_force then owner end,
        valid_from,
        valid_to,
        false,
        is_in_force
    from entries
),

people as (
    select * from {{ ref('int_people__accountable') }}
),

clashes as (
    select written.definition_id, cast(count(*) as integer) as clash_count
    from written
    inner join written as others
        on
            written.term = others.term
            and written.scope = others.scope
            and written.definition_id <> others.definition_id
            and written.valid_from <= others.valid_to
            and written.valid_to >= others.valid_from
    group by written.definition_id
),

spaced as (
    select
        definition_id,
        lead(valid_from) over (partition by term, scope order by valid_from, valid_to) as next_from
    from written
),

described as (
    select
        written.definition_id,
        written.source_system,
        cast(null as text) as customer_id,
        written.function,
        written.term,
        written.scope,
        written.owner,
        case
            when written.is_in_force and written.scope = 'role' then 'person'
            when written.owner is null or trim(written.owner) = '' then 'nobody'
            when people.role is not null then 'person'
            when
                written.owner like '%,%' or written.owner like '%;%' or written.owner like '%/%'
                or lower(written.owner) like '% and %'
                then 'list'
            else 'unknown'
        end as owner_kind,
        people.role as owner_role,
        written.valid_from,
        written.valid_to,
        written.needs_parts,
        cast(
            case when length(trim(written.entry_criteria)) > 0 then 0 else 1 end
            + case when length(trim(written.exit_criteria)) > 0 then 0 else 1 end
            + case when length(trim(written.evidence)) > 0 then 0 else 1 end
            + case when length(trim(written.rationale)) > 0 then 0 else 1 end
            + case when written.valid_from is not null then 0 else 1 end as integer
        ) as missing_part_count,
        coalesce(clashes.clash_count, 0) as clash_count,
        not coalesce(written.is_in_force, true) as has_lapsed,
        cast(
            case
                when written.valid_to < {{ today() }} then coalesce(spaced.next_from, {{ today() }} + 1) - written.valid_to - 1
                else 0
            end as integer
        ) as days_undefined_after
    from written
    left join people on lower(trim(written.owner)) = people.known_as
    left join clashes on written.definition_id = clashes.definition_id
    left join spaced on written.definition_id = spaced.definition_id
)

select * from described
