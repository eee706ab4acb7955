{#-
    The canonical columns of each entity, whichever system it comes from, and which systems
    have it. A system that is on brings the model stg_<system>__<entity>.
-#}

{% macro entities() %}
{{ return({
    'accounts': {'systems': ['salesforce', 'hubspot'], 'columns': {
        'account_id': 'text', 'name': 'text', 'segment': 'text', 'currency': 'text',
        'country': 'text', 'tax_id': 'text', 'owner_id': 'text', 'customer_number': 'text',
        'is_on_credit_hold': 'boolean', 'phone': 'text', 'website': 'text', 'street': 'text',
        'city': 'text', 'region': 'text', 'postal_code': 'text', 'lei': 'text', 'duns': 'text',
        'parent_id': 'text',
    }},
    'account_owners': {'systems': ['spreadsheets'], 'columns': {
        'claim_id': 'text', 'customer_number': 'text', 'decision': 'text', 'function': 'text',
        'person': 'text', 'valid_from': 'date', 'valid_to': 'date',
    }},
    'billing_accounts': {'systems': ['netsuite'], 'columns': {
        'billing_account_id': 'text', 'customer_number': 'text', 'account_id': 'text',
        'name': 'text', 'country': 'text', 'currency': 'text', 'tax_id': 'text',
        'payment_terms': 'text', 'has_payer': 'boolean', 'is_on_credit_hold': 'boolean',
        'delivery_window_text': 'text',
        'phone': 'text', 'email': 'text', 'street': 'text', 'city': 'text', 'region': 'text',
        'postal_code': 'text', 'parent_id': 'text',
        'credit_limit': 'numeric(18, 2)',
    }},
    'bonus_payments': {'systems': ['spreadsheets'], 'columns': {
        'bonus_id': 'text', 'opportunity_id': 'text', 'employee_id': 'text', 'outcome': 'text',
        'plan_rule': 'text', 'amount': 'numeric(18, 2)', 'paid_on': 'date', 'lead_id': 'text',
    }},
    'buyer_activities': {'systems': ['salesforce', 'hubspot'], 'columns': {
        'activity_id': 'text', 'opportunity_id': 'text', 'kind': 'text', 'happened_at': 'timestamp',
    }},
    'case_log': {'systems': ['spreadsheets'], 'columns': {
        'case_id': 'text', 'kind': 'text', 'topic': 'text', 'customer_number': 'text',
        'amount': 'numeric(18, 2)', 'opened_on': 'date', 'due_on': 'date', 'decided_on': 'date',
        'decided_by': 'text', 'decision': 'text', 'escalated_on': 'date', 'escalated_to': 'text',
        'closed_on': 'date',
    }},
    'close_dates': {'systems': ['salesforce', 'hubspot'], 'columns': {
        'opportunity_id': 'text', 'close_date': 'date', 'said_at': 'timestamp',
    }},
    'consents': {'systems': ['hubspot'], 'columns': {
        'contact_id': 'text', 'is_opted_out': 'boolean', 'since': 'timestamp', 'until': 'timestamp',
    }},
    'contact_merges': {'systems': ['hubspot'], 'columns': {
        'absorbed_contact_id': 'text', 'surviving_contact_id': 'text', 'merged_at': 'timestamp',
    }},
    'contacts': {'systems': ['salesforce', 'hubspot'], 'columns': {
        'contact_id': 'text', 'account_id': 'text', 'email': 'text', 'phone': 'text',
        'deal_role': 'text', 'has_opted_out': 'boolean', 'created_at': 'timestamp',
    }},
    'contracts': {'systems': ['netsuite'], 'columns': {
        'contract_id': 'text', 'billing_account_id': 'text', 'opportunity_id': 'text',
        'amount': 'numeric(18, 2)', 'signed_at': 'timestamp', 'starts_on': 'date',
        'ends_on': 'date', 'payment_terms': 'text', 'approved_by': 'text',
        'is_collectable': 'boolean', 'status': 'text', 'currency': 'text', 'term_months': 'integer',
        'has_substance': 'boolean', 'has_nonstandard_terms': 'boolean',
    }},
    'controls': {'systems': ['spreadsheets'], 'columns': {
        'control_id': 'text', 'function': 'text', 'statement': 'text', 'owner': 'text',
        'passing_example_on': 'date', 'failing_example_on': 'date',
    }},
    'credit_notes': {'systems': ['netsuite'], 'columns': {
        'credit_note_id': 'text', 'billing_account_id': 'text', 'invoice_id': 'text',
        'reason': 'text', 'issued_on': 'date', 'amount': 'numeric(18, 2)',
    }},
    'customer_setups': {'systems': ['route_planner'], 'columns': {
        'setup_id': 'text', 'customer_number': 'text', 'requested_at': 'timestamp',
        'requested_by': 'text', 'checked_at': 'timestamp', 'approved_at': 'timestamp',
        'approved_by': 'text', 'open_item_count': 'integer',
    }},
    'depots': {'systems': ['route_planner'], 'columns': {
        'depot_id': 'text', 'time_zone': 'text', 'opens_minute': 'integer',
        'closes_minute': 'integer',
    }},
    'deleted_accounts': {'systems': ['salesforce', 'hubspot'], 'columns': {
        'account_id': 'text', 'customer_number': 'text', 'surviving_account_id': 'text',
    }},
    'figure_reports': {'systems': ['spreadsheets'], 'columns': {
        'report_id': 'text', 'function': 'text', 'metric': 'text', 'month_starts_on': 'date',
        'value': 'numeric(18, 2)', 'counts': 'text', 'rollup': 'text', 'compared_with': 'text',
    }},
    'forecast_adjustments': {'systems': ['spreadsheets'], 'columns': {
        'adjustment_id': 'text', 'opportunity_id': 'text', 'amount': 'numeric(18, 2)',
        'author': 'text', 'reason': 'text', 'rule_id': 'text', 'entered_on': 'date',
    }},
    'glossary_entries': {'systems': ['spreadsheets'], 'columns': {
        'entry_id': 'text', 'function': 'text', 'term': 'text', 'scope': 'text',
        'entry_criteria': 'text', 'exit_criteria': 'text', 'evidence': 'text', 'rationale': 'text',
        'owner': 'text', 'valid_from': 'date', 'valid_to': 'date',
    }},
    'invoices': {'systems': ['netsuite'], 'columns': {
        'invoice_id': 'text', 'billing_account_id': 'text', 'order_id': 'text',
        'contract_id': 'text', 'issued_on': 'date', 'due_on': 'date', 'amount': 'numeric(18, 2)',
    }},
    'lead_credits': {'systems': ['spreadsheets'], 'columns': {
        'credit_id': 'text', 'lead_id': 'text',
    }},
    'lead_scores': {'systems': ['hubspot'], 'columns': {
        'contact_id': 'text', 'kind': 'text', 'score': 'integer', 'since': 'timestamp', 'until': 'timestamp',
    }},
    'lead_targets': {'systems': ['spreadsheets'], 'columns': {
        'quarter_starts_on': 'date', 'lead_source': 'text', 'target': 'integer',
    }},
    'leads': {'systems': ['salesforce', 'olist'], 'columns': {
        'lead_id': 'text', 'account_id': 'text', 'lead_source': 'text', 'status': 'text',
        'first_contact_at': 'timestamp', 'qualified_at': 'timestamp', 'responded_at': 'timestamp',
        'rejection_reason': 'text',
        'owner_id': 'text', 'is_converted': 'boolean', 'marketing_contact_id': 'text',
    }},
    'logged_waivers': {'systems': ['spreadsheets'], 'columns': {
        'waiver_id': 'text', 'rule': 'text', 'customer_number': 'text', 'scope': 'text', 'reason': 'text',
        'requested_by': 'text', 'approved_by': 'text', 'approved_on': 'date', 'expires_on': 'date',
        'ended_on': 'date',
    }},
    'lost_customers': {'systems': ['spreadsheets'], 'columns': {
        'loss_id': 'text', 'customer_number': 'text', 'noticed_on': 'date',
    }},
    'marketing_contacts': {'systems': ['hubspot'], 'columns': {
        'contact_id': 'text', 'crm_contact_id': 'text', 'account_id': 'text', 'email': 'text',
        'is_opted_out': 'boolean', 'has_legal_basis': 'boolean', 'lead_stage': 'text',
        'company_lead_stage': 'text', 'is_lead_stage_an_option': 'boolean', 'is_suppressed': 'boolean',
    }},
    'marketing_sends': {'systems': ['hubspot'], 'columns': {
        'send_id': 'text', 'recipient': 'text', 'campaign_id': 'text', 'sent_at': 'timestamp',
        'is_nurture': 'boolean',
    }},
    'opportunities': {'systems': ['salesforce', 'hubspot', 'olist'], 'columns': {
        'opportunity_id': 'text', 'account_id': 'text', 'owner_id': 'text', 'contact_id': 'text',
        'pipeline': 'text', 'source_stage': 'text', 'amount': 'numeric(18, 2)',
        'close_date': 'date', 'created_at': 'timestamp', 'is_closed': 'boolean',
        'is_won': 'boolean', 'first_contact_at': 'timestamp', 'forecast_category': 'text',
        'forecast_override_reason': 'text', 'next_step': 'text', 'next_step_on': 'date', 'last_activity_at': 'timestamp',
        'currency': 'text', 'starts_on': 'date', 'term_months': 'integer',
        'last_stage_change_at': 'timestamp', 'promised_window_text': 'text', 'promised_frequency': 'integer',
    }},
    'orders': {'systems': ['route_planner', 'olist'], 'columns': {
        'order_id': 'text', 'customer_number': 'text', 'buyer_id': 'text', 'site_id': 'text',
        'status': 'text', 'ordered_at': 'timestamp', 'requested_on': 'date',
        'promised_from': 'timestamp',
        'promised_until': 'timestamp', 'arrived_at': 'timestamp', 'delivered_at': 'timestamp',
        'proof_of_delivery_at': 'timestamp', 'is_on_time': 'boolean', 'ordered_cases': 'integer',
        'delivered_cases': 'integer', 'amount': 'numeric(18, 2)', 'paid_amount': 'numeric(18, 2)',
        'payment_tolerance': 'numeric(18, 2)', 'minimum_exception_by': 'text',
        'lowest_rating': 'integer',
    }},
    'organizations': {'systems': ['zendesk'], 'columns': {
        'organization_id': 'text', 'customer_number': 'text',
    }},
    'otif_reports': {'systems': ['spreadsheets'], 'columns': {
        'report_id': 'text', 'depot_id': 'text', 'reported_month': 'date', 'numerator': 'integer',
        'numerator_definition': 'text', 'denominator': 'integer',
        'denominator_definition': 'text',
    }},
    'parties': {'systems': ['olist'], 'columns': {
        'party_id': 'text', 'entity': 'text', 'country': 'text', 'currency': 'text',
        'city': 'text', 'region': 'text', 'postal_code': 'text',
    }},
    'payments': {'systems': ['netsuite'], 'columns': {
        'payment_id': 'text', 'invoice_id': 'text', 'amount': 'numeric(18, 2)',
    }},
    'revenue_events': {'systems': ['netsuite'], 'columns': {
        'revenue_event_id': 'text', 'contract_id': 'text', 'obligation': 'text',
        'amount': 'numeric(18, 2)', 'planned_on': 'date', 'recognised_on': 'date',
        'evidence': 'text', 'evidence_on': 'date', 'order_id': 'text',
        'allocated_amount': 'numeric(18, 2)', 'is_variable': 'boolean', 'estimate_method': 'text',
    }},
    'routes': {'systems': ['route_planner'], 'columns': {
        'route_id': 'text', 'depot_id': 'text', 'route_date': 'date', 'driver_id': 'text',
        'planned_start_at': 'timestamp', 'planned_end_at': 'timestamp', 'static_route': 'text',
        'is_extra': 'boolean', 'exception_id': 'text', 'requested_by': 'text',
    }},
    'sellers': {'systems': ['olist'], 'columns': {
        'lead_id': 'text', 'lead_source': 'text', 'business_segment': 'text', 'city': 'text',
        'postal_code': 'text', 'first_review_score': 'integer', 'won_at': 'timestamp',
    }},
    'service_exceptions': {'systems': ['route_planner'], 'columns': {
        'exception_id': 'text', 'kind': 'text', 'site_id': 'text', 'driver_id': 'text',
        'reason': 'text', 'requested_by': 'text', 'granted_by': 'text', 'granted_on': 'date',
        'expires_on': 'date',
    }},
    'service_plans': {'systems': ['route_planner'], 'columns': {
        'plan_id': 'text', 'site_id': 'text', 'delivery_days': 'text',
        'deliveries_per_week': 'integer', 'service_minutes': 'integer',
        'order_minimum': 'numeric(18, 2)', 'valid_from': 'date', 'valid_to': 'date',
    }},
    'sites': {'systems': ['route_planner'], 'columns': {
        'site_id': 'text', 'customer_number': 'text', 'depot_id': 'text', 'time_zone': 'text',
        'latitude': 'double precision', 'longitude': 'double precision', 'is_active': 'boolean',
        'postal_code': 'text', 'country': 'text', 'gln': 'text', 'receiving_hours': 'text',
        'requested_window_text': 'text', 'created_at': 'timestamp',
    }},
    'solve_targets': {'systems': ['zendesk'], 'columns': {
        'priority': 'text', 'target_minutes': 'integer',
    }},
    'stage_changes': {'systems': ['salesforce', 'hubspot', 'route_planner', 'netsuite', 'zendesk', 'olist'], 'columns': {
        'lifecycle': 'text', 'record_id': 'text', 'pipeline': 'text', 'source_stage': 'text',
        'changed_at': 'timestamp', 'actor': 'text', 'move_reason': 'text',
    }},
    'stage_versions': {'systems': ['salesforce', 'hubspot', 'olist'], 'columns': {
        'opportunity_id': 'text', 'source_stage': 'text', 'started_at': 'timestamp',
        'move_reason': 'text',
        'owner_id_at_entry': 'text', 'owner_id_at_exit': 'text',
        'amount_at_entry': 'numeric(18, 2)', 'amount_at_exit': 'numeric(18, 2)',
        'close_date_at_entry': 'date', 'close_date_at_exit': 'date',
        'contract_draft_at_entry': 'boolean', 'contract_draft_at_exit': 'boolean',
        'scope_signed_at_entry': 'boolean', 'scope_signed_at_exit': 'boolean',
        'nonstandard_terms_at_entry': 'boolean', 'nonstandard_terms_at_exit': 'boolean',
        'loss_reason_at_entry': 'text', 'loss_reason_at_exit': 'text',
        'next_step_at_entry': 'text', 'next_step_at_exit': 'text',
        'scope_at_entry': 'text', 'scope_at_exit': 'text',
        'decision_process_at_entry': 'text', 'decision_process_at_exit': 'text',
        'promised_window_at_entry': 'text', 'promised_window_at_exit': 'text',
    }},
    'status_changes': {'systems': ['zendesk'], 'columns': {
        'ticket_id': 'text', 'status': 'text', 'changed_at': 'timestamp', 'changed_by': 'text',
    }},
    'stops': {'systems': ['route_planner'], 'columns': {
        'stop_id': 'text', 'route_id': 'text', 'site_id': 'text', 'order_id': 'text',
        'sequence': 'integer', 'planned_arrival': 'timestamp', 'planned_departure': 'timestamp',
        'arrived_at': 'timestamp', 'departed_at': 'timestamp',
        'proof_of_delivery_at': 'timestamp',
    }},
    'survey_campaigns': {'systems': ['spreadsheets'], 'columns': {
        'campaign_id': 'text', 'touchpoint': 'text', 'opened_on': 'date', 'closed_on': 'date',
    }},
    'surveys': {'systems': ['spreadsheets'], 'columns': {
        'response_id': 'text', 'survey_id': 'text', 'campaign_id': 'text',
        'customer_number': 'text', 'ticket_id': 'text', 'sent_on': 'date', 'answered_on': 'date',
        'score': 'integer', 'followed_up_on': 'date',
    }},
    'teams': {'systems': ['spreadsheets'], 'columns': {
        'team': 'text', 'function': 'text', 'is_active': 'boolean',
    }},
    'ticket_changes': {'systems': ['zendesk'], 'columns': {
        'ticket_id': 'text', 'field': 'text', 'value': 'text', 'changed_at': 'timestamp',
        'changed_by': 'text',
    }},
    'ticket_messages': {'systems': ['zendesk'], 'columns': {
        'message_id': 'text', 'ticket_id': 'text', 'sent_at': 'timestamp',
        'is_from_customer': 'boolean', 'is_automatic': 'boolean', 'length': 'integer',
    }},
    'tickets': {'systems': ['zendesk'], 'columns': {
        'ticket_id': 'text', 'organization_id': 'text', 'status': 'text', 'priority': 'text',
        'created_at': 'timestamp', 'reported_sla': 'text', 'assignee_id': 'text',
        'satisfaction': 'text', 'rated_at': 'timestamp', 'category': 'text',
        'has_next_action': 'boolean',
    }},
    'users': {'systems': ['salesforce', 'hubspot'], 'columns': {
        'user_id': 'text', 'is_active': 'boolean', 'team': 'text',
    }},
    'window_days': {'systems': ['route_planner'], 'columns': {
        'window_day_id': 'text', 'site_id': 'text', 'on_date': 'date', 'hours_text': 'text',
        'is_closed': 'boolean',
    }},
    'windows': {'systems': ['route_planner'], 'columns': {
        'window_id': 'text', 'site_id': 'text', 'window_text': 'text', 'strictness': 'text',
        'limits': 'text', 'promised_by': 'text', 'feasibility_approved_by': 'text',
        'valid_from': 'date', 'valid_to': 'date', 'reviewed_on': 'date',
    }},
}) }}
{% endmacro %}

{#- No cast may stop the night: a count beyond an integer is unknown. -#}
{% macro fitted(name, type) -%}
    {%- if type == 'integer' -%}
        case when {{ name }} between -2147483648 and 2147483647 then cast({{ name }} as integer) end
    {%- else -%}
        cast({{ name }} as {{ type }})
    {%- endif -%}
{%- endmacro %}

{% macro unify(entity) %}
{%- set contract = entities()[entity] -%}
{{ unified(entity, contract.systems, contract.columns) }}
{%- endmacro %}

{#- The records of the systems that are on; of a mart of your own, whatever is off leaves it empty. -#}
{% macro unified(entity, systems, columns) %}
{%- for system in systems | select('in', var('sources')) | list %}
    select
        '{{ system }}' as source_system
        {%- for name, type in columns.items() %},
        {{ fitted(name, type) }} as {{ name }}
        {%- endfor %}
    from {{ ref('stg_' ~ system ~ '__' ~ entity) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
{%- else %}
    select
        cast(null as text) as source_system
        {%- for name, type in columns.items() %},
        cast(null as {{ type }}) as {{ name }}
        {%- endfor %}
    from {{ source('night', 'as_of') }}
    where false
{%- endfor %}
{% endmacro %}
