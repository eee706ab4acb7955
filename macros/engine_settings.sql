{% macro engine_settings() %}{{ return(adapter.dispatch('engine_settings')()) }}{% endmacro %}

{% macro default__engine_settings() %}{% endmacro %}

{% macro postgres__engine_settings() %}
    set local enable_nestloop = off;
    set local work_mem = '64MB';
{% endmacro %}

{#-
    A step read more than once: PostgreSQL computes it anew each time, with the columns needed there,
    instead of writing it down whole; DuckDB, whose reading of files and casts cost more than to keep
    their rows, keeps it, and spills what memory does not hold.
-#}
{% macro read_again() %}{{ return(adapter.dispatch('read_again')()) }}{% endmacro %}

{% macro default__read_again() %}not materialized{% endmacro %}

{% macro duckdb__read_again() %}materialized{% endmacro %}
