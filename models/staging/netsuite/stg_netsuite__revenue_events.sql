{{ config(enabled='netsuite' in var('sources')) }}

with lines as (
    {{ current_rows('netsuite', 'customrecord_revenue_schedule') }}
),

renamed as (
    select
        {{ record_id('netsuite', 'id') }} as revenue_event_id,
        {{ record_id('netsuite', 'custrecord_contract') }} as contract_id,
        custrecord_obligation as obligation,
        custrecord_amount as amount,
        custrecord_planned as planned_on,
        custrecord_recognised as recognised_on,
        custrecord_evidence as evidence,
        custrecord_evidence_date as evidence_on,
        {{ record_id('route_planner', 'custrecord_order') }} as order_id,
        custrecord_allocated as allocated_amount,
        coalesce(custrecord_variable, false) as is_variable,
        custrecord_estimate_method as estimate_method,
        created as created_at
    from lines
)

select * from renamed
