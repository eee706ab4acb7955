with listed as (
    {{ unify('controls') }}
),

rules as (
    select * from {{ source('night', 'rules_in_force') }}
),

people as (
    select * from {{ ref('int_people__accountable') }}
),

gathered as (
    select
        control_id,
        source_system,
        function,
        owner,
        passing_example_on is not null as has_passing_example,
        failing_example_on is not null as has_failing_example
    from listed
    union all
    select
        'rule:' || rule_id,
        'customer_truth',
        cast(null as text),
        owner,
        passing_count > 0,
        failing_count > 0
    from rules
),

described as (
    select
        gathered.control_id,
        gathered.source_system,
        cast(null as text) as customer_id,
        gathered.function,
        people.role as owner_role,
        gathered.has_passing_example,
        gathered.has_failing_example
    from gathered
    left join people on lower(trim(gathered.owner)) = people.known_as
)

select * from described
