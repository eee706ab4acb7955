{% macro truthspark__create_csv_table(model, agate_table) %}
    {%- set declared = model['config'].get('column_types', {}) -%}
    {%- set columns = [] -%}
    {%- for name in agate_table.column_names -%}
        {%- set type = declared.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
        {%- do columns.append(adapter.quote(name) ~ ' ' ~ type) -%}
    {%- endfor -%}
    {% set sql %} create table {{ this.render() }} ({{ columns | join(', ') }}) {% endset %}
    {% call statement('_') -%} {{ sql }} {%- endcall %}
    {{ return(sql) }}
{% endmacro %}

{#- The rows go there as they are: a statement for some thousand of them would take longer to read. -#}
{% macro truthspark__load_csv_rows(model, agate_table) %}
    {% do adapter.load_rows(this, agate_table) %}
    {{ return('-- ' ~ agate_table.rows | length ~ ' rows of ' ~ model['original_file_path']) }}
{% endmacro %}
