{{ config(enabled='hubspot' in var('sources')) }}

with history as (
    {{ current_rows('hubspot', 'deal_property_history') }}
),

{# Each value holds from its own moment until the next value of the same property. #}
held as (
    select
        deal_id,
        name as property,
        value as said,
        {{ quoted('timestamp') }} as since,
        coalesce(
            lead({{ quoted('timestamp') }}) over (
                partition by deal_id, name order by {{ quoted('timestamp') }}
            ),
            timestamp '9999-12-31 00:00:00'
        ) as until
    from history
    where name in (
        'amount', 'closedate', 'pipeline', 'hubspot_owner_id', 'contract_draft', 'scope_signed', 'nonstandard_terms',
        'loss_reason', 'reversal_reason', 'hs_next_step', 'scope', 'decision_process', 'promised_window'
    )
)

select * from held
