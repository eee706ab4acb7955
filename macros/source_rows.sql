{% macro declared_table(system, table) %}
    {% for node in graph.sources.values() if node.source_name == system and node.name == table %}
        {{ return(node) }}
    {% endfor %}
    {{ exceptions.raise_compiler_error(system ~ '.' ~ table ~ ': no source declares it') }}
{% endmacro %}

{#- Whether a column points at records of another table, and so follows them where they are merged. -#}
{% macro follows(column) %}
    {%- set said = column.config.meta.relationships -%}
    {%- set several = [said] if said is mapping else said or [] -%}
    {{ return(several | rejectattr('part_of', 'true') | list | length > 0) }}
{% endmacro %}

{#-
    Every row of a raw table, with its key as text, why its system has ended it, and the columns
    whose values cannot be read, or are not there and must be. Without its values it is many times narrower.
-#}
{% macro keyed_rows(system, table, with_values=true) %}
{%- set node = declared_table(system, table) -%}
{%- set relation = api.Relation.create(database=node.database, schema=node.schema, identifier=node.identifier) -%}
{%- set meta = node.config.meta -%}
{%- set actual_types = type_families(relation) -%}
{%- set columns = [] -%}
{%- for name, column in node.columns.items() if with_values or column.data_type != 'text' or column.config.meta.digits or column.config.meta.postal_code or column.config.meta.not_null or name in meta.key -%}
    {%- set is_followed = with_values and follows(column) -%}
    {%- set said = name ~ ' as followed' if is_followed else name -%}
    {%- set actual = actual_types.get(said, 'text') -%}
    {%- set quoted = adapter.quote(said) -%}
    {%- set digits = column.config.meta.digits -%}
    {%- set is_postal_code = column.config.meta.postal_code -%}
    {%- set value = as_declared(quoted, column.data_type, actual, system, column.config.meta.moment) -%}
    {%- set country = column.config.meta.country -%}
    {%- do columns.append({
        'name': name,
        'quoted': adapter.quote(name),
        'is_followed': is_followed,
        'written': adapter.quote(name ~ ' as written'),
        'typed': as_text(adapter.quote(name ~ ' as typed'), actual),
        'value': postal_code_of(value, as_text(adapter.quote(country), actual_types.get(country, 'text'))) if is_postal_code
            else if_plausible(name, column.data_type, value, digits),
        'raw': quoted,
        'is_needed': column.config.meta.not_null,
        'is_checked': digits or is_postal_code or column.data_type != 'text' and (column.data_type != actual or column.data_type in ['timestamp', 'date', 'numeric']),
    }) -%}
{%- endfor %}
{%- set has_key -%}
    {% for name in meta.key %}
    {%- set column = (columns | selectattr('name', 'equalto', name) | list)[0] -%}
    {%- set written = column.written if column.is_followed else column.typed if column.is_checked else column.quoted -%}
    {#- What is only blanks is null already, but in a type of which nothing is known. -#}
    {{ is_written(written) if actual_types.get(name) == 'other' else written ~ ' is not null' }}
    {{- ' and ' if not loop.last -}}
    {%- endfor %}
{%- endset -%}
select
    {%- if with_values %}
    {%- for column in columns %}
    {{ column.quoted }},
    {%- endfor %}
    {%- else %}
    {{ adapter.quote(meta.clock) if meta.clock else 'cast(null as timestamp)' }} as clock,
    {%- endif %}
    {%- for name in meta.key %}
    {% set column = (columns | selectattr('name', 'equalto', name) | list)[0] -%}
    {%- if column.is_followed -%}
    coalesce({{ column.written }}, '')
    {%- elif column.is_checked -%}
    coalesce(cast({{ column.quoted }} as text), {{ column.typed }}, '')
    {%- else -%}
    coalesce(cast({{ column.quoted }} as text), '')
    {%- endif -%}
    {{ " || '/' ||" if not loop.last }}
    {%- endfor %} as record_key,
    {{ has_key }} as has_key,
    nullif(concat_ws(
        ','
        {%- for column in columns if column.is_checked or column.is_needed %},
        {#- What was typed is looked at only where it gave no value. -#}
        case
            when {{ column.quoted }} is null then case
                when {% if column.is_checked %}{{ column.typed }} is not null{% endif %}
                {%- if column.is_checked and column.is_needed %} or {% endif %}
                {#- A row without a key is a finding for that alone. #}
                {%- if column.is_needed %}{{ has_key }}{% endif %} then '{{ column.name }}'
            end
        end
        {%- else %}, ''
        {%- endfor %}
    ), '') as unreadable_columns,
    {{ adapter.quote('ended because') }}
from (
    select
        {%- for column in columns %}
        {{ column.value }} as {{ column.quoted }},
        {%- if column.is_checked %}
        {{ column.raw }} as {{ adapter.quote(column.name ~ ' as typed') }},
        {%- endif %}
        {%- endfor %}
        {%- for column in columns if column.is_followed and column.name in meta.key %}
        {{ as_text(column.quoted, actual_types.get(column.name, 'text')) }} as {{ column.written }},
        {%- endfor %}
        {{ adapter.quote('ended because') }}
    from {{ relation }}
) as valued
{% endmacro %}

{#-
    The rows of the relation `keyed`, each with the number of its copy and the copies of its key;
    `within` are columns of which each has keys of its own, `clock` and `values` say which copy
    comes first. A row that has ended is nobody's copy, and comes behind those that go on. Nor are
    rows copies that lack a part of their key; they are numbered from the oldest, so that a new one
    renames none.
-#}
{% macro numbered_copies(within=[], clock=none, values=[]) %}{{ return(adapter.dispatch('numbered_copies')(within, clock, values)) }}{% endmacro %}

{% macro default__numbered_copies(within, clock, values) %}
{%- set key = within + ['record_key', 'has_key'] -%}
select keyed.*, 1 as copy_number, 1 as copies
from keyed
left join repeated
    on {% for name in key %}{{ 'and ' if not loop.first }}keyed.{{ name }} = repeated.{{ name }} {% endfor %}
where repeated.record_key is null

union all

select
    keyed.*,
    {{ copy_number('keyed', key, clock, values) }} as copy_number,
    cast(case when keyed.has_key and keyed.{{ adapter.quote('ended because') }} is null then repeated.copies else 1 end as integer) as copies
from keyed
inner join repeated
    on {% for name in key %}{{ 'and ' if not loop.first }}keyed.{{ name }} = repeated.{{ name }} {% endfor %}
{% endmacro %}

{#-
    An engine that spills would join all rows with the few keys that repeat by holding all rows. By a
    number it finds the few that may repeat; whether they do, is told among those.
-#}
{% macro numbered_among_suspects(within, clock, values) %}
{%- set key = within + ['record_key', 'has_key'] -%}
select keyed.*, 1 as copy_number, 1 as copies
from keyed
where has_key and not ({{ key_number(key) }} in (select key_number from repeated))

union all

select
    suspects.*,
    {{ copy_number('suspects', key, clock, values) }} as copy_number,
    cast(case
        when has_key and {{ adapter.quote('ended because') }} is null
            then count(case when {{ adapter.quote('ended because') }} is null then 1 end) over (partition by {{ key | join(', ') }})
        else 1
    end as integer) as copies
from (select * from keyed where not has_key or {{ key_number(key) }} in (select key_number from repeated)) as suspects
{% endmacro %}

{% macro duckdb__numbered_copies(within, clock, values) %}{{ return(numbered_among_suspects(within, clock, values)) }}{% endmacro %}

{% macro spark__numbered_copies(within, clock, values) %}{{ return(numbered_among_suspects(within, clock, values)) }}{% endmacro %}

{% macro copy_number(rows, key, clock, values) -%}
cast(row_number() over (
    partition by {% for name in key %}{{ rows }}.{{ name }}{{ ', ' if not loop.last }}{% endfor %}
    order by
        {{ rows }}.{{ adapter.quote('ended because') }} is not null,
        {%- if clock %}
        case when not {{ rows }}.has_key then {{ rows }}.{{ clock }} end nulls last,
        {{ rows }}.{{ clock }} desc nulls last,
        {%- endif %}
        {{ rows }}.unreadable_columns nulls first
        {%- for value in values %},
        {{ byte_order('cast(' ~ rows ~ '.' ~ value ~ ' as text)') }} nulls last
        {%- endfor %}
) as integer)
{%- endmacro %}

{#- The keys of the relation `keyed` that come more than once, or are none. -#}
{% macro repeated_keys(within=[]) %}{{ return(adapter.dispatch('repeated_keys')(within)) }}{% endmacro %}

{% macro default__repeated_keys(within) %}
{%- set key = within + ['record_key', 'has_key'] -%}
select
    {%- for name in key %}
    {{ name }},
    {%- endfor %}
    count(case when {{ adapter.quote('ended because') }} is null then 1 end) as copies
from keyed
group by {{ key | join(', ') }}
having count(*) > 1 or not has_key
{% endmacro %}

{#-
    DuckDB asks at once for two gigabytes to group the numbers of 218 million rows, for it divides
    them by no more than the cores of the machine. A quarter of them at a time fits anywhere.
-#}
{% macro duckdb__repeated_keys(within) %}
with numbers as materialized (
    select {{ key_number(within + ['record_key', 'has_key']) }} as key_number from keyed
)
{% for remainder in range(4) %}
select key_number
from numbers
where key_number % 4 = {{ remainder }}
group by key_number
having count(*) > 1
{{ 'union all' if not loop.last }}
{% endfor %}
{% endmacro %}

{% macro spark__repeated_keys(within) %}
{%- set number = key_number(within + ['record_key', 'has_key']) %}
select {{ number }} as key_number
from keyed
group by {{ number }}
having count(*) > 1
{% endmacro %}

{#- Every row of a raw table with its values, its key, and the number of its copy. -#}
{% macro source_rows(system, table) %}
{#- Days are read by the clocks of the systems, postal codes by countries: dbt must know of both before it runs. -#}
{%- do source('night', 'system_clocks') -%}
{%- do source('night', 'readings') -%}
{%- if not execute -%} select * from {{ source(system, table) }}
{%- else -%}
{%- set node = declared_table(system, table) -%}
{%- set values = [] -%}
{%- for name in node.columns -%} {%- do values.append(adapter.quote(name)) -%} {%- endfor -%}
{%- set clock = node.config.meta.clock -%}
select
    numbered.*
from (
    with keyed as {{ read_again() }} (
        {{ keyed_rows(system, table) }}
    ),

    repeated as {{ read_again() }} (
        {{ repeated_keys() }}
    )

    {{ numbered_copies(clock=adapter.quote(clock) if clock, values=values) }}
) as numbered
{%- endif -%}
{% endmacro %}

{#- The newest copy of each record that has a key, whether it has ended or not. -#}
{% macro newest_rows(system, table) %}
{{ source_rows(system, table) }}
{%- if execute %}
where copy_number = 1
    and has_key
{%- for name in declared_table(system, table).config.meta.key %}
    and {{ adapter.quote(name) }} is not null
{%- endfor %}
{%- endif %}
{% endmacro %}

{#-
    What the marts read: the newest copy of each record that has a key and has not ended, by what
    the table's contract says under `ends`. What points at a record that was merged points at the
    one that survived; of two links that became one, one is left. `but` names reasons to end for
    which a record is read all the same.
-#}
{% macro current_rows(system, table, but=[]) %}
{%- if not execute -%} {{ newest_rows(system, table) }}
{%- else -%}
{%- set node = declared_table(system, table) -%}
{%- set links = [] -%}
{%- for name in node.config.meta.key if follows(node.columns[name]) -%} {%- do links.append(name) -%} {%- endfor -%}
{%- if links %}
select linked.*
from (
    select
        newest.*,
        row_number() over (
            partition by
                {%- for name in node.config.meta.key %}
                {{ adapter.quote(name) }}{{ ',' if not loop.last }}
                {%- endfor %}
            order by {{ byte_order("record_key") }}
        ) as link_number
    from (
{%- endif %}
{{ newest_rows(system, table) }}
    and {% if but %}coalesce({{ adapter.quote('ended because') }}, '{{ but[0] }}') in ('{{ but | join("', '") }}')
    {%- else %}{{ adapter.quote('ended because') }} is null{% endif %}
{%- if links %}
    ) as newest
) as linked
where link_number = 1
{%- endif %}
{%- endif %}
{% endmacro %}

{#- The newest copy of each record that has ended. -#}
{% macro ended_rows(system, table) %}
{{ newest_rows(system, table) }}
{%- if execute %}
    and {{ adapter.quote('ended because') }} is not null
{%- endif %}
{% endmacro %}

{#- Which ids of a table were merged, and into which one that survives; none where they went in a circle. -#}
{% macro merged_ids(system, table) %}
select record_id, into_id
from {{ source('night', 'ended_records') }}
where table_id = '{{ system }}.{{ table }}' and because = 'merged'
{% endmacro %}

{#-
    Joins the survivor of a record that another system names: `<alias>.surviving_id`, null where it
    was not merged. `tables` says of each system in which of its tables the record would stand.
-#}
{% macro join_survivor(alias, id, tables) -%}
left join (
    {%- for system, table in tables.items() %}
    select
        {{ record_id(system, 'record_id') }} as absorbed_id,
        {{ record_id(system, 'into_id') }} as surviving_id
    from ({{ merged_ids(system, table) }}) as {{ alias }}_{{ system }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
) as {{ alias }} on {{ id }} = {{ alias }}.absorbed_id
{%- endmacro %}
