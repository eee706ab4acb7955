"""Which marts say something else on the two sides, and in which rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from customer_truth.gate.result import MartImpact
from customer_truth.gate.side import Side
from customer_truth.warehouse.scratch import SideBySide


def moved_marts(both: SideBySide, base: Side, head: Side, built: Iterable[str]) -> list[MartImpact]:
    """The marts among `built` whose rows differ; one of one side only differs as a whole."""
    keys = {suite.mart: suite.key for side in (base, head) for suite in side.suites}
    found = []
    for mart in sorted(set(built) & (base.marts.keys() | head.marts.keys())):
        if mart in base.marts and mart in head.marts:
            impact = _compare(both, base, head, mart, keys.get(mart))
        else:
            impact = _whole(both, base, head, mart)
        if impact.added or impact.removed or impact.changed or impact.columns:
            found.append(impact)
    return found


def _whole(both: SideBySide, base: Side, head: Side, mart: str) -> MartImpact:
    is_new = mart in head.marts
    schema = both.schema(1 if is_new else 0, "marts")
    counted = f"select count(*) from {schema}.{mart}"
    count = int(both.connection.exec_driver_sql(counted).scalar() or 0)
    side = head if is_new else base
    return MartImpact(
        mart=mart,
        owner=side.marts[mart].owner,
        added=count if is_new else 0,
        removed=0 if is_new else count,
        changed=0,
        columns={},
    )


def _compare(both: SideBySide, base: Side, head: Side, mart: str, key: str | None) -> MartImpact:
    was, now = base.marts[mart].columns, head.marts[mart].columns
    shared = [name for name in now if name in was]
    one_sided = {name: -1 for name in (*was, *now) if (name in was) != (name in now)}
    if key in shared:
        counts = _by_key(both, mart, str(key), shared)
    else:
        counts = _as_bags(both, mart, shared)
    columns = {name: n for name, n in counts.items() if name not in ("+", "-", "~") and n}
    return MartImpact(
        mart=mart,
        owner=head.marts[mart].owner,
        added=counts["+"],
        removed=counts["-"],
        changed=counts["~"],
        columns={**columns, **one_sided},
    )


def _by_key(both: SideBySide, mart: str, key: str, shared: list[str]) -> Mapping[str, int]:
    differs = {name: f'b."{name}" is distinct from h."{name}"' for name in shared if name != key}
    on_both = f'b."{key}" is not null and h."{key}" is not null'
    any_differs = " or ".join(differs.values()) or "false"
    counts = {
        "+": f'count(*) filter (where b."{key}" is null)',
        "-": f'count(*) filter (where h."{key}" is null)',
        "~": f"count(*) filter (where {on_both} and ({any_differs}))",
        **{name: f"count(*) filter (where {on_both} and {sql})" for name, sql in differs.items()},
    }
    was, now = (f"{both.schema(at, 'marts')}.{mart}" for at in (0, 1))
    row = both.connection.exec_driver_sql(
        f"select {', '.join(counts.values())} from {was} as b "
        f'full join {now} as h on b."{key}" = h."{key}"'
    ).one()
    return dict(zip(counts, map(_whole_number, row), strict=True))


def _as_bags(both: SideBySide, mart: str, shared: list[str]) -> Mapping[str, int]:
    names = ", ".join(f'"{name}"' for name in shared)
    was, now = (both.schema(at, "marts") for at in (0, 1))
    counts = {
        sign: both.connection.exec_driver_sql(
            f"select count(*) from (select {names} from {one}.{mart} "
            f"except all select {names} from {other}.{mart}) as differing"
        ).scalar()
        for sign, one, other in (("+", now, was), ("-", was, now))
    }
    return {"~": 0, **{sign: int(count or 0) for sign, count in counts.items()}}


def _whole_number(found: Any) -> int:
    return int(found)
