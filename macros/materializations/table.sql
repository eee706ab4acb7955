{#-
    A table of a night. It is built where nobody reads yet, so that none has to stand aside until the
    new one is whole: dbt's own way would rename each table and drop another one.
-#}
{% macro build_table() %}
{%- set table = this.incorporate(type='table') -%}
{%- set language = model['language'] -%}
{{ run_hooks(pre_hooks, inside_transaction=False) }}
{{ run_hooks(pre_hooks, inside_transaction=True) }}
{{ drop_relation_if_exists(load_cached_relation(this)) }}
{% call statement('main', language=language) -%}
    {{ create_table_as(False, table, compiled_code, language) }}
{%- endcall %}
{% do create_indexes(table) %}
{{ run_hooks(post_hooks, inside_transaction=True) }}
{% do apply_grants(table, config.get('grants'), should_revoke=False) %}
{% do persist_docs(table, model) %}
{{ adapter.commit() }}
{{ run_hooks(post_hooks, inside_transaction=False) }}
{{ return({'relations': [table]}) }}
{% endmacro %}

{% materialization table, default %}{{ return(build_table()) }}{% endmaterialization %}

{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}{{ return(build_table()) }}{% endmaterialization %}
