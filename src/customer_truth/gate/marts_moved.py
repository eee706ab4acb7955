"""Which marts say something else on the two sides, and in which rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from customer_truth.gate.result import MartImpact
from customer_truth.gate.side import Side


def moved_marts(
    connection: Connection, base: Side, head: Side, built: Iterable[str]
) -> list[MartImpact]:
    """The marts among `built` whose rows differ; one of one side only differs as a whole."""
    keys = {suite.mart: suite.key for side in (base, head) for suite in side.suites}
    found = []
    for mart in sorted(set(built) & (base.marts.keys() | head.marts.keys())):
        if mart in base.marts and mart in head.marts:
            impact = _compare(connection, base, head, mart, keys.get(mart))
        else:
            impact = _whole(connection, base, head, mart)
        if impact.added or impact.removed or impact.changed or impact.columns:
            found.append(impact)
    return found


def _whole(connection: Connection, base: Side, head: Side, mart: str) -> MartImpact:
    is_new = mart in head.marts
    schema = "marts" if is_new else "base.marts"
    count = int(connection.exec_driver_sql(f"select count(*) from {schema}.{mart}").scalar() or 0)
    side = head if is_new else base
    return MartImpact(
        mart=mart,
        owner=side.marts[mart].owner,
        added=count if is_new else 0,
        removed=0 if is_new else count,
        changed=0,
        columns={},
    )


def _compare(
    connection: Connection, base: Side, head: Side, mart: str, key: str | None
) -> MartImpact:
    was, now = base.marts[mart].columns, head.marts[mart].columns
    shared = [name for name in now if name in was]
    one_sided = {name: -1 for name in (*was, *now) if (name in was) != (name in now)}
    if key in shared:
        counts = _by_key(connection, mart, str(key), shared)
    else:
        counts = _as_bags(connection, mart, shared)
    columns = {name: n for name, n in counts.items() if name not in ("+", "-", "~") and n}
    return MartImpact(
        mart=mart,
        owner=head.marts[mart].owner,
        added=counts["+"],
        removed=counts["-"],
        changed=counts["~"],
        columns={**columns, **one_sided},
    )


def _by_key(connection: Connection, mart: str, key: str, shared: list[str]) -> Mapping[str, int]:
    differs = {name: f'b."{name}" is distinct from h."{name}"' for name in shared if name != key}
    both = f'b."{key}" is not null and h."{key}" is not null'
    any_differs = " or ".join(differs.values()) or "false"
    counts = {
        "+": f'count(*) filter (where b."{key}" is null)',
        "-": f'count(*) filter (where h."{key}" is null)',
        "~": f"count(*) filter (where {both} and ({any_differs}))",
        **{name: f"count(*) filter (where {both} and {sql})" for name, sql in differs.items()},
    }
    row = connection.exec_driver_sql(
        f"select {', '.join(counts.values())} from base.marts.{mart} as b "
        f'full join marts.{mart} as h on b."{key}" = h."{key}"'
    ).one()
    return dict(zip(counts, map(_whole_number, row), strict=True))


def _as_bags(connection: Connection, mart: str, shared: list[str]) -> Mapping[str, int]:
    names = ", ".join(f'"{name}"' for name in shared)
    sides = {"+": ("marts", "base.marts"), "-": ("base.marts", "marts")}
    counts = {
        sign: connection.exec_driver_sql(
            f"select count(*) from (select {names} from {one}.{mart} "
            f"except all select {names} from {other}.{mart})"
        ).scalar()
        for sign, (one, other) in sides.items()
    }
    return {"~": 0, **{sign: int(count or 0) for sign, count in counts.items()}}


def _whole_number(found: Any) -> int:
    return int(found)
