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

{#-
    Whether the values of a row may come again in its relation. Nearly none do, and to find those out
    by a number made of the texts takes a fraction of the time and memory that the texts would take;
    two that share a number by chance are told apart by who asks. PostgreSQL sorts what does not fit,
    so there every row may.
-#}
{% macro may_repeat(relation, columns) %}{{ return(adapter.dispatch('may_repeat')(relation, columns)) }}{% endmacro %}

{% macro default__may_repeat(relation, columns) -%} true {%- endmacro %}

{% macro by_number(relation, columns) -%}
    {{ key_number(columns) }} in (
        select {{ key_number(columns) }} from {{ relation }} group by {{ key_number(columns) }} having count(*) > 1
    )
{%- endmacro %}

{% macro duckdb__may_repeat(relation, columns) -%} {{ by_number(relation, columns) }} {%- endmacro %}

{% macro spark__may_repeat(relation, columns) -%} {{ by_number(relation, columns) }} {%- endmacro %}

{#- A number made of values: the same for the same values, and nearly always another one for others. -#}
{% macro key_number(columns) -%} {{ adapter.dispatch('key_number')(columns) }} {%- endmacro %}

{% macro default__key_number(columns) -%} hash({{ columns | join(', ') }}) {%- endmacro %}

{% macro spark__key_number(columns) -%} xxhash64({{ columns | join(', ') }}) {%- endmacro %}

{#-
    A data test: that a column names each record, for it is there and no other record has the same.
    One test is planned sooner than two.
-#}
{% macro test_is_key(model, column_name) %}
select {{ column_name }} as value, count(*) as records
from {{ model }}
where {{ column_name }} is null or {{ may_repeat(model, [column_name]) }}
group by {{ column_name }}
having {{ column_name }} is null or count(*) > 1
{% endmacro %}

{#- dbt's own test of uniqueness, as it is answered here. -#}
{% macro duckdb__test_unique(model, column_name) %}
select {{ column_name }} as unique_field, count(*) as n_records
from {{ model }}
where {{ column_name }} is not null and {{ may_repeat(model, [column_name]) }}
group by {{ column_name }}
having count(*) > 1
{% endmacro %}
