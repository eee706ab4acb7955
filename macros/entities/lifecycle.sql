# Leads and deals, and the stages that records go through.
# {% macro lifecycle_entities() %}
buyer_activities:
  systems: [salesforce, hubspot]
  columns:
    activity_id: text
    opportunity_id: text
    kind: text
    happened_at: timestamp
close_dates:
  systems: [salesforce, hubspot]
  columns:
    opportunity_id: text
    close_date: date
    said_at: timestamp
ended_contacts:
  systems: [hubspot]
  columns:
    contact_id: text
    surviving_contact_id: text
    email: text
    further_emails: text
    has_legal_basis: boolean
forecast_adjustments:
  systems: [spreadsheets]
  columns:
    adjustment_id: text
    opportunity_id: text
    amount: numeric(18, 2)
    author: text
    reason: text
    rule_id: text
    entered_on: date
lead_credits:
  systems: [spreadsheets]
  columns:
    credit_id: text
    lead_id: text
lead_scores:
  systems: [hubspot]
  columns:
    contact_id: text
    kind: text
    score: integer
    since: timestamp
    until: timestamp
lead_targets:
  systems: [spreadsheets]
  columns:
    quarter_starts_on: date
    lead_source: text
    target: integer
leads:
  systems: [salesforce, olist]
  columns:
    lead_id: text
    account_id: text
    lead_source: text
    status: text
    first_contact_at: timestamp
    qualified_at: timestamp
    responded_at: timestamp
    rejection_reason: text
    owner_id: text
    is_converted: boolean
    marketing_contact_id: text
    created_at: timestamp
marketing_contacts:
  systems: [hubspot]
  columns:
    contact_id: text
    crm_contact_id: text
    account_id: text
    email: text
    further_emails: text
    is_opted_out: boolean
    has_legal_basis: boolean
    lead_stage: text
    company_lead_stage: text
    is_lead_stage_an_option: boolean
    is_suppressed: boolean
    created_at: timestamp
opportunities:
  systems: [salesforce, hubspot, olist]
  columns:
    opportunity_id: text
    account_id: text
    owner_id: text
    contact_id: text
    pipeline: text
    source_stage: text
    amount: numeric(18, 2)
    close_date: date
    created_at: timestamp
    is_closed: boolean
    is_won: boolean
    first_contact_at: timestamp
    forecast_category: text
    forecast_override_reason: text
    next_step: text
    next_step_on: date
    last_activity_at: timestamp
    currency: text
    starts_on: date
    term_months: integer
    last_stage_change_at: timestamp
    promised_window_text: text
    promised_frequency: integer
sellers:
  systems: [olist]
  columns:
    lead_id: text
    lead_source: text
    business_segment: text
    city: text
    postal_code: text
    first_review_score: integer
    won_at: timestamp
stage_changes:
  systems: [salesforce, hubspot, route_planner, netsuite, zendesk, olist]
  columns:
    lifecycle: text
    record_id: text
    pipeline: text
    source_stage: text
    changed_at: timestamp
    actor: text
    move_reason: text
stage_versions:
  systems: [salesforce, hubspot, olist]
  columns:
    opportunity_id: text
    source_stage: text
    started_at: timestamp
    move_reason: text
    owner_id_at_entry: text
    owner_id_at_exit: text
    amount_at_entry: numeric(18, 2)
    amount_at_exit: numeric(18, 2)
    close_date_at_entry: date
    close_date_at_exit: date
    contract_draft_at_entry: boolean
    contract_draft_at_exit: boolean
    scope_signed_at_entry: boolean
    scope_signed_at_exit: boolean
    nonstandard_terms_at_entry: boolean
    nonstandard_terms_at_exit: boolean
    loss_reason_at_entry: text
    loss_reason_at_exit: text
    next_step_at_entry: text
    next_step_at_exit: text
    scope_at_entry: text
    scope_at_exit: text
    decision_process_at_entry: text
    decision_process_at_exit: text
    promised_window_at_entry: text
    promised_window_at_exit: text
# {% endmacro %}
