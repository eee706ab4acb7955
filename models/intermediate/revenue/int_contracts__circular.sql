with recursive contracts as (
    {{ unify('contracts') }}
),

changed as (
    select contract_id, amended_contract_id as changed_contract_id from contracts where amended_contract_id is not null
    union
    select contract_id, replaced_contract_id from contracts where replaced_contract_id is not null
),

reached as (
    {{ reachable('changed', 'contract_id', 'changed_contract_id') }}
),

circular as (
    select contract_id from reached where contract_id = changed_contract_id
)

select * from circular
