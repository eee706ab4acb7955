# What is signed, billed, paid and recognised.
# {% macro revenue_entities() %}
applied_credits:
  systems: [netsuite]
  columns:
    application_id: text
    credit_note_id: text
    invoice_id: text
    amount: numeric(18, 2)
bonus_payments:
  systems: [spreadsheets]
  columns:
    bonus_id: text
    opportunity_id: text
    employee_id: text
    outcome: text
    plan_rule: text
    amount: numeric(18, 2)
    paid_on: date
    lead_id: text
contracts:
  systems: [netsuite]
  columns:
    contract_id: text
    billing_account_id: text
    opportunity_id: text
    amount: numeric(18, 2)
    signed_at: timestamp
    starts_on: date
    ends_on: date
    payment_terms: text
    approved_by: text
    is_collectable: boolean
    status: text
    currency: text
    term_months: integer
    has_substance: boolean
    has_nonstandard_terms: boolean
    created_at: timestamp
    amended_contract_id: text
    replaced_contract_id: text
credit_notes:
  systems: [netsuite]
  columns:
    credit_note_id: text
    billing_account_id: text
    invoice_id: text
    contract_id: text
    reason: text
    issued_on: date
    amount: numeric(18, 2)
    currency: text
currency_rates:
  systems: [netsuite]
  columns:
    from_currency: text
    to_currency: text
    valid_from: date
    rate: numeric(28, 10)
invoices:
  systems: [netsuite]
  columns:
    invoice_id: text
    billing_account_id: text
    order_id: text
    contract_id: text
    issued_on: date
    due_on: date
    amount: numeric(18, 2)
    currency: text
    is_cash_sale: boolean
payments:
  systems: [netsuite]
  columns:
    payment_id: text
    invoice_id: text
    amount: numeric(18, 2)
revenue_events:
  systems: [netsuite]
  columns:
    revenue_event_id: text
    contract_id: text
    obligation: text
    amount: numeric(18, 2)
    planned_on: date
    recognised_on: date
    evidence: text
    evidence_on: date
    order_id: text
    allocated_amount: numeric(18, 2)
    is_variable: boolean
    estimate_method: text
    created_at: timestamp
# {% endmacro %}
