with logged as (
    {{ unify('logged_waivers') }}
),

customers as (
    select customer_number, customer_id from {{ ref('int_customer_numbers__resolved') }}
),

people as (
    select * from {{ ref('int_people__accountable') }}
),

gathered as (
    select
        logged.waiver_id,
        logged.source_system,
        customers.customer_id,
        logged.rule,
        logged.scope,
        logged.requested_by,
        logged.approved_by,
        logged.approved_on,
        logged.expires_on,
        logged.ended_on,
        logged.expires_on < {{ today() }} as has_run_out
    from logged
    left join customers on logged.customer_number = customers.customer_number
    union all
    select
        'registry:' || waiver_id,
        'registry',
        cast(null as text),
        rule,
        record_key,
        requested_by,
        approved_by,
        approved_on,
        expires_on,
        cast(null as date),
        expires_on < {{ definitions_day() }}
    from {{ ref('waivers') }}
),

described as (
    select
        gathered.waiver_id,
        gathered.source_system,
        gathered.customer_id,
        gathered.rule,
        gathered.scope,
        requesters.role as requester_role,
        approvers.role as approver_role,
        gathered.approved_on,
        gathered.expires_on,
        gathered.ended_on,
        coalesce(gathered.has_run_out, false) as has_run_out,
        coalesce(
            lower(trim(gathered.requested_by)) = lower(trim(gathered.approved_by)) or requesters.role = approvers.role, false
        ) as is_approved_by_requester
    from gathered
    left join people as requesters on lower(trim(gathered.requested_by)) = requesters.known_as
    left join people as approvers on lower(trim(gathered.approved_by)) = approvers.known_as
)

select * from described
