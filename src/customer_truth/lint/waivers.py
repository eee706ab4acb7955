"""Are the waivers complete: a known rule, a reason, another's approval, and an end ahead."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date

from customer_truth.files.problem import Problem, nearest
from customer_truth.lint.accountable import known_party, person_behind
from customer_truth.lint.decisions import twice
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import Waiver


def check_waivers(registry: Registry, rules: Set[str], today: date) -> Iterator[Problem]:
    """Every problem of waivers.csv; `rules` are the ids of all rules."""
    yield from twice(registry.waivers, lambda row: row.waiver_id, "waiver_id")
    for row in registry.waivers:
        if row.rule and row.rule not in rules:
            do = nearest(row.rule, rules)
            yield at(row, f"the unknown rule {row.rule}", "a rule of expectations/", do)
        yield from _parties(registry, row, today)
        yield from _days(row, today)


def _parties(registry: Registry, row: Waiver, today: date) -> Iterator[Problem]:
    for name, party in (("requested_by", row.requested_by), ("approved_by", row.approved_by)):
        if party and (wrong := known_party(registry, party, today)):
            yield at(row, *wrong._replace(has=f"{name} set to {wrong.has}"))
    if not (row.requested_by and row.approved_by):
        return
    parties = (row.requested_by, row.approved_by)
    then = {person_behind(registry, name, row.approved_on or today) for name in parties}
    now = {person_behind(registry, name, today) for name in parties}
    if len(then) == 1 or len(now) == 1:
        has = f"{min(then if len(then) == 1 else now)} as requester and approver"
        do = "Let somebody else approve it."
        yield at(row, has, "two persons", do, lapsed=len(then) > 1)


def _days(row: Waiver, today: date) -> Iterator[Problem]:
    if row.approved_on and row.approved_on > today:
        has = f"an approval in the future ({row.approved_on})"
        yield at(row, has, "one dated today or earlier", lapsed=True)
    if row.expires_on and row.expires_on < today:
        do = "Correct the records, or have it approved again."
        has = f"an expiry in the past ({row.expires_on})"
        yield at(row, has, "one in the future", do, lapsed=True)
