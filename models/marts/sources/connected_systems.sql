{#-
    Every mart that says which system its rows come from, those of your own by vars: own_marts. The
    stays are left out: they keep the changes of records that no mart holds. So are words in use.
-#}
{%- set marts = [
    'account_ownership', 'adoptions', 'bonus_payments', 'cases', 'contact_merges', 'contacts',
    'contract_stage_visits', 'contracts', 'controls', 'customer_crosswalk', 'customer_events',
    'customer_setup_stage_visits', 'customer_setups', 'customer_sites', 'data_requests',
    'definitions', 'delivery_windows', 'depot_exceptions', 'forecast_adjustments',
    'forecast_positions', 'granted_waivers', 'invoices', 'lead_stage_visits', 'leads',
    'lost_customers', 'marketing_contacts', 'marketing_sends', 'opportunities',
    'opportunity_stage_visits', 'orders', 'reported_figures', 'revenue_events',
    'revenue_positions', 'revenue_stage_visits', 'routes', 'seller_stage_visits',
    'service_exceptions', 'service_plans', 'static_routes', 'survey_campaigns', 'surveys',
    'ticket_stage_visits', 'tickets', 'window_promises',
] -%}

with systems as (
    {%- for system in var('sources') %}
    select '{{ system }}' as source_system
    {{- ' union all' if not loop.last }}
    {%- else %}
    select cast(null as text) as source_system
    where false
    {%- endfor %}
),

arrived as (
    {%- for mart in marts + (var('own_marts', []) | list) %}
    select distinct source_system, '{{ mart }}' as mart
    from {{ ref(mart) }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

held as (
    select source_system, count(*) as mart_count
    from arrived
    group by source_system
),

came as (
    select source_system, count(*) as record_count
    from {{ ref('source_records') }}
    group by source_system
),

counted as (
    select
        'system:' || systems.source_system as connection_id,
        systems.source_system,
        cast(coalesce(came.record_count, 0) as bigint) as record_count,
        cast(coalesce(held.mart_count, 0) as integer) as mart_count
    from systems
    left join came on systems.source_system = came.source_system
    left join held on systems.source_system = held.source_system
)

select * from counted
