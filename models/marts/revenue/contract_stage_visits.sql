with visits as (
    {{ stays_of('contract', 'contract_id') }}
),

contracts as (
    select * from {{ ref('contracts') }}
),

described as (
    select
        visits.*,
        contracts.signed_at,
        contracts.starts_on,
        contracts.ends_on,
        contracts.company_amount as amount
    from visits
    inner join contracts on visits.contract_id = contracts.contract_id
)

select * from described
