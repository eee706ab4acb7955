"""Gates one change: names it, shows what it moves, and says whether it may be merged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from customer_truth.checkpoint import Checkpoint, judge, load_checkpoint
from customer_truth.definition_files import BUILT_FROM, content_hashes
from customer_truth.errors import Unusable
from customer_truth.expectations.outcome import Outcome
from customer_truth.gate import marts_moved, measure
from customer_truth.gate.agreement import needed_agreements
from customer_truth.gate.approvals import Approvals
from customer_truth.gate.blocked import Blocked
from customer_truth.gate.change import Change, ChangeKind
from customer_truth.gate.changed_files import changed_files
from customer_truth.gate.changed_registry import changed_registry
from customer_truth.gate.changed_rules import changed_rules
from customer_truth.gate.evidence import Evidence, evaluate_side, recorded_rules
from customer_truth.gate.parties import Parties
from customer_truth.gate.policy import Policy, load_policy
from customer_truth.gate.rebuild import Built, Rebuild
from customer_truth.gate.repository import Revision, extract_definitions
from customer_truth.gate.result import (
    ForecastTotal,
    GateResult,
    MartImpact,
    PositionMove,
    RuleImpact,
)
from customer_truth.gate.scratch import Scratch, scratch_folder
from customer_truth.gate.side import Side, load_side
from customer_truth.lookups import latest_run
from customer_truth.project import Project
from customer_truth.quality.built_from import BuiltFrom, read_built_from
from customer_truth.rules import Kind, Rule
from customer_truth.warehouse import open_warehouse
from customer_truth.warehouse.duckdb import DuckDBWarehouse

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What is to be gated: the revision, the changed paths, who agreed, where a list goes."""

    base: Revision
    paths: Sequence[str]
    approvals: Approvals
    list_to: Path | None = None


def run_gate(project: Project, asked: Asked, progress: Progress) -> GateResult:
    """The result of one change; `Unusable` where it cannot be gated at all."""
    with scratch_folder() as folder:
        return _Gate(project, asked, folder, progress).result()


