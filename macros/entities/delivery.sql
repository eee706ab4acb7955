# Where, when and how customers are delivered to.
# {% macro delivery_entities() %}
depots:
  systems: [route_planner]
  columns:
    depot_id: text
    time_zone: text
    opens_minute: integer
    closes_minute: integer
orders:
  systems: [route_planner, olist]
  columns:
    order_id: text
    customer_number: text
    buyer_id: text
    site_id: text
    status: text
    ordered_at: timestamp
    requested_on: date
    promised_from: timestamp
    promised_until: timestamp
    arrived_at: timestamp
    delivered_at: timestamp
    proof_of_delivery_at: timestamp
    is_on_time: boolean
    ordered_cases: integer
    delivered_cases: integer
    amount: numeric(18, 2)
    paid_amount: numeric(18, 2)
    payment_tolerance: numeric(18, 2)
    minimum_exception_by: text
    lowest_rating: integer
otif_reports:
  systems: [spreadsheets]
  columns:
    report_id: text
    depot_id: text
    reported_month: date
    numerator: integer
    numerator_definition: text
    denominator: integer
    denominator_definition: text
routes:
  systems: [route_planner]
  columns:
    route_id: text
    depot_id: text
    route_date: date
    driver_id: text
    planned_start_at: timestamp
    planned_end_at: timestamp
    static_route: text
    is_extra: boolean
    exception_id: text
    requested_by: text
service_exceptions:
  systems: [route_planner]
  columns:
    exception_id: text
    kind: text
    site_id: text
    driver_id: text
    reason: text
    requested_by: text
    granted_by: text
    granted_on: date
    expires_on: date
service_plans:
  systems: [route_planner]
  columns:
    plan_id: text
    site_id: text
    delivery_days: text
    deliveries_per_week: integer
    service_minutes: integer
    order_minimum: numeric(18, 2)
    valid_from: date
    valid_to: date
sites:
  systems: [route_planner]
  columns:
    site_id: text
    customer_number: text
    depot_id: text
    time_zone: text
    latitude: double precision
    longitude: double precision
    is_active: boolean
    postal_code: text
    country: text
    gln: text
    receiving_hours: text
    requested_window_text: text
    created_at: timestamp
stops:
  systems: [route_planner]
  columns:
    stop_id: text
    route_id: text
    site_id: text
    order_id: text
    sequence: integer
    planned_arrival: timestamp
    planned_departure: timestamp
    arrived_at: timestamp
    departed_at: timestamp
    proof_of_delivery_at: timestamp
window_days:
  systems: [route_planner]
  columns:
    window_day_id: text
    site_id: text
    on_date: date
    hours_text: text
    is_closed: boolean
windows:
  systems: [route_planner]
  columns:
    window_id: text
    site_id: text
    window_text: text
    strictness: text
    limits: text
    promised_by: text
    feasibility_approved_by: text
    valid_from: date
    valid_to: date
    reviewed_on: date
# {% endmacro %}
