{#- Whose record names a customer first. -#}
{% macro system_rank(system) -%}
    case {{ system }} when 'salesforce' then 1 when 'hubspot' then 2 when 'netsuite' then 3 else 4 end
{%- endmacro %}

{#-
    A table by its schema and name only: a view that names the database breaks when the night's
    file is renamed into place.
-#}
{% macro within_database(relation) -%} {{ relation.include(database=false) }} {%- endmacro %}

{#- For a recursive CTE called reached: everything that pairs of `one` and `other` lead to. -#}
{% macro reachable(pairs, one, other) %}
    select {{ one }}, {{ other }}
    from {{ pairs }}
    union
    select reached.{{ one }}, {{ pairs }}.{{ other }}
    from reached
    inner join {{ pairs }} on reached.{{ other }} = {{ pairs }}.{{ one }}
{% endmacro %}

{#-
    Keyed records, with the centre that they have once some records are cut off the ones that their
    keys lead to. A cut takes along whatever is linked by way of the record that was cut off.
-#}
{% macro recentred(records, cuts) %}
    select
        {{ records }}.*,
        own.cut_id is not null as is_cut,
        coalesce(
            own.cut_id, billing.cut_id, account.cut_id, chains.cut_id, {{ records }}.centre_id
        ) as new_centre_id
    from {{ records }}
    left join {{ cuts }} as own on {{ records }}.source_record_id = own.cut_id
    left join {{ cuts }} as billing on {{ records }}.billing_account_id = billing.cut_id
    left join {{ cuts }} as account on {{ records }}.account_id = account.cut_id
    left join (
        select
            merged.account_id,
            cuts.cut_id,
            row_number() over (partition by merged.account_id order by merged.hops) as nearest_rank
        from {{ ref('int_accounts__merged') }} as merged
        inner join {{ cuts }} as cuts on merged.into_account_id = cuts.cut_id
    ) as chains on {{ records }}.account_id = chains.account_id and chains.nearest_rank = 1
{% endmacro %}
