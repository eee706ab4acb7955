{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'case_log') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'case_id') }} as case_id,
        lower(kind) as kind,
        topic,
        {{ number_id('customer_number') }} as customer_number,
        amount,
        opened_on,
        due_on,
        decided_on,
        decided_by,
        decision,
        escalated_on,
        escalated_to,
        closed_on
    from typed
)

select * from renamed
