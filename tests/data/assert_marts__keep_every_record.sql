-- A join drops no record on the way from the unified systems to the mart.
{%- set kept = [
    ('account_owners', 'account_ownership', 'true'), ('accounts', 'customer_crosswalk', "entity = 'account' and not is_deleted"), ('contacts', 'contacts', 'true'),
    ('contracts', 'contracts', 'true'), ('invoices', 'invoices', 'true'), ('leads', 'leads', 'true'),
    ('marketing_sends', 'marketing_sends', 'true'), ('opportunities', 'opportunities', 'true'),
    ('orders', 'orders', 'true'), ('revenue_events', 'revenue_events', 'true'), ('routes', 'routes', 'true'),
    ('service_exceptions', 'service_exceptions', "origin = 'register'"), ('sites', 'customer_sites', 'true'),
    ('lost_customers', 'lost_customers', 'true'), ('survey_campaigns', 'survey_campaigns', 'true'), ('surveys', 'surveys', 'true'),
    ('tickets', 'tickets', 'true'),
] %}

with counts as (
    {%- for entity, mart, condition in kept %}
    select
        '{{ mart }}' as mart,
        (select count(*) from ({{ unify(entity) }}) as unified) as read_count,
        (select count(*) from {{ ref(mart) }} where {{ condition }}) as kept_count
    {{- ' union all' if not loop.last }}
    {%- endfor %}
)

select * from counts
where read_count <> kept_count
