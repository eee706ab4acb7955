# What customers say and what is said to them.
# {% macro experience_entities() %}
clock_stretches:
  systems: [zendesk]
  columns:
    ticket_id: text
    metric: text
    runs_from: timestamp
    runs_until: timestamp
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
opening_hours:
  systems: [zendesk]
  columns:
    calendar: text
    time_zone: text
    day: date
    opens_at: timestamp
    closes_at: timestamp
solve_targets:
  systems: [zendesk]
  columns:
    ticket_id: text
    metric: text
    priority: text
    target_minutes: integer
    calendar: text
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
