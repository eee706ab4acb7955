{#- Text sorts by its bytes everywhere; a server's locale must not choose the record. -#}

{% macro byte_order(expression) -%} {{ adapter.dispatch('byte_order')(expression) }} {%- endmacro %}

{% macro default__byte_order(expression) -%} {{ expression }} {%- endmacro %}

{% macro postgres__byte_order(expression) -%} {{ expression }} collate "C" {%- endmacro %}

{#- A row for each of the texts that stand in one, with semicolons between, in small letters. -#}
{% macro one_row_each(expression) -%}
    lower(trim(unnest(string_to_array({{ expression }}, ';')), {{ blanks() }}))
{%- endmacro %}

{#- A raw column whose name is a word of SQL. -#}
{% macro quoted(name) -%} {{ adapter.quote(name) }} {%- endmacro %}

{#- The texts of a group in one, in order. -#}
{% macro listed_text(expression) %}{{ return(adapter.dispatch('listed_text')(expression)) }}{% endmacro %}

{% macro default__listed_text(expression) -%}
    string_agg({{ expression }}, ', ' order by {{ byte_order(expression) }})
{%- endmacro %}
