{#-
    Every mart that says which system its rows come from, those of your own by vars: own_marts. The
    stays are left out: they keep the changes of records that no mart holds. So are words in use, source tables and references.
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
    {{ systems_on() }}
),

-- Each system stands in both counts itself, so that one of which nothing came is counted as none.
arrived as (
    select source_system, cast(null as text) as mart from systems
    {%- for mart in marts + (var('own_marts', []) | list) %}
    union all
    select distinct source_system, '{{ mart }}' as mart
    from {{ ref(mart) }}
    {%- endfor %}
),

held as (
    select source_system, count(mart) as mart_count
    from arrived
    group by source_system
),

read as (
    select source_system, cast(null as text) as source_table from systems
    union all
    select source_system, source_table from {{ ref('source_records') }}
),

came as (
    select source_system, count(source_table) as record_count
    from read
    group by source_system
),

counted as (
    select
        'system:' || systems.source_system as connection_id,
        systems.source_system,
        cast(came.record_count as bigint) as record_count,
        cast(held.mart_count as integer) as mart_count
    from systems
    inner join came on systems.source_system = came.source_system
    inner join held on systems.source_system = held.source_system
)

select * from counted
