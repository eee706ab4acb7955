"""Records a night that was evaluated, and publishes it: warehouse and site, all or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from customer_truth import dbt, expectations, site
from customer_truth.carried.nodes import Steps, keep_built_nodes
from customer_truth.carried.suites import keep_evaluations
from customer_truth.checkpoint import (
    ACCEPTED_EMPTY,
    Checkpoint,
    Judgement,
    judge,
    judge_vanished,
    with_unusual,
)
from customer_truth.definitions.load import Definitions
from customer_truth.errors import Unusable
from customer_truth.expectations import Outcome
from customer_truth.extracts.source_tables import SOURCE_TABLES
from customer_truth.extracts.taken_in import TakenIn
from customer_truth.nightly.evaluate import Evaluated
from customer_truth.nightly.pages import NightTables, write_pages
from customer_truth.project import Project
from customer_truth.quality.built_from import keep_built_from
from customer_truth.quality.contradictions import merge_contradictions
from customer_truth.quality.earlier import Earlier, count_as_now, last_with_records
from customer_truth.quality.exceptions import Movement, Night, merge, movements
from customer_truth.quality.figures import keep_figures, read_figures
from customer_truth.quality.identity import keep_identity
from customer_truth.quality.rates import Past, past_shares, unusual_words
from customer_truth.quality.record import has_nights, record_rules, record_run
from customer_truth.quality.renamed import rename_keys
from customer_truth.quality.stamps import keep_sync_stamps
from customer_truth.quality.table_nights import keep_table_nights
from customer_truth.rules import Rule
from customer_truth.verdict.outcome import RuleResult, Run
from customer_truth.verdict.verdict import Verdict
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.base import QUALITY, WORK


@dataclass(frozen=True)
class Recording:
    """A night that was evaluated: what recording and publishing it needs, together.

    `failing_table` is the table of its failing keys in the work schema. `finished` is when it
    ended, for a night that is told later (UTC); None is now.
    """

    project: Project
    warehouse: Warehouse
    definitions: Definitions
    files: Mapping[str, bytes]
    extracts: Mapping[str, TakenIn]
    checkpoint: Checkpoint
    evaluated: Evaluated
    as_of: datetime
    steps: Steps
    failing_table: str = "failing_keys"
    finished: datetime | None = None

    @property
    def quality(self) -> str:
        """The schema that the night is written into."""
        return self.warehouse.schema(QUALITY, building=True)

    def publish(
        self,
        started: datetime,
        progress: Callable[[str], None],
        before: Callable[[Connection, Recording], None] = lambda *_: None,
    ) -> Run:
        """Writes the night, stages its site and publishes the warehouse, all or nothing.

        `before` is called in the same transaction, ahead of what the night itself writes.
        """

        def stage(connection: Connection) -> None:
            progress("sites")
            self._stage(run, connection)

        progress("recording")
        with self.warehouse.publishing(stage) as publishing:
            options = {"schema_translate_map": {QUALITY: self.quality}}
            connection = publishing.execution_options(**options)
            count_as_now(connection, self.quality)
            before(connection, self)
            run = self.record(connection, started)
            marts = self.warehouse.schema("marts", building=True)
            keep_identity(connection, marts, self.quality)
            raw = self.warehouse.schema("raw", building=True)
            keep_sync_stamps(connection, raw, self.quality)
            accepted = accepted_tables(self.definitions)
            keep_table_nights(connection, raw, self.quality, self.as_of.date(), accepted)
            manifest = dbt.target_path(self.project) / "manifest.json"
            keep_built_from(connection, self.files, self.extracts, manifest.read_bytes())
            keep_built_nodes(connection, self.steps)
            keep_evaluations(connection, self.evaluated.evaluations)
        return run

    def record(self, connection: Connection, started: datetime) -> Run:
        """Brings exceptions and contradictions up to the night, and adds it to the run log."""
        run_id = f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
        vanished = self._vanished(connection)
        night = self._names(run_id, vanished)
        marts = self.warehouse.schema("marts", building=True)
        rename_keys(connection, night.quality, marts, self.definitions.rules)
        moved = movements(connection, night)
        shares = past_shares(connection, self.as_of.date())
        results = [
            self._result(rule, moved[rule.id], vanished.get(rule.id), shares)
            for rule in self.definitions.rules
        ]
        record_rules(connection, run_id, self.as_of, results, self.definitions.registry)
        merge(connection, night)
        merge_contradictions(
            connection,
            night.quality,
            marts,
            [rule for rule in self.definitions.rules if rule.id not in night.unseen_rules],
            self.definitions.marts,
            self.definitions.registry.decisions,
            self.as_of,
        )
        intermediate = self.warehouse.schema("intermediate", building=True)
        keep_figures(connection, run_id, night.quality, marts, intermediate)
        run = Run(
            run_id=run_id,
            checkpoint=self.checkpoint.name,
            as_of=self.as_of,
            definitions_on=self.definitions.today,
            started_at=started,
            finished_at=self.finished or datetime.now(UTC).replace(tzinfo=None),
            sources=self.project.sources,
            results=results,
            figures=read_figures(connection, run_id),
            is_first=not has_nights(connection),
        )
        record_run(connection, run, self.checkpoint.keep_nights)
        return run

    def _stage(self, run: Run, connection: Connection) -> None:
        tables = NightTables(
            connection.execution_options(schema_translate_map={QUALITY: self.quality}),
            self.quality,
            self.warehouse.schema("marts", building=True),
        )
        data_docs = _data_docs(run, self.evaluated)
        try:
            site.stage(
                self.project.site,
                run.run_id,
                lambda folder: write_pages(
                    self.project, self.definitions, run, self.checkpoint, data_docs, tables, folder
                ),
            )
        except OSError as error:
            raise Unusable(
                f"{self.project.site}: cannot be written ({error.strerror}), needs room for the "
                "site and a folder that may be written. Last night's marts and site stay."
            ) from error

    def _vanished(self, connection: Connection) -> Mapping[str, Earlier]:
        """The rules that judged records before and have none, but for those that may have none."""
        accepted = {
            waiver.rule
            for waiver in self.definitions.registry.waivers
            if waiver.record_key == ACCEPTED_EMPTY and waiver.in_force(self.definitions.today)
        }
        empty = [
            rule.id
            for rule in self.definitions.rules
            if rule.id not in accepted and not self.definitions.marts[rule.mart].may_be_empty
            if (outcome := self.evaluated.outcomes.get(rule.id)) is not None
            and outcome.error is None
            and not outcome.records
        ]
        lost = [id for id in self.evaluated.not_applicable if id not in accepted]
        found = last_with_records(connection, [*empty, *lost], self.project.sources)
        return {id: one for id, one in found.items() if one.passing or one.is_last_night}

    def _names(self, run_id: str, vanished: Mapping[str, Earlier]) -> Night:
        """The night's tables; what was found of records that vanished is not settled by it."""
        judged = [
            id
            for id, outcome in self.evaluated.outcomes.items()
            if outcome.error is None and not (id in vanished and vanished[id].passing)
        ]
        return Night(
            run_id=run_id,
            as_of=self.as_of,
            quality=self.quality,
            failing=f"{self.warehouse.schema(WORK, building=True)}.{self.failing_table}",
            unjudged=f"{self.warehouse.schema(WORK, building=True)}.unjudged_keys",
            evaluated=[id for id in judged if self._is_settled(id)],
            declared=[rule.id for rule in self.definitions.rules],
            unseen_rules=self.evaluated.unseen.rules,
            unseen_records=self.evaluated.unseen.records,
        )

    def _is_settled(self, rule_id: str) -> bool:
        """A mart without records says nothing about what was found before, but for suspicions."""
        judged = {rule.id: rule.mart for rule in self.definitions.rules}
        mart = judged[rule_id]
        outcomes = self.evaluated.outcomes.values()
        has_records = any(o.records for o in outcomes if judged[o.rule_id] == mart)
        return has_records or self.definitions.marts[mart].may_be_empty

    def _result(
        self, rule: Rule, movement: Movement, earlier: Earlier | None, shares: Past
    ) -> RuleResult:
        outcome = self.evaluated.outcomes.get(rule.id)
        lacks = self.evaluated.not_applicable.get(rule.id) or (
            outcome.unjudged if outcome and not outcome.records and not outcome.error else None
        )
        if outcome is None or lacks is not None:
            outcome = Outcome(rule.id, 0, 0, 0, unjudged=lacks)
        if earlier is not None:
            judgement = judge_vanished(self.checkpoint, rule, earlier, lacks)
        elif rule.id in self.evaluated.skipped:
            judgement = Judgement(Verdict.SKIPPED, self.evaluated.skipped[rule.id])
        else:
            judgement = judge(self.checkpoint, rule, outcome)
        failing = outcome.failing - outcome.waived
        unusual = unusual_words(shares, rule.id, self.as_of.date(), failing, outcome.records)
        judgement = with_unusual(judgement, unusual)
        return RuleResult(
            rule=rule,
            person=self.definitions.person(rule.owner),
            verdict=judgement.verdict,
            reason=judgement.reason,
            records=outcome.records,
            failing=failing,
            waived=outcome.waived,
            new=movement.new,
            resolved=movement.resolved,
            records_before=earlier.records if earlier else None,
            not_looked_at=movement.not_looked_at,
            unusual=unusual,
        )


def accepted_tables(definitions: Definitions) -> list[str]:
    """The raw tables (`source_table_id`) that a waiver lets be as they are tonight."""
    mart = {rule.id: rule.mart for rule in definitions.rules}
    return [
        waiver.record_key
        for waiver in definitions.registry.waivers
        if mart.get(waiver.rule) == SOURCE_TABLES and waiver.in_force(definitions.today)
    ]


def _data_docs(run: Run, evaluated: Evaluated) -> Callable[[str, Path], bool]:
    rules = {result.rule.id: result.rule for result in run.results}

    @cache
    def validations() -> list[Any]:
        told = (result for one in evaluated.evaluations for result in one.results)
        return expectations.results_of(told)

    def write(owner: str, folder: Path) -> bool:
        try:
            expectations.write_data_docs(validations(), rules, folder, owner)
        except (OSError, MemoryError):
            raise
        except Exception as error:  # Great Expectations renders what it likes to
            raise Unusable(
                f"Data Docs of {owner}: cannot be rendered ({type(error).__name__}), needs every "
                "result of the owner's rules as a page. Last night's marts and site stay; report "
                "it with the owner's rules that use expect."
            ) from error
        return True

    return write
