{% macro engine_settings() %}{{ return(adapter.dispatch('engine_settings')()) }}{% endmacro %}

{% macro default__engine_settings() %}{% endmacro %}

{% macro postgres__engine_settings() %}
    set local enable_nestloop = off;
    set local work_mem = '64MB';
{% endmacro %}

{#- A step read more than once is computed anew each time, with the columns needed there, instead of being kept whole. -#}
{% macro inlined() %}{{ return(adapter.dispatch('inlined')()) }}{% endmacro %}

{% macro default__inlined() %}not materialized{% endmacro %}
