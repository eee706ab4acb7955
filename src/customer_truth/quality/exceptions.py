"""Exceptions over time: new, seen again, reopened, resolved; all moved inside the engine.

The failing keys of the night come in as a table that the engine wrote; nothing is read into Python
but counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, CursorResult, bindparam, text

_NEW = """
select f.rule_id, count(*)
from {failing} as f
left join {quality}.exceptions as e
    on f.rule_id = e.rule_id and f.record_key = e.record_key and e.resolved is null
where e.rule_id is null
group by f.rule_id
"""

_RESOLVED = """
update {quality}.exceptions set resolved = :as_of, moved_in = :run_id
where resolved is null
and (rule_id in :evaluated or rule_id not in :declared)
and not exists (
    select 1 from {failing} as f
    where f.rule_id = exceptions.rule_id and f.record_key = exceptions.record_key
)
and not exists (
    select 1 from {unjudged} as u
    where u.rule_id = exceptions.rule_id and u.record_key = exceptions.record_key
)
"""

_RESOLVED_COUNTS = """
select e.rule_id, count(*)
from {quality}.exceptions as e
left join {failing} as f on e.rule_id = f.rule_id and e.record_key = f.record_key
left join {unjudged} as u on e.rule_id = u.rule_id and e.record_key = u.record_key
where e.resolved is null and f.rule_id is null and u.rule_id is null and e.rule_id in :evaluated
group by e.rule_id
"""

_SEEN_AGAIN = """
update {quality}.exceptions set
    last_seen = :as_of,
    mart = r.mart,
    kind = r.kind,
    owner = r.owner,
    decider = r.decider,
    severity = r.severity,
    customer_id = f.customer_id,
    value = f.value,
    in_error = f.in_error,
    waiver_id = f.waiver_id,
    due = case when exceptions.resolved is null then exceptions.due else r.decide_by end,
    moved_in = case when exceptions.resolved is null then exceptions.moved_in else r.run_id end,
    times_reopened = exceptions.times_reopened
        + case when exceptions.resolved is null then 0 else 1 end,
    resolved = null
from {failing} as f
inner join {quality}.rules as r on f.rule_id = r.rule_id
where r.run_id = :run_id
and exceptions.rule_id = f.rule_id and exceptions.record_key = f.record_key
"""

_FIRST_SEEN = """
insert into {quality}.exceptions (
    rule_id, record_key, mart, kind, owner, decider, severity, customer_id, value, in_error,
    waiver_id, first_seen, last_seen, due, times_reopened, moved_in
)
select
    f.rule_id, f.record_key, r.mart, r.kind, r.owner, r.decider, r.severity, f.customer_id,
    f.value, f.in_error, f.waiver_id, :as_of, :as_of, r.decide_by, 0, r.run_id
from {failing} as f
inner join {quality}.rules as r on f.rule_id = r.rule_id and r.run_id = :run_id
left join {quality}.exceptions as e on f.rule_id = e.rule_id and f.record_key = e.record_key
where e.rule_id is null
"""


_LOOKED_AT = """
update {quality}.exceptions set not_looked_at = null where not_looked_at is not null
"""

_NOT_LOOKED_AT = """
update {quality}.exceptions set not_looked_at = :reason
where resolved is null and rule_id in :unseen
"""

_RECORDS_NOT_LOOKED_AT = """
update {quality}.exceptions set not_looked_at = :reason
where resolved is null and rule_id in :unseen
and exists (
    select 1 from {unjudged} as u
    where u.rule_id = exceptions.rule_id and u.record_key = exceptions.record_key
)
"""

_NOT_LOOKED_AT_COUNTS = """
select e.rule_id, count(*) from {quality}.exceptions as e
left join {unjudged} as u on e.rule_id = u.rule_id and e.record_key = u.record_key
where e.resolved is null
and (e.rule_id in :unseen_rules or e.rule_id in :unseen_records and u.rule_id is not null)
group by e.rule_id
"""


@dataclass(frozen=True)
class Movement:
    """What the night changed for one rule: exceptions new and resolved.

    `not_looked_at` are those that stay as they were; None where all that is known was looked at.
    """

    new: int = 0
    resolved: int = 0
    not_looked_at: int | None = None


@dataclass(frozen=True)
class Night:
    """The names a merge needs: the run, its moment, and its tables.

    `unseen_rules` were not judged for want of whole tables, of `unseen_records` some records were
    not; each with why.
    """

    run_id: str
    as_of: datetime
    quality: str
    failing: str
    unjudged: str
    evaluated: Sequence[str]
    declared: Sequence[str]
    unseen_rules: Mapping[str, str] = field(default_factory=dict)
    unseen_records: Mapping[str, str] = field(default_factory=dict)


def movements(connection: Connection, night: Night) -> Mapping[str, Movement]:
    """What the merge is about to change, per rule; rules that errored change nothing."""
    new = _counts(connection, night, _NEW)
    resolved = _counts(connection, night, _RESOLVED_COUNTS)
    unseen = {*night.unseen_rules, *night.unseen_records}
    kept = _counts(connection, night, _NOT_LOOKED_AT_COUNTS) if unseen else {}
    return {
        rule: Movement(
            int(new.get(rule, 0)),
            int(resolved.get(rule, 0)),
            int(kept.get(rule, 0)) if rule in unseen else None,
        )
        for rule in night.declared
    }


def merge(connection: Connection, night: Night) -> None:
    """Brings the exceptions to the night's state; the same failing keys change nothing.

    Exceptions of a rule that could not be evaluated stay as they were; those of a rule that is no
    longer declared are resolved.
    """
    for statement in (_RESOLVED, _SEEN_AGAIN, _FIRST_SEEN, _LOOKED_AT):
        _execute(connection, night, statement)
    for statement, unseen in (
        (_NOT_LOOKED_AT, night.unseen_rules),
        (_RECORDS_NOT_LOOKED_AT, night.unseen_records),
    ):
        for reason in sorted(set(unseen.values())):
            ids = [rule for rule, why in unseen.items() if why == reason]
            _execute(connection, night, statement, reason=reason, unseen=ids)


def _counts(connection: Connection, night: Night, statement: str) -> dict[str, float]:
    rows: Iterable[Any] = _execute(connection, night, statement)
    return {rule: float(count) for rule, count in rows}


def _execute(
    connection: Connection, night: Night, statement: str, **given: object
) -> CursorResult[Any]:
    sql = text(
        statement.format(quality=night.quality, failing=night.failing, unjudged=night.unjudged)
    )
    lists: dict[str, object] = {
        name: list(getattr(night, name)) or [""]
        for name in ("evaluated", "declared", "unseen_rules", "unseen_records")
    }
    values = {"run_id": night.run_id, "as_of": night.as_of, **lists, **given}
    used = {name: value for name, value in values.items() if _asks_for(statement, name)}
    expanding: list[BindParameter[Any]] = [
        bindparam(name, expanding=True) for name, value in used.items() if isinstance(value, list)
    ]
    return connection.execute(sql.bindparams(*expanding), used)


def _asks_for(statement: str, name: str) -> bool:
    return re.search(rf":{name}\b", statement) is not None
