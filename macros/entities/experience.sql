# What customers say and what is said to them.
# {% macro experience_entities() %}
consents:
  systems: [hubspot]
  columns:
    contact_id: text
    is_opted_out: boolean
    since: timestamp
    until: timestamp
lost_customers:
  systems: [spreadsheets]
  columns:
    loss_id: text
    customer_number: text
    noticed_on: date
marketing_sends:
  systems: [hubspot]
  columns:
    send_id: text
    recipient: text
    campaign_id: text
    sent_at: timestamp
    is_nurture: boolean
solve_targets:
  systems: [zendesk]
  columns:
    priority: text
    target_minutes: integer
status_changes:
  systems: [zendesk]
  columns:
    ticket_id: text
    status: text
    changed_at: timestamp
    changed_by: text
survey_campaigns:
  systems: [spreadsheets]
  columns:
    campaign_id: text
    touchpoint: text
    opened_on: date
    closed_on: date
surveys:
  systems: [spreadsheets]
  columns:
    response_id: text
    survey_id: text
    campaign_id: text
    customer_number: text
    ticket_id: text
    sent_on: date
    answered_on: date
    score: integer
    followed_up_on: date
ticket_changes:
  systems: [zendesk]
  columns:
    ticket_id: text
    field: text
    value: text
    changed_at: timestamp
    changed_by: text
ticket_messages:
  systems: [zendesk]
  columns:
    message_id: text
    ticket_id: text
    sent_at: timestamp
    is_from_customer: boolean
    is_automatic: boolean
    length: integer
tickets:
  systems: [zendesk]
  columns:
    ticket_id: text
    organization_id: text
    status: text
    priority: text
    created_at: timestamp
    reported_sla: text
    assignee_id: text
    satisfaction: text
    rated_at: timestamp
    category: text
    has_next_action: boolean
# {% endmacro %}
