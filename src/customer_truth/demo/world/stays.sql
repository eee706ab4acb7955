-- Every stay as the damaged histories tell it, by its number among those of its record, and the name
-- that its mart must give it: the moment and the system's own stage with which it began.
create table plants.stays as
with said (lifecycle, record, moment, stage) as (
    select 'opportunity', 'salesforce:' || id, _fivetran_start, stage_name from salesforce.opportunity_history
    union all
    select 'opportunity', 'hubspot:' || deal_id, _fivetran_start, value from hubspot.deal_stage
    union all
    select 'lead', 'salesforce:' || id, _fivetran_start, status from salesforce.lead_history
    union all
    select 'lead', 'hubspot:' || contact_id, timestamp, value from hubspot.contact_property_history
    where name = 'lifecyclestage'
    union all
    select case recordtypeid when 'customrecord_contract' then 'contract' else 'revenue' end,
        'netsuite:' || recordid, date, newvalue
    from netsuite.systemnote where field = 'custrecord_state'
    union all
    select 'ticket', 'zendesk:' || ticket_id, updated, value from zendesk.ticket_field_history
    where field_name = 'status'
    union all
    select 'customer_setup', 'route_planner:' || setup_id, unnest([requested_at, checked_at, approved_at]),
        unnest(['asked_for', 'verified', 'released'])
    from route_planner.customer_setups
    union all
    select 'customer_setup', 'route_planner:' || setups.setup_id, min(stops.arrived_at), 'served'
    from route_planner.customer_setups as setups
    inner join route_planner.orders as orders using (_customer)
    inner join route_planner.actual_stops as stops on orders.order_id = stops.order_id
    group by all
),
moves as (
    select *, lag(stage) over (partition by lifecycle, record order by moment) is distinct from stage as is_move
    from (select lifecycle, record, try_cast(moment as timestamp) as moment, stage from said where moment is not null and stage <> '')
)
select
    lifecycle, record,
    row_number() over (partition by lifecycle, record order by moment) as number,
    rtrim(rtrim(strftime(moment, '%Y-%m-%dT%H:%M:%S.%f'), '0'), '.') || '/' || stage as name
from moves where is_move;
