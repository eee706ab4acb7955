"""What a change moves on the data of the last night: both sides built, evaluated and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from customer_truth import dbt
from customer_truth.checkpoint import Checkpoint, judge, load_checkpoint
from customer_truth.errors import Unusable
from customer_truth.expectations.judged import Outcome
from customer_truth.extracts.lacking import read_lacking
from customer_truth.files.definition_files import content_hashes
from customer_truth.files.layers import ADOPTION, path_of
from customer_truth.gate import marts_moved, measure
from customer_truth.gate.evidence import Evidence, evaluate_side, recorded_rules
from customer_truth.gate.later import Foreseen, foresee
from customer_truth.gate.meaning import says_the_same
from customer_truth.gate.rebuild import Built, Rebuild
from customer_truth.gate.result import (
    ForecastTotal,
    GateResult,
    MartImpact,
    PositionMove,
    RuleImpact,
)
from customer_truth.gate.side import Side
from customer_truth.lineage.kept import mart_columns
from customer_truth.lineage.relation import Relation
from customer_truth.lookups.nights import latest_run
from customer_truth.project import Project
from customer_truth.quality.built_from import BuiltFrom, read_built_from
from customer_truth.rules import Kind, Rule
from customer_truth.warehouse import Scratch, open_warehouse
from customer_truth.warehouse.scratch import SideBySide

Progress = Callable[[str], None]
Timed = Callable[[str], AbstractContextManager[None]]


class Impact:
    """One change, measured: `sides` are the base and the head; `list_to` takes every record.

    It `foresees` what changed rules do on later nights, unless it measures such a night itself.
    """

    def __init__(
        self,
        project: Project,
        sides: tuple[Side, Side],
        folder: Path,
        *,
        samples: int,
        list_to: Path | None,
        progress: Progress,
        timed: Timed,
        foresees: bool = True,
    ) -> None:
        self.project = project
        self.sides = sides
        self.files = _hashes(*sides)
        self.folder = folder
        self.samples = samples
        self.list_to = list_to
        self.progress = progress
        self.timed = timed
        self.foresees = foresees
        self.warehouse = open_warehouse(project)
        with self.warehouse.reading() as connection:
            run = latest_run(connection)
            self.run_id: str = run["run_id"]
            self.as_of: datetime = run["as_of"]
            self.built_from = read_built_from(connection)

    @property
    def night_of(self) -> str:
        """The moment of the night that both sides are judged on."""
        return f"{self.as_of:%Y-%m-%d %H:%M}"

    def measured(self, touched: set[str]) -> GateResult:
        """What the rules `touched`, and those on marts that say something else, come to.

        `Unusable` where another night was published meanwhile: nobody knows what was read of which.
        """
        try:
            with self.warehouse.sides(self.folder) as self.scratches:
                measured = self._measured(touched)
        except Exception:
            self._refuse_another_night()
            raise
        self._refuse_another_night()
        return measured

    def _measured(self, touched: set[str]) -> GateResult:
        with self.timed("dbt"):
            built = self._rebuild()
        marts = self._moved_marts(built)
        wanted = touched | self._rules_on({impact.mart for impact in marts})
        with self.timed("evaluation"):
            evidence = self._evaluate(wanted, built)
        with self.timed("comparison"), self._both_sides() as both:
            return self._compared(both, wanted, marts, evidence)

    def _refuse_another_night(self) -> None:
        with self.warehouse.reading() as connection:
            now = latest_run(connection)["run_id"]
        if now != self.run_id:
            raise Unusable(
                f"{self.warehouse.title}: has published another night while the change was gated, "
                "needs one that stays. Gate the change again."
            )

    def _both_sides(self) -> AbstractContextManager[SideBySide]:
        base, head = self.scratches
        return head.beside(base)

    def _rebuild(self) -> list[Built]:
        """What the sides say otherwise than the night, built from the same extracts on both."""
        rebuilds = [
            Rebuild(self.project, side, self.built_from, files, scratch, self.as_of)
            for side, files, scratch in zip(self.sides, self.files, self.scratches, strict=True)
        ]
        if any(rebuild.is_needed for rebuild in rebuilds):
            built = [rebuild.run(self.progress) for rebuild in rebuilds]
            rebuilds[0].refuse_moved_extracts()
        else:
            built = [Built(), Built()]
        for scratch in self.scratches:
            scratch.show(("marts",))
        return built

    def _moved_marts(self, built: Sequence[Built]) -> list[MartImpact]:
        self.progress("comparing marts")
        one_sided = self.sides[0].marts.keys() ^ self.sides[1].marts.keys()
        models = built[0].models | built[1].models | one_sided
        if not models:
            return []
        with self._both_sides() as both:
            return marts_moved.moved_marts(both, *self.sides, models)

    def _rules_on(self, marts: set[str]) -> set[str]:
        return {r.id for side in self.sides for r in side.rules.values() if r.mart in marts}

    def _evaluate(self, wanted: set[str], built: Sequence[Built]) -> list[Evidence]:
        found = []
        known = recorded_rules(self.warehouse)
        for side, files, scratch, own in zip(
            self.sides, self.files, self.scratches, built, strict=True
        ):
            recorded = {
                rule.id: known[rule.id]
                for rule in side.rules.values()
                if rule.id in known and rule.mart not in own.models
                if _is_as_in_the_night(rule, files, self.built_from)
            }
            step = self.progress
            columns = partial(self._columns, side, scratch, own)
            found.append(evaluate_side(side, scratch, wanted, recorded, self.as_of, step, columns))
        return found

    def _columns(self, side: Side, scratch: Scratch, built: Built) -> Mapping[str, Relation]:
        """What is known of the columns of a side's marts, given what its extracts lack."""
        scratch.show(("raw",))
        with scratch.building() as connection:
            lacking = read_lacking(connection, scratch.schema("raw", building=True))
        manifest = built.manifest or self.built_from.manifest
        kept = scratch.folder if built.manifest else dbt.target_path(self.project)
        return mart_columns(manifest, scratch.dialect, lacking, side.marts, kept)

    def _compared(
        self, both: SideBySide, wanted: set[str], marts: list[MartImpact], evidence: list[Evidence]
    ) -> GateResult:
        self.progress("comparing records")
        policies = [load_checkpoint(side.root, "nightly") for side in self.sides]
        rules = wanted if self.foresees else set()
        foreseen = foresee(both, *self.sides, rules, self.as_of)
        counts = measure.compare_failing(both, self._owned())
        impacts = [
            self._foreseen(
                self._impact(rule_id, counts.get(rule_id), evidence, policies, both),
                foreseen.get(rule_id, Foreseen()),
            )
            for rule_id in sorted(wanted)
            if any(rule_id in side.rules for side in self.sides)
        ]
        if self.list_to:
            measure.write_list(both, self.scratches[1], self.list_to)
        return GateResult(
            base="",
            as_of=self.night_of,
            rules=impacts,
            owners=measure.by_owner(both),
            marts=marts,
            moves=self._moves(both, {impact.mart for impact in marts}),
            forecast=self._forecast(both, impacts, {impact.mart for impact in marts}),
        )

    def _owned(self) -> Iterable[Rule]:
        """Every rule of either side: as it is now, or as it was where it has no owner now."""
        base, head = self.sides
        unowned = head.unowned.keys() & base.rules.keys()
        now = {id: rule for id, rule in head.rules.items() if id not in unowned}
        return {**base.rules, **now}.values()

    def _foreseen(self, impact: RuleImpact, foreseen: Foreseen) -> RuleImpact:
        return replace(
            impact,
            newly_judged=foreseen.newly_judged,
            no_longer_judged=foreseen.no_longer_judged,
            later=foreseen.later,
            planted=foreseen.planted,
            error=impact.error or foreseen.error,
        )

    def _moves(self, both: SideBySide, marts: set[str]) -> list[PositionMove]:
        moves: list[PositionMove] = []
        if "stage_visits" in marts:
            moves += measure.stage_moves(both)
        if "forecast_positions" in marts:
            moves += measure.forecast_moves(both)
        return moves

    def _forecast(
        self, both: SideBySide, impacts: Sequence[RuleImpact], marts: set[str]
    ) -> list[ForecastTotal]:
        """Told where the change can touch the forecast."""
        rules = {impact.rule for impact in impacts if impact.moved}
        deals = {
            rule.id
            for side in self.sides
            for rule in side.rules.values()
            if rule.key == "opportunity_id"
        }
        known = all("forecast_positions" in side.marts for side in self.sides)
        if known and ("forecast_positions" in marts or rules & deals):
            return measure.forecast_totals(both)
        return []

    def _impact(
        self,
        rule_id: str,
        counts: Mapping[str, Any] | None,
        evidence: Sequence[Evidence],
        policies: Sequence[Checkpoint],
        both: SideBySide,
    ) -> RuleImpact:
        was, now = (side.rules.get(rule_id) for side in self.sides)
        rule = now or was
        assert rule is not None
        before, after = (side.outcomes.get(rule_id, _NOTHING) for side in evidence)
        count = counts or _UNMOVED
        side = self.sides[1] if now else self.sides[0]
        file, line = self.sides[1].place(rule, "id")
        decision = side.registry.decision(rule.decision or "")
        is_unowned = was is not None and rule_id in self.sides[1].unowned
        owner = was.owner if was is not None and is_unowned else rule.owner
        return RuleImpact(
            rule=rule_id,
            title=rule.title,
            broken=rule.broken,
            owner=owner,
            severity=rule.severity,
            file=file,
            line=line,
            is_contradiction=rule.kind is Kind.CONTRADICTION,
            decider=decision.decider if decision else None,
            records_before=before.records,
            records_after=after.records,
            failing_before=int(count["failing_before"]),
            failing_after=int(count["failing_after"]),
            newly_failing=int(count["newly_failing"]),
            newly_passing=int(count["newly_passing"]),
            waived=int(count["waived"]),
            in_error_newly_failing=count["in_error_newly_failing"],
            in_error_newly_passing=count["in_error_newly_passing"],
            customers_touched=int(count["customers_touched"]),
            yearly_business=count["yearly_business"],
            business_not_known=int(count["business_not_known"]),
            closed=self._closed(both, now, int(count["newly_failing"])),
            verdict_before=judge(policies[0], was, before).verdict if was else None,
            verdict_after=judge(policies[1], now, after).verdict if now else None,
            error=after.error or (before.error if was and not now else None),
            lacks=after.unjudged if now and after.unjudged != before.unjudged else None,
            examples=measure.examples_of(both, rule_id, self.samples) if counts else (),
        )

    def _closed(self, both: SideBySide, rule: Rule | None, newly_failing: int) -> int:
        if rule is None or rule.judged_at is None or not newly_failing:
            return 0
        return measure.closed_among(
            both, rule.id, rule.mart, rule.key, rule.judged_at, f"{self.as_of:%Y-%m-%d}"
        )


_UNMOVED: Mapping[str, Any] = {
    **dict.fromkeys(("failing_before", "failing_after", "newly_failing", "newly_passing"), 0),
    **dict.fromkeys(("waived", "customers_touched", "business_not_known"), 0),
    **dict.fromkeys(("in_error_newly_failing", "in_error_newly_passing", "yearly_business")),
}
_NOTHING = Outcome("", 0, 0, 0)


def _hashes(base: Side, head: Side) -> list[dict[str, str]]:
    """The hash of each file by its path; two that say the same count as one."""
    was, now = content_hashes(base.root), content_hashes(head.root)
    for path in was.keys() & now.keys():
        texts = [path_of(side.root, Path(path)) for side in (base, head)]
        if was[path] != now[path] and says_the_same(*texts):
            now[path] = was[path]
    return [was, now]


def _is_as_in_the_night(rule: Rule, files: Mapping[str, str], night: BuiltFrom) -> bool:
    path = rule.file.as_posix()
    paths = {path, ADOPTION.as_posix()}
    if path.startswith("seeds/"):
        paths |= {p for p in (*files, *night.files) if p.startswith("seeds/")}
    return all(files.get(p) == night.files.get(p) for p in paths)
