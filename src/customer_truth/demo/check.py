"""Holds the exceptions of a night against the truth file of the demo company."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from customer_truth.demo.errors import DemoError

SHOWN = 5
_COLUMNS = ["rule", "record_key", "plant"]


@dataclass(frozen=True, kw_only=True)
class RuleCheck:
    """One rule: how many records were planted, found, missed, and found without being planted.

    `missed_keys` and `false_keys` are the first few of them, for printing.
    """

    rule: str
    planted: int
    found: int
    missed: int
    false_alarms: int
    missed_keys: tuple[str, ...]
    false_keys: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """All rules that ran, those that went wrong first, and the names of those without records.

    A company of the story (`is_story`) breaks few rules; of any other each rule is seen red.
    """

    rules: tuple[RuleCheck, ...]
    without_records: tuple[str, ...] = ()
    is_story: bool = False

    @property
    def planted(self) -> int:
        """Planted defects of all rules."""
        return sum(rule.planted for rule in self.rules)

    @property
    def found(self) -> int:
        """Planted defects that were found under their rule and key."""
        return sum(rule.found for rule in self.rules)

    @property
    def missed(self) -> int:
        """Planted defects that were not found."""
        return sum(rule.missed for rule in self.rules)

    @property
    def false_alarms(self) -> int:
        """Exceptions that nobody planted."""
        return sum(rule.false_alarms for rule in self.rules)

    @property
    def recall(self) -> float:
        """Found of planted, 0 to 1; 1 where nothing was planted."""
        return self.found / self.planted if self.planted else 1.0

    @property
    def unplanted(self) -> tuple[str, ...]:
        """Rules that nothing was planted for, so nobody saw them red; none in a clean world."""
        if self.is_story:
            return ()
        return tuple(rule.rule for rule in self.rules if self.planted and not rule.planted)

    @property
    def is_exact(self) -> bool:
        """Everything planted was found, for every rule, and nothing else."""
        return not (self.missed or self.false_alarms or self.unplanted)


def check(
    truth: Path,
    exceptions: Iterable[tuple[str, str]],
    rules: Iterable[str],
    without_records: Iterable[str] = (),
    *,
    is_story: bool = False,
) -> Check:
    """Compares (rule, record key) pairs; `rules` are those that ran, with or without findings.

    A planted rule that did not run counts as missed with all its records; one that had no records
    to check and that nothing was planted for belongs to a system that the demo company lacks.
    """
    planted = _read(truth)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for rule, key in exceptions:
        found[rule].add(key)
    names = sorted({*rules, *planted, *found})
    checks = [_compare(name, planted.get(name, set()), found.get(name, set())) for name in names]
    return Check(
        tuple(sorted(checks, key=lambda c: (-(c.missed + c.false_alarms), c.rule))),
        tuple(sorted(set(without_records) - set(names))),
        is_story,
    )


def _compare(rule: str, planted: set[str], found: set[str]) -> RuleCheck:
    missed = planted - found
    false = found - planted
    return RuleCheck(
        rule=rule,
        planted=len(planted),
        found=len(planted & found),
        missed=len(missed),
        false_alarms=len(false),
        missed_keys=tuple(sorted(missed)[:SHOWN]),
        false_keys=tuple(sorted(false)[:SHOWN]),
    )


def _read(truth: Path) -> dict[str, set[str]]:
    if not truth.is_file():
        raise DemoError(f"{truth}: is missing. Make the demo company with truth demo.")
    planted: defaultdict[str, set[str]] = defaultdict(set)
    with truth.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != _COLUMNS:
            has, needs = ",".join(reader.fieldnames or []), ",".join(_COLUMNS)
            raise DemoError(f"{truth}: has the columns {has}, needs {needs}. Make it again.")
        for row in reader:
            planted[row["rule"]].add(row["record_key"])
    return planted
