{#- Whose record names a customer first. -#}
{% macro system_rank(system) -%}
    case {{ system }} when 'salesforce' then 1 when 'hubspot' then 2 when 'netsuite' then 3 else 4 end
{%- endmacro %}

{#-
    A table by its schema and name only: a view that names the database breaks when the night's
    file is renamed into place.
-#}
{% macro within_database(relation) -%} {{ relation.include(database=false) }} {%- endmacro %}