class _Gate:
    """One change on its way through."""

    def __init__(self, project: Project, asked: Asked, folder: Path, progress: Progress) -> None:
        self.project = project
        self.asked = asked
        self.folder = folder
        self.progress = progress
        self.seconds: dict[str, float] = {}

    def result(self) -> GateResult:
        """Compares, measures where something can move, and judges."""
        with self._timed("definitions"):
            self._read_sides()
            changes = [
                *changed_rules(self.base, self.head),
                *changed_registry(self.base, self.head),
                *changed_files(self.base, self.head, self.asked.paths),
            ]
        touched = {c.rule for c in changes if c.rule and c.kind is not ChangeKind.EXAMPLES_CHANGED}
        moved = GateResult(base=self.asked.base.told, as_of=None)
        if touched or self._is_built_otherwise():
            moved = self._measured({rule for rule in touched if rule})
        impacts = {impact.rule: impact for impact in moved.rules}
        changes = [_by_records(change, impacts) for change in changes]
        agreements = needed_agreements(
            changes,
            moved.rules,
            self.policy,
            Parties(self.base, self.head),
            self.asked.approvals,
        )
        blocked = Blocked(self.base, self.head, self.policy, self.asked.approvals)
        return replace(
            moved,
            changes=changes,
            agreements=agreements,
            findings=blocked.findings(changes, moved.rules, agreements),
            seconds=self.seconds,
        )

    def _read_sides(self) -> None:
        self.progress("definitions at the base")
        root = self.folder / "definitions"
        extract_definitions(self.project.root, self.asked.base, root)
        today = datetime.now(UTC).date()
        self.base = load_side(root, today)
        self.head = load_side(self.project.root, today)
        self.policy: Policy = load_policy(root, self.project.root)
        self.files = [content_hashes(side.root) for side in (self.base, self.head)]

    def _is_built_otherwise(self) -> bool:
        """Whether the two sides differ in what the marts are made of."""
        made_of = (*BUILT_FROM, "matching", "tests/planted")
        return any(path.startswith(made_of) for path in self.asked.paths)

    def _measured(self, touched: set[str]) -> GateResult:
        night = _night(self.project)
        with night.reading() as connection:
            run = latest_run(connection)
            built_from = read_built_from(connection)
        self.as_of: datetime = run["as_of"]
        self.scratches = [Scratch(self.folder / name, night) for name in ("base", "head")]
        with self._timed("dbt"):
            built = self._rebuild(built_from, run["finished_at"])
        marts = self._moved_marts(built)
        wanted = touched | self._rules_on({impact.mart for impact in marts})
        with self._timed("evaluation"):
            evidence = self._evaluate(wanted, built_from, built)
        with self._timed("comparison"):
            return self._compared(wanted, marts, evidence)

    def _rebuild(self, built_from: BuiltFrom, finished_at: datetime) -> list[Built]:
        """What each side says otherwise than the night; both alike where the data moved on."""
        rebuilds = [
            Rebuild(self.project, side, built_from, files, scratch)
            for side, files, scratch in zip(self._sides, self.files, self.scratches, strict=True)
        ]
        head = rebuilds[1].run(self.progress)
        also = head.modified if _is_newer(self.project.raw, finished_at) else ()
        base = rebuilds[0].run(self.progress, also)
        for scratch, found in zip(self.scratches, (base, head), strict=True):
            if not found.models:
                scratch.show(("marts",))
        return [base, head]

    @property
    def _sides(self) -> tuple[Side, Side]:
        return self.base, self.head

    def _moved_marts(self, built: Sequence[Built]) -> list[MartImpact]:
        self.progress("comparing marts")
        models = built[0].models | built[1].models
        if not models:
            return []
        with measure.both_sides(*self.scratches) as connection:
            return marts_moved.moved_marts(connection, self.base, self.head, models)

    def _rules_on(self, marts: set[str]) -> set[str]:
        return {r.id for side in self._sides for r in side.rules.values() if r.mart in marts}

    def _evaluate(
        self, wanted: set[str], built_from: BuiltFrom, built: Sequence[Built]
    ) -> list[Evidence]:
        found = []
        for side, files, scratch, own in zip(
            self._sides, self.files, self.scratches, built, strict=True
        ):
            with scratch.engine().connect() as connection:
                known = recorded_rules(connection)
            recorded = {
                rule.id
                for rule in side.rules.values()
                if rule.id in known and rule.mart not in own.models
                if _is_as_in_the_night(rule, files, built_from)
            }
            step = self.progress
            found.append(evaluate_side(side, scratch, wanted, recorded, self.as_of, step))
        return found

    def _compared(
        self, wanted: set[str], marts: list[MartImpact], evidence: list[Evidence]
    ) -> GateResult:
        self.progress("comparing records")
        policies = [load_checkpoint(side.root, "nightly") for side in self._sides]
        with measure.both_sides(*self.scratches) as connection:
            counts = measure.compare_failing(connection)
            impacts = [
                self._impact(rule_id, counts.get(rule_id), evidence, policies, connection)
                for rule_id in sorted(wanted)
                if any(rule_id in side.rules for side in self._sides)
            ]
            owners = {impact.rule: impact.owner for impact in impacts}
            if self.asked.list_to:
                measure.write_list(connection, self.asked.list_to)
            return GateResult(
                base=self.asked.base.told,
                as_of=f"{self.as_of:%Y-%m-%d %H:%M}",
                rules=impacts,
                owners=measure.by_owner(connection, owners) if owners else [],
                marts=marts,
                moves=self._moves(connection, {impact.mart for impact in marts}),
                forecast=self._forecast(connection, impacts, {impact.mart for impact in marts}),
            )

    def _moves(self, connection: Connection, marts: set[str]) -> list[PositionMove]:
        moves: list[PositionMove] = []
        if "stage_visits" in marts:
            moves += measure.stage_moves(connection)
        if "forecast_positions" in marts:
            moves += measure.forecast_moves(connection)
        return moves

    def _forecast(
        self, connection: Connection, impacts: Sequence[RuleImpact], marts: set[str]
    ) -> list[ForecastTotal]:
        """Told where the change can touch the forecast."""
        rules = {impact.rule for impact in impacts if impact.moved}
        deals = {
            rule.id
            for side in self._sides
            for rule in side.rules.values()
            if rule.key == "opportunity_id"
        }
        known = all("forecast_positions" in side.marts for side in self._sides)
        if known and ("forecast_positions" in marts or rules & deals):
            return measure.forecast_totals(connection)
        return []

    def _impact(
        self,
        rule_id: str,
        counts: Mapping[str, Any] | None,
        evidence: Sequence[Evidence],
        policies: Sequence[Checkpoint],
        connection: Connection,
    ) -> RuleImpact:
        was, now = (side.rules.get(rule_id) for side in self._sides)
        rule = now or was
        assert rule is not None
        before, after = (side.outcomes.get(rule_id, _NOTHING) for side in evidence)
        count = counts or dict.fromkeys(_COUNTED, 0)
        side = self.head if now else self.base
        decision = side.registry.decision(rule.decision or "")
        owner = (
            self.base.rules[rule_id].owner if rule_id in self.head.unowned and was else rule.owner
        )
        return RuleImpact(
            rule=rule_id,
            title=rule.title,
            owner=owner,
            severity=rule.severity,
            file=rule.file,
            line=side.line(rule, "id") if now else 1,
            is_contradiction=rule.kind is Kind.CONTRADICTION,
            decider=decision.decider if decision else None,
            records_before=before.records,
            records_after=after.records,
            failing_before=int(count["failing_before"]),
            failing_after=int(count["failing_after"]),
            newly_failing=int(count["newly_failing"]),
            newly_passing=int(count["newly_passing"]),
            waived=int(count["waived"]),
            customers=int(count["customers"]),
            value_newly_failing=float(count["more"]),
            value_newly_passing=float(count["less"]),
            closed=self._closed(connection, now, int(count["newly_failing"])),
            verdict_before=judge(policies[0], was, before).verdict if was else None,
            verdict_after=judge(policies[1], now, after).verdict if now else None,
            error=after.error or (before.error if was and not now else None),
            examples=measure.examples_of(connection, rule_id, self.policy.samples),
        )

    def _closed(self, connection: Connection, rule: Rule | None, newly_failing: int) -> int:
        if rule is None or rule.judged_at is None or not newly_failing:
            return 0
        return measure.closed_among(
            connection, rule.id, rule.mart, rule.key, rule.judged_at, f"{self.as_of:%Y-%m-%d}"
        )

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[phase] = self.seconds.get(phase, 0) + time.monotonic() - started


