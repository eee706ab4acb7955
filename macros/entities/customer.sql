# Who the customers are, and who works them.
# {% macro customer_entities() %}
account_owners:
  systems: [spreadsheets]
  columns:
    claim_id: text
    customer_number: text
    decision: text
    function: text
    person: text
    valid_from: date
    valid_to: date
accounts:
  systems: [salesforce, hubspot]
  columns:
    account_id: text
    name: text
    segment: text
    currency: text
    country: text
    tax_id: text
    owner_id: text
    customer_number: text
    is_on_credit_hold: boolean
    phone: text
    website: text
    street: text
    city: text
    region: text
    postal_code: text
    lei: text
    duns: text
    parent_id: text
billing_accounts:
  systems: [netsuite]
  columns:
    billing_account_id: text
    customer_number: text
    account_id: text
    name: text
    country: text
    currency: text
    tax_id: text
    payment_terms: text
    has_payer: boolean
    is_on_credit_hold: boolean
    delivery_window_text: text
    phone: text
    email: text
    street: text
    city: text
    region: text
    postal_code: text
    parent_id: text
    credit_limit: numeric(18, 2)
    is_inactive: boolean
contact_merges:
  systems: [hubspot]
  columns:
    absorbed_contact_id: text
    surviving_contact_id: text
    merged_at: timestamp
contacts:
  systems: [salesforce, hubspot]
  columns:
    contact_id: text
    account_id: text
    email: text
    phone: text
    deal_role: text
    has_opted_out: boolean
    created_at: timestamp
customer_setups:
  systems: [route_planner]
  columns:
    setup_id: text
    customer_number: text
    requested_at: timestamp
    requested_by: text
    checked_at: timestamp
    approved_at: timestamp
    approved_by: text
    open_item_count: integer
deleted_accounts:
  systems: [salesforce, hubspot]
  columns:
    account_id: text
    customer_number: text
    surviving_account_id: text
organizations:
  systems: [zendesk]
  columns:
    organization_id: text
    customer_number: text
parties:
  systems: [olist]
  columns:
    party_id: text
    entity: text
    country: text
    currency: text
    city: text
    region: text
    postal_code: text
teams:
  systems: [spreadsheets]
  columns:
    team: text
    function: text
    is_active: boolean
users:
  systems: [salesforce, hubspot]
  columns:
    user_id: text
    is_active: boolean
    team: text
    known_since: timestamp
# {% endmacro %}
