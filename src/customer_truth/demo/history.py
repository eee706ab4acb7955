"""Tells the earlier nights of the story, in the transaction that records the last one.

Only the last night has extracts of its own. What was wrong on the nights before is known, for the
demo planted it: so their failing keys are those of the last night that were planted by then, and
those that were put right since. From there on the night's own recording goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from customer_truth.demo.damage import Finding
from customer_truth.expectations import Outcome
from customer_truth.nightly.recording import Recording
from customer_truth.rules import Rule
from customer_truth.warehouse.base import WORK

_TOLD, _THEN = "told_findings", "failing_then"
_TOOK = timedelta(minutes=12)

_TELL = "create table {work}.{told} (night integer, rule_id text, record_key text)"
_FAILING = """
create table {work}.{then} as
select f.* from {work}.failing_keys as f
where not exists (
    select 1 from {work}.{told} as t where t.rule_id = f.rule_id and t.record_key = f.record_key
) or exists (
    select 1 from {work}.{told} as t
    where t.rule_id = f.rule_id and t.record_key = f.record_key and t.night = {night}
)
"""
_PUT_RIGHT = """
insert into {work}.{then} (rule_id, record_key, customer_id, value)
select t.rule_id, t.record_key, cast({customer} as text), cast({value} as numeric(18, 2))
from {work}.{told} as t
inner join {marts}.{mart} as m on cast(m."{key}" as text) = t.record_key
where t.night = {night} and t.rule_id = :rule and not exists (
    select 1 from {work}.failing_keys as f
    where f.rule_id = t.rule_id and f.record_key = t.record_key
)
"""
_COUNTS = "select rule_id, count(*), count(waiver_id) from {work}.{then} group by rule_id"


def tell_history(
    connection: Connection,
    tonight: Recording,
    nights: Sequence[datetime],
    findings: Sequence[Finding],
) -> None:
    """Records the nights before the last of `nights`, as what was planted says they were."""
    warehouse = tonight.warehouse
    names = {
        "work": warehouse.schema(WORK, building=True),
        "marts": warehouse.schema("marts", building=True),
        "told": _TOLD,
        "then": _THEN,
    }
    connection.execute(text(_TELL.format(**names)))
    rows = [
        (night, finding.rule, finding.key)
        for finding in findings
        for night, was_so in enumerate(finding.nights)
        if was_so
    ]
    columns = ("night", "rule_id", "record_key")
    warehouse.append(connection, f"{names['work']}.{_TOLD}", columns, rows)
    now = datetime.now(UTC).replace(tzinfo=None)
    for number, moment in enumerate(nights[:-1]):
        _fail(connection, tonight, {**names, "night": str(number)}, findings)
        # As long before this night as its data are before those of this one, so that it is older.
        started = now - (nights[-1] - moment)
        then = replace(_then(connection, tonight, moment, names), finished=started + _TOOK)
        then.record(connection, started)
        connection.execute(text("drop table {work}.{then}".format(**names)))
    connection.execute(text("drop table {work}.{told}".format(**names)))


def _fail(
    connection: Connection,
    tonight: Recording,
    names: dict[str, str],
    findings: Sequence[Finding],
) -> None:
    """Writes the failing keys of one night; a record that is in no mart tonight is not told of."""
    connection.execute(text(_FAILING.format(**names)))
    healed = {finding.rule for finding in findings if not finding.is_found_tonight}
    for rule, customer, value in _columns(tonight):
        if rule.id in healed:
            sql = _PUT_RIGHT.format(
                customer=customer, value=value, mart=rule.mart, key=rule.key, **names
            )
            connection.execute(text(sql), {"rule": rule.id})


def _columns(night: Recording) -> Iterator[tuple[Rule, str, str]]:
    for suite in night.definitions.suites:
        customer = f'm."{suite.customer}"' if suite.customer else "null"
        value = f'm."{suite.value}"' if suite.value else "null"
        yield from ((rule, customer, value) for rule in suite.rules)


def _then(
    connection: Connection, tonight: Recording, moment: datetime, names: dict[str, str]
) -> Recording:
    """The night as it was evaluated then: the records of tonight, and the keys that failed."""
    failed: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    counts: Any = connection.execute(text(_COUNTS.format(**names)))
    for rule_id, failing, waived in counts:
        failed[rule_id] = failing, waived
    outcomes: dict[str, Outcome] = {}
    for rule_id, outcome in tonight.evaluated.outcomes.items():
        failing, waived = failed[rule_id]
        outcomes[rule_id] = replace(outcome, failing=failing, waived=waived)
    registry = tonight.definitions.registry
    made = tuple(row for row in registry.decisions if row.decided_on <= moment.date())
    return replace(
        tonight,
        definitions=replace(
            tonight.definitions,
            today=moment.date(),
            registry=replace(registry, decisions=made),
        ),
        evaluated=replace(tonight.evaluated, outcomes=outcomes),
        as_of=moment,
        failing_table=_THEN,
    )
