"""What a night comes to: each record and each customer once, counted by the engine.

The whole night and each rule, owner, decider and decision have a row of their own, for rows do not
add up. docs/money.md says what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select, text

from customer_truth.quality.tables import figures
from customer_truth.verdict.figures import Figures, Scope

# What two rules find wrong in one record names it by the same column and the same key, in whatever
# marts. A key without its system speaks of its own mart alone, and the mart of all stays puts the
# lifecycle before the key of a stay.
NAMED_BY = """
case
    when record_key not like '%:%' then mart
    when record_named_by like '%stage_visit_id' then 'stage_visit_id'
    else record_named_by
end
"""
NAMED = """
case when mart = 'stage_visits' then substr(record_key, position(':' in record_key) + 1)
    else record_key end
"""

_KEEP = """
insert into {quality}.figures (
    run_id, scope, name, records, in_error, records_in_error,
    customers_touched, yearly_business, business_not_known, currency
)
with found as (
    select
        e.rule_id, e.owner, e.decider, e.in_error, e.mart, e.record_key, r.record_named_by,
        case when r.touches_customers then e.customer_id end as customer_id,
        c.rule_id is not null as waits
    from {quality}.exceptions as e
    inner join {quality}.rules as r on e.rule_id = r.rule_id and r.run_id = :run_id
    left join {quality}.contradictions as c
        on e.rule_id = c.rule_id and e.record_key = c.record_key
        and c.resolved is null and c.decision_id is null and c.waiver_id is null
    where e.resolved is null and e.waiver_id is null
),
named as (
    select
        rule_id, owner, decider, in_error, customer_id, waits,
        {named_by} as named_by, {named} as named
    from found
),
scoped as (
    select 'night' as scope, '' as name, named_by, named, customer_id, in_error from named
    union all
    select 'owner', owner, named_by, named, customer_id, in_error from named
    union all
    select 'rule', rule_id, named_by, named, customer_id, in_error from named
    union all
    select 'decider', decider, named_by, named, customer_id, in_error from named
    where waits and decider is not null
    union all
    select 'decision', rule_id, named_by, named, customer_id, in_error from named where waits
),
records as (
    select scope, name, max(in_error) as in_error
    from scoped group by scope, name, named_by, named
),
of_records as (
    select
        scope, name, count(*) as records, sum(in_error) as in_error,
        count(in_error) as records_in_error
    from records group by scope, name
),
customers as (
    select distinct scope, name, customer_id from scoped where customer_id is not null
),
of_customers as (
    select
        customers.scope, customers.name, count(*) as customers_touched,
        sum(known.invoiced_last_year) as yearly_business, count(known.invoiced_last_year) as known
    from customers
    left join {marts}.customers as known on customers.customer_id = known.customer_id
    group by customers.scope, customers.name
)
select
    :run_id, of_records.scope, of_records.name, of_records.records, of_records.in_error,
    of_records.records_in_error, coalesce(customers_touched, 0), yearly_business,
    coalesce(customers_touched - known, 0),
    (select max(currency) from {intermediate}.int_company_currency__chosen)
from of_records
left join of_customers
    on of_records.scope = of_customers.scope and of_records.name = of_customers.name
"""


def keep_figures(
    connection: Connection, run_id: str, quality: str, marts: str, intermediate: str
) -> None:
    """Counts what is open after the night's exceptions and contradictions were brought up to it."""
    names = {"quality": quality, "marts": marts, "intermediate": intermediate}
    names |= {"named_by": NAMED_BY, "named": NAMED}
    connection.execute(text(_KEEP.format(**names)), {"run_id": run_id})


def read_figures(connection: Connection, run_id: str) -> Mapping[tuple[Scope, str], Figures]:
    """The figures of one night by what they are of; nothing is open where there is no row."""
    rows = connection.execute(select(figures).where(figures.c.run_id == run_id)).mappings()
    return {
        (Scope(row["scope"]), row["name"]): Figures(
            records=row["records"],
            in_error=_number(row["in_error"]),
            records_in_error=row["records_in_error"],
            customers_touched=row["customers_touched"],
            yearly_business=_number(row["yearly_business"]),
            business_not_known=row["business_not_known"],
            currency=row["currency"],
        )
        for row in rows
    }


def _number(amount: object) -> float | None:
    return None if amount is None else float(str(amount))
