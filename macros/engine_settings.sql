{% macro engine_settings() %}{{ return(adapter.dispatch('engine_settings')()) }}{% endmacro %}

{% macro default__engine_settings() %}{% endmacro %}

{% macro postgres__engine_settings() %}
    set local enable_nestloop = off;
    set local work_mem = '64MB';
{% endmacro %}
