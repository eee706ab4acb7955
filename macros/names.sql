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
    {#- `between 57th and 58th sts` and `near Broadway` say where to look, not where it is. -#}
    {%- set beside = ' (between|betw|near|opposite|behind|across from) .*$' -%}
    {%- set ns = namespace(key=replace_all(comparable(expression), '( [^ ]+ [^ ]+.*?)' ~ beside, '\\1 ')) -%}
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

{#-
    The digits of a telephone number that cannot be dialled from elsewhere, for want of an area code or a
    country, without an extension. It is a weaker key; `problem` is why it was not read.
-#}
{% macro local_number(typed, problem) %}
    {%- set digits = replace_all(replace_all('lower(' ~ typed ~ ')', '(ext|x|#|;).*$', ''), '[^0-9]', '') -%}
    case
        when replace({{ digits }}, left({{ digits }}, 1), '') = '' then null
        when {{ problem }} in ('no area code', 'no country, no +') and length({{ digits }}) between 6 and 15 then {{ digits }}
        when {{ problem }} like 'not a number of %' and length({{ digits }}) between 6 and 8 then {{ digits }}
    end
{%- endmacro %}
