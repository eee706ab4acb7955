# What functions write down about their own rules.
# {% macro governance_entities() %}
case_log:
  systems: [spreadsheets]
  columns:
    case_id: text
    kind: text
    topic: text
    customer_number: text
    amount: numeric(18, 2)
    opened_on: date
    due_on: date
    decided_on: date
    decided_by: text
    decision: text
    escalated_on: date
    escalated_to: text
    closed_on: date
controls:
  systems: [spreadsheets]
  columns:
    control_id: text
    function: text
    statement: text
    owner: text
    passing_example_on: date
    failing_example_on: date
figure_reports:
  systems: [spreadsheets]
  columns:
    report_id: text
    function: text
    metric: text
    month_starts_on: date
    value: numeric(18, 2)
    counts: text
    rollup: text
    compared_with: text
glossary_entries:
  systems: [spreadsheets]
  columns:
    entry_id: text
    function: text
    term: text
    scope: text
    entry_criteria: text
    exit_criteria: text
    evidence: text
    rationale: text
    owner: text
    valid_from: date
    valid_to: date
logged_waivers:
  systems: [spreadsheets]
  columns:
    waiver_id: text
    rule: text
    customer_number: text
    scope: text
    reason: text
    requested_by: text
    approved_by: text
    approved_on: date
    expires_on: date
    ended_on: date
words:
  systems: [salesforce, hubspot, zendesk, route_planner, olist]
  columns:
    field: text
    word: text
    record_count: integer
# {% endmacro %}
