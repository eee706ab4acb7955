{#-
    Joins what a system's own word means: `<alias>.means`, by system_words.csv; null where the
    registry does not know the word. Letters may be small or capital. All but `alias` are expressions.
-#}
{% macro join_word(alias, field, word, system) -%}
left join {{ ref('system_words') }} as {{ alias }}
    on {{ alias }}.source_system = {{ system }}
    and {{ alias }}.field = {{ field }}
    and lower({{ alias }}.word) = lower({{ word }})
{%- endmacro %}

{#- The meaning of a joined word; a word that the registry does not know is told apart from all of them. -#}
{% macro meaning_or_word(alias, word) -%}
    coalesce({{ alias }}.means, '?' || {{ word }})
{%- endmacro %}

{#- Every word of a system that the registry has to know: field, word, and in how many records it stands.
    `places` says of each field its table and column, and which of the rows have one, if not all;
    `several` are the fields of which a record may have more than one word, with semicolons between. -#}
{% macro words_in_records(system, places, several=[]) %}
{%- for field, place in places.items() %}
    {%- set table, column = place[0], place[1] %}
    select
        '{{ field }}' as field,
        word,
        count(*) as record_count
    from (
        select {% if field in several %}{{ one_row_each(column) }}{% else %}lower({{ column }}){% endif %} as word
        from ({{ current_rows(system, table) }}) as {{ table }}_rows
        where {{ column }} is not null
        {%- if place | length > 2 %} and {{ place[2] }}{% endif %}
    ) as {{ field }}_words
    where word <> ''
    group by word
    {%- if not loop.last %}
    union all
    {%- endif %}
{%- endfor %}
{% endmacro %}