_COUNTED = (
    *("failing_before", "failing_after", "newly_failing", "newly_passing"),
    *("waived", "customers", "more", "less"),
)
_NOTHING = Outcome("", 0, 0, 0)


def _night(project: Project) -> DuckDBWarehouse:
    warehouse = open_warehouse(project)
    if not isinstance(warehouse, DuckDBWarehouse):
        raise Unusable(
            f"target: is {project.target}, the gate needs a night in DuckDB to try a change on. "
            "Run it where a night was built with --target duckdb."
        )
    return warehouse


def _is_newer(raw: Path, finished_at: datetime) -> bool:
    """Whether extracts came in since the night."""
    stamps = [path.stat().st_mtime for path in raw.glob("*")] if raw.is_dir() else []
    return bool(stamps) and max(stamps) > finished_at.replace(tzinfo=UTC).timestamp()


def _is_as_in_the_night(rule: Rule, files: Mapping[str, str], night: BuiltFrom) -> bool:
    path = rule.file.as_posix()
    if not path.startswith("seeds/"):
        return files.get(path) == night.files.get(path)
    paths = {p for p in (*files, *night.files) if p.startswith("seeds/")}
    return all(files.get(p) == night.files.get(p) for p in paths)


def _by_records(change: Change, impacts: Mapping[str, RuleImpact]) -> Change:
    """Tightened or loosened is what the records say, not what the text looks like."""
    impact = impacts.get(change.rule or "")
    if not change.criterion or impact is None:
        return change
    if change.kind is ChangeKind.EFFECTIVE_DATE_CHANGED:
        return change
    kind = {
        (True, False): ChangeKind.TIGHTENED,
        (False, True): ChangeKind.LOOSENED,
        (True, True): ChangeKind.MOVED_BOTH_WAYS,
    }.get((impact.newly_failing > 0, impact.newly_passing > 0))
    return replace(change, kind=kind) if kind else _without_effect(change)


def _without_effect(change: Change) -> Change:
    is_limit = change.says.startswith("limits:") and "; " not in change.says
    return replace(change, kind=ChangeKind.THRESHOLD_CHANGED if is_limit else ChangeKind.REWORDED)
