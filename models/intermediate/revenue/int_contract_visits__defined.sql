with records as (
    select contract_id as record_id, customer_id, company_amount as amount, created_at from {{ ref('int_contracts__linked') }}
),

changes as (
    select * from {{ ref('int_stage_changes__named') }} where lifecycle = 'contract'
),

{{ visits_of('contract', created_at='created_at') }}

select * from visits
