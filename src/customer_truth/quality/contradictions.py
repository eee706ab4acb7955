"""Contradictions over time: both claims, who decides and by when, and what was decided.

Every exception of a contradiction has its record here. The claims are read from the marts and
written by the engine itself; one that comes back after a decision is open again, and undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, text

from customer_truth.definitions.marts import Mart
from customer_truth.dialects import Spelling, spelling_on
from customer_truth.predicate.types import Type, type_of
from customer_truth.quality.tables import CLAIM_COLUMNS
from customer_truth.registry.rows import Decision
from customer_truth.rules import Kind, Rule
from customer_truth.rules.model import Claim
from customer_truth.sql.given_rows import given_rows

_OPEN = """
from {quality}.exceptions as e
inner join {marts}.{mart} as m on cast(m."{key}" as text) = e.record_key
where e.rule_id = :rule and e.resolved is null
"""

_SEEN_AGAIN = (
    """
update {quality}.contradictions set
    customer_id = e.customer_id, decision = :decision, decider = e.decider,
    {claims}
    value = e.value, due = e.due, waiver_id = e.waiver_id,
    times_reopened = e.times_reopened,
    opened = case when contradictions.resolved is null then contradictions.opened else :as_of end,
    resolved = null
"""
    + _OPEN
    + "and contradictions.rule_id = e.rule_id and contradictions.record_key = e.record_key"
)

_NEW = (
    """
insert into {quality}.contradictions (
    rule_id, record_key, customer_id, decision, decider, {claim_names},
    value, opened, due, times_reopened, waiver_id
)
select
    e.rule_id, e.record_key, e.customer_id, :decision, e.decider, {claim_values},
    e.value, :as_of, e.due, e.times_reopened, e.waiver_id
"""
    + _OPEN
    + """
and not exists (
    select 1 from {quality}.contradictions as c
    where c.rule_id = e.rule_id and c.record_key = e.record_key
)
"""
)

_RESOLVED = """
update {quality}.contradictions set resolved = e.resolved
from {quality}.exceptions as e
where contradictions.rule_id = e.rule_id and contradictions.record_key = e.record_key
and e.resolved is not null and contradictions.resolved is distinct from e.resolved
"""

_UNDECIDED = """
update {quality}.contradictions
set decision_id = null, stands = null, reason = null, decided_by = null, decided_on = null
where decision_id is not null
"""

_DECIDED = """
update {quality}.contradictions set
    decision_id = given.decision_id, stands = given.stands, reason = given.reason,
    decided_by = given.decided_by, decided_on = given.decided_on
from {given}
where contradictions.rule_id = given.rule_id and contradictions.record_key = given.record_key
and given.decided_on >= cast(contradictions.opened as date)
"""
_DECISION = {
    **dict.fromkeys(("rule_id", "record_key", "decision_id", "stands", "reason"), "text"),
    "decided_by": "text",
    "decided_on": "date",
}


def merge_contradictions(
    connection: Connection,
    quality: str,
    marts: str,
    rules: Sequence[Rule],
    contracts: Mapping[str, Mart],
    decisions: Iterable[Decision],
    as_of: datetime,
) -> None:
    """Brings the contradictions to the night's state; the same night again changes nothing.

    `marts` is the schema of the marts; `contracts`, by mart, say the types of their columns.
    """
    for rule in rules:
        if rule.kind is Kind.CONTRADICTION:
            _keep(connection, quality, marts, rule, contracts[rule.mart].types, as_of)
    connection.exec_driver_sql(_RESOLVED.format(quality=quality))
    connection.exec_driver_sql(_UNDECIDED.format(quality=quality))
    _decide(connection, quality, decisions)


def _keep(
    connection: Connection,
    quality: str,
    marts: str,
    rule: Rule,
    types: Mapping[str, str],
    as_of: datetime,
) -> None:
    said = _claims(rule.claims, types, spelling_on(connection.dialect.name))
    words = {
        "quality": quality,
        "marts": marts,
        "mart": rule.mart,
        "key": rule.key,
        "claims": "".join(f"{name} = {sql},\n    " for name, sql in said.items()),
        "claim_names": ", ".join(said),
        "claim_values": ", ".join(said.values()),
    }
    values = {
        "rule": rule.id,
        "decision": rule.decision,
        "as_of": as_of,
        **{
            f"{letter}_{part}": getattr(claim, part)
            for letter, claim in _lettered(rule.claims)
            for part in ("function", "says")
        },
    }
    for statement in (_SEEN_AGAIN, _NEW):
        connection.execute(text(statement.format(**words)), values)


def _decide(connection: Connection, quality: str, decisions: Iterable[Decision]) -> None:
    """Writes the newest decision of each; where that one is too old, all of them are."""
    in_order = sorted(decisions, key=lambda row: row.decided_on)
    newest = {(made.rule, made.record_key): made for made in in_order}
    rows = [
        (*of, made.decision_id, made.stands, made.reason, made.decided_by, made.decided_on)
        for of, made in newest.items()
    ]
    for given, parameters in given_rows(_DECISION, rows):
        decided = text(_DECIDED.format(quality=quality, given=given))
        connection.execute(decided, parameters)


def _lettered(claims: Sequence[Claim]) -> list[tuple[str, Claim]]:
    return list(zip("ab", claims, strict=True))


def _claims(
    claims: Sequence[Claim], types: Mapping[str, str], spelling: Spelling
) -> Mapping[str, str]:
    """The SQL of each claim's columns; what a claim does not name is unknown."""
    said: dict[str, str] = dict.fromkeys(CLAIM_COLUMNS, "null")
    for letter, claim in _lettered(claims):
        said[f"claim_{letter}_function"] = f"cast(:{letter}_function as text)"
        said[f"claim_{letter}_says"] = f"cast(:{letter}_says as text)"
        for part, column in (("value", claim.value), ("record", claim.record)):
            said[f"claim_{letter}_{part}"] = _told(column, types, spelling)
    return said


def _told(column: str | None, types: Mapping[str, str], spelling: Spelling) -> str:
    """A column's values as text, which engines have more than one form of for a double."""
    if column is None:
        return "cast(null as text)"
    value = f'm."{column}"'
    is_double = type_of(types[column]) is Type.DOUBLE
    return spelling.plain_text(value) if is_double else f"cast({value} as text)"
