{#-
    `dbt source freshness` asks here. Clocks may be text, and the age is told by the moment by which
    the night judged it, so that both say the same. A table without rows is not old.
-#}
{% macro default__collect_freshness(source, loaded_at_field, filter) %}
    {%- set field = loaded_at_field | trim('"') -%}
    {%- set said = adapter.quote(field) -%}
    {%- set moment = as_declared(said, 'timestamp', type_families(source).get(field, 'timestamp')) -%}
    {%- set present = '(select present_at from ' ~ api.Relation.create(database=source.database, schema=source.schema, identifier='present') ~ ')' -%}
    {% call statement('collect_freshness', fetch_result=true, auto_begin=false) -%}
        select
            coalesce(
                max(case when {{ moment }} < {{ present }} + interval '1 day' then {{ moment }} end),
                case when count(*) = 0 then {{ present }} else timestamp '1970-01-01 00:00:00' end
            ) as max_loaded_at,
            {{ present }} as snapshotted_at
        from {{ source }}
        {% if filter %} where {{ filter }} {% endif %}
    {%- endcall %}
    {{ return(load_result('collect_freshness')) }}
{% endmacro %}
