{#-
    The format of a table is said by the driver, so that one setting holds for every table of a night.
-#}
{% macro truthspark__create_table_as(temporary, relation, compiled_code, language='sql') %}
    {%- if temporary -%}
        {{ exceptions.raise_compiler_error('This adapter has no tables that pass with a session.') }}
    {%- endif -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(compiled_code) }}
        {%- set compiled_code = get_select_subquery(compiled_code) -%}
    {%- endif -%}
    create table {{ relation }} as
    {{ compiled_code }}
{% endmacro %}

{% macro truthspark__create_view_as(relation, sql) %}
    create or replace view {{ relation }} as
    {{ sql }}
{% endmacro %}

{#- Nobody reads a night that is being built, so that none has to stand aside until a table is whole. -#}
{% materialization table, adapter='truthspark' %}
    {%- set table = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {% call statement('main') -%}
        {{ create_table_as(False, table, compiled_code) }}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}
