"""Marts that go from one role to another, wherever that is said."""

from __future__ import annotations

from collections.abc import Iterator

from customer_truth.gate.change import Change, ChangeKind
from customer_truth.gate.parties import Parties


def handed_over(parties: Parties) -> Iterator[Change]:
    """One change for each mart whose owner is another: its contract says so, or the adoption."""
    was, now = parties.base.marts, parties.head.marts
    for name in sorted(was.keys() & now.keys()):
        before, after = was[name].owner, now[name].owner
        if before == after:
            continue
        file, line = parties.head.owner_place(now[name])
        yield Change(
            kind=ChangeKind.OWNER_CHANGED,
            subject=f"mart {name}",
            says=f"{before or 'nobody'} → {after or 'nobody'}",
            file=file,
            line=line,
            parties={
                "owner_before": parties.mart_owners(name),
                "owner_after": parties.all_of([after]),
            },
        )
