{#-
    Names and places as they compare: in lower case without accents and punctuation, blanks
    collapsed. Letters of other scripts stay as they are.
-#}

{% macro replace_all(expression, pattern, replacement) %}
    {{- return(adapter.dispatch('replace_all')(expression, pattern, replacement)) -}}
{% endmacro %}

{% macro default__replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro without_accents(expression) -%}
    translate(
        replace(replace(replace({{ expression }}, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
        'áàâäãåāăąçćčďđéèêëēęěíìîïīıłñńňóòôöõøōőřśšşťúùûüūůűýÿžźżÁÀÂÄÃÅĀĂĄÇĆČĎĐÉÈÊËĒĘĚÍÌÎÏĪŁÑŃŇÓÒÔÖÕØŌŐŘŚŠŞŤÚÙÛÜŪŮŰÝŸŽŹŻ',
        'aaaaaaaaacccddeeeeeeeiiiiiilnnnoooooooorssstuuuuuuuyyzzzaaaaaaaaacccddeeeeeeeiiiiilnnnoooooooorssstuuuuuuuyyzzz'
    )
{%- endmacro %}

{#- Dots and apostrophes join what they stand in (s.r.l.), all other punctuation parts it. -#}
{% macro comparable(expression) %}
    {%- set parting = '!"#$%&()*+,-/:;<=>?@[]^_`{|}~–—' -%}
    {%- set text = without_accents('lower(' ~ expression ~ ')') -%}
    {%- set words = "translate(" ~ text ~ ", '" ~ parting ~ ".''’', '" ~ ' ' * parting | length ~ "')" -%}
    {{ return("' ' || " ~ replace_all(words, '[[:space:]]+', ' ') ~ " || ' '") }}
{% endmacro %}

{% macro collapsed(expression) -%}
    nullif(trim({{ replace_all(expression, ' +', ' ') }}), '')
{%- endmacro %}

{#- A name that is nothing but a legal form stays whole. -#}
{% macro name_key(expression) %}
    {%- set legal_forms = [
        'ab', 'ag', 'as', 'bv', 'co', 'company', 'corp', 'corporation', 'gmbh', 'inc', 'incorporated', 'kg', 'lda', 'limited', 'llc',
        'ltd', 'nv', 'oy', 'plc', 'sa', 'sa rl', 'sarl', 'sas', 'sl', 'spa', 'srl',
    ] -%}
    {%- set bare = replace_all(comparable(expression), '( (and|' ~ legal_forms | join('|') ~ '))+ ', ' ') -%}
    {{ return('coalesce(' ~ collapsed(bare) ~ ', ' ~ collapsed(comparable(expression)) ~ ')') }}
{% endmacro %}

{#- One form for each kind of street, whichever way people shorten it. -#}
{% macro street_key(expression) %}
    {%- set forms = [
        ('(strasse|str) ', 'str '), (' (street|st|str) ', ' st '), (' (avenue|avenida|av|ave) ', ' ave '),
        (' (road|rd) ', ' rd '), (' (lane|ln) ', ' ln '), (' (boulevard|blvd) ', ' blvd '),
        (' (drive|dr) ', ' dr '), (' (court|ct) ', ' ct '), (' (place|pl) ', ' pl '), (' (square|sq) ', ' sq '),
        (' (highway|hwy) ', ' hwy '), (' (north|n) ', ' n '), (' (south|s) ', ' s '), (' (east|e) ', ' e '), (' (west|w) ', ' w '),
    ] -%}
    {%- set ns = namespace(key=comparable(expression)) -%}
    {%- for pattern, form in forms -%}
        {%- set ns.key = replace_all(ns.key, pattern, form) -%}
    {%- endfor -%}
    {{ return(collapsed(ns.key)) }}
{% endmacro %}

{% macro city_key(expression) %}
    {{- return(collapsed(replace_all(comparable(expression), ' (saint|sankt|st) ', ' st '))) -}}
{% endmacro %}

{#- Letters and digits in upper case; the four digits that the US adds are left away. -#}
{% macro postal_key(expression) -%}
    nullif({{ replace_all(replace_all('upper(' ~ expression ~ ')', '^([0-9]{5})-[0-9]{4}$', '\\1'), '[^A-Z0-9]', '') }}, '')
{%- endmacro %}
