{{ config(enabled='netsuite' in var('sources')) }}

with notes as (
    {{ current_rows('netsuite', 'systemnote') }}
),

changes as (
    select
        case recordtypeid when 'customrecord_contract' then 'contract' else 'revenue' end as lifecycle,
        {{ record_id('netsuite', 'recordid') }} as record_id,
        'default' as pipeline,
        newvalue as source_stage,
        {{ quoted('date') }} as changed_at,
        {{ record_id('netsuite', 'name') }} as actor,
        note as move_reason
    from notes
    where field = 'custrecord_state' and recordtypeid in ('customrecord_contract', 'customrecord_revenue_schedule')
)

select * from changes
