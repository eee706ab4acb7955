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
{% macro reachable(pairs, one, other) %}{{ return(adapter.dispatch('reachable')(pairs, one, other)) }}{% endmacro %}

{% macro default__reachable(pairs, one, other) %}
    select {{ one }}, {{ other }}
    from {{ pairs }}
    union
    select reached.{{ one }}, {{ pairs }}.{{ other }}
    from reached
    inner join {{ pairs }} on reached.{{ other }} = {{ pairs }}.{{ one }}
{% endmacro %}

{#-
    Spark's recursion keeps what comes again, and so never ends in a ring. Each of these steps goes
    twice as far as the one before; where more than the last would be needed, it stops with an error.
    A step is named once, for Spark writes it out wherever it is named: what leads to a record and
    what it leads to are gathered there, and led from one to the other if any of it is new.
-#}
{% macro spark__reachable(pairs, one, other) %}
    {%- set doublings = 8 -%}
    with
    led_0 as (
        select distinct {{ one }} as one, {{ other }} as other, true as is_new from {{ pairs }}
    )
    {%- for step in range(1, doublings + 2) %},
    led_{{ step }} as (
        select one, other, bool_and(other <> middle) as is_new
        from (
            select one, middle, unnest(others) as other
            from (
                select unnest(ones) as one, middle, others
                from (
                    select
                        middle,
                        list(record) filter (where not leads_on) as ones,
                        case
                            when bool_or(is_new)
                                then [middle] || coalesce(list(record) filter (where leads_on), [])
                            else [middle]
                        end as others
                    from (
                        select
                            case when leads_on then one else other end as middle,
                            case when leads_on then other else one end as record,
                            leads_on,
                            is_new
                        from (
                            select one, other, is_new, unnest([false, true]) as leads_on
                            from led_{{ step - 1 }}
                        ) as both_ways
                    ) as ends
                    group by middle
                ) as gathered
            ) as led_here
        ) as led_on
        group by one, other
    )
    {%- endfor %}
    select
        one as {{ one }},
        case
            when is_new then raise_error('{{ pairs }}: has a chain of more than {{ 2 ** doublings }} records, needs a shorter one')
            else other
        end as {{ other }}
    from led_{{ doublings + 1 }}
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
