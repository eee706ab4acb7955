{{ config(enabled='zendesk' in var('sources')) }}

with words as (
    {{ words_in_records('zendesk', {
        'channel': ('ticket_comment', 'via_channel', 'public'),
        'sla_report': ('ticket', 'custom_reported_sla'),
        'data_request': ('ticket_field_history', 'value', "field_name = 'custom_requested_data'"),
    }) }}
)

select * from words
