with records as (
    select contract_id as record_id, customer_id, amount from {{ ref('int_contracts__linked') }}
),

changes as (
    select * from {{ ref('int_stage_changes__named') }} where lifecycle = 'contract'
),

{{ visits_of('contract') }}

select * from visits
