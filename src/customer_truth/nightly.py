"""The night: check the extracts, build, evaluate every rule, record, publish the sites."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from customer_truth import dbt, expectations, site
from customer_truth.checkpoint import (
    ACCEPTED_EMPTY,
    Checkpoint,
    Judgement,
    judge,
    judge_vanished,
    load_checkpoint,
)
from customer_truth.definition_files import content_hashes
from customer_truth.definitions import Definitions, load_definitions
from customer_truth.errors import Unusable
from customer_truth.evaluation import Evaluated, evaluate
from customer_truth.expectations import Outcome
from customer_truth.extracts.intake import take_in
from customer_truth.extracts.taken_in import TakenIn, taken_in
from customer_truth.lookups import latest_run_id
from customer_truth.matching.night import match_records
from customer_truth.outcome import RuleResult, Run
from customer_truth.project import Project
from customer_truth.quality.built_from import keep_built_from
from customer_truth.quality.contradictions import merge_contradictions
from customer_truth.quality.earlier import Earlier, count_as_now, last_with_records
from customer_truth.quality.exceptions import Movement, Night, merge, movements
from customer_truth.quality.identity import keep_identity
from customer_truth.quality.record import record_rules, record_run
from customer_truth.quality.renamed import rename_keys
from customer_truth.quality.stamps import keep_sync_stamps
from customer_truth.quality.tables import KEPT
from customer_truth.rules import Rule
from customer_truth.rules.examples import planted_examples
from customer_truth.verdict import Verdict
from customer_truth.warehouse import Warehouse, open_warehouse
from customer_truth.warehouse.base import QUALITY, WORK

Progress = Callable[[str], None]


def run_nightly(
    project: Project,
    *,
    as_of: datetime | None,
    progress: Progress,
    alert: Callable[[Warehouse, Definitions], None] = lambda *_: None,
    older_extracts: bool = False,
) -> Run:
    """One whole night; `Unusable` where it could not be checked, and the last night then stays.

    `alert` is called once the night is published.
    """
    started = _now()
    site.make_ready(project.site)
    definitions = load_definitions(project.root, (as_of or started).date())
    files, extracts = content_hashes(project.root), taken_in(project)
    checkpoint = load_checkpoint(project.root, "nightly")
    warehouse = open_warehouse(project)
    with warehouse.lock():
        try:
            moment = _build(project, warehouse, definitions, as_of, progress, older_extracts)
            evaluated = evaluate(definitions, warehouse, moment, progress)
            night = _Night(
                project, warehouse, definitions, files, extracts, checkpoint, evaluated, moment
            )
            run = night.publish(started, progress)
        except BaseException:
            warehouse.prepare()
            raise
        site.show(project.site, run.run_id)
        alert(warehouse, definitions)
    return run


def roll_forward(project: Project, warehouse: Warehouse) -> None:
    """Shows the site of the last night where a run ended between publishing and showing it."""
    if warehouse.is_published():
        with warehouse.reading() as connection:
            run_id = latest_run_id(connection)
        if run_id is not None:
            site.show(project.site, run_id)


def _build(
    project: Project,
    warehouse: Warehouse,
    definitions: Definitions,
    as_of: datetime | None,
    progress: Progress,
    older_extracts: bool,
) -> datetime:
    """Builds the marts beside the published ones and returns the night's moment."""
    warehouse.prepare()
    warehouse.carry_over(KEPT)
    roll_forward(project, warehouse)
    moment = take_in(
        project, warehouse, definitions, as_of, progress, older_extracts=older_extracts
    )
    progress("dbt starting")
    with ThreadPoolExecutor(max_workers=1) as worker:
        loading = worker.submit(expectations.warm_up)
        try:
            dbt.build(project, warehouse, lambda step: progress(f"dbt {step}"))
        except dbt.NotBuilt as failed:
            raise Unusable(*failed.in_short) from failed
        progress("matching")
        match_records(project, warehouse)
        loading.result()
    return moment


def write_pages(
    project: Project,
    definitions: Definitions,
    run: Run,
    checkpoint: Checkpoint,
    data_docs: Callable[[str, Path], bool],
    place: Place,
    folder: Path,
) -> None:
    """The night's pages; `data_docs(owner, folder)` puts Great Expectations' own beside them."""
    company = site.Company(
        definitions=definitions,
        examples=planted_examples(project.root, definitions.registry),
        marts_schema=place.marts,
    )
    site.write_site(
        run,
        folder=folder,
        connection=place.connection,
        quality_schema=place.quality,
        samples=checkpoint.samples,
        data_docs=data_docs,
        lookup_options=project.lookup_options,
        company=company,
    )


def _data_docs(run: Run, evaluated: Evaluated) -> Callable[[str, Path], bool]:
    rules = {result.rule.id: result.rule for result in run.results}

    def write(owner: str, folder: Path) -> bool:
        try:
            expectations.write_data_docs(evaluated.validations, rules, folder, owner)
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


@dataclass(frozen=True)
class Place:
    """Where the pages read a night: a connection, and the schemas of its record and its marts."""

    connection: Connection
    quality: str
    marts: str


class _Night:
    """What recording a night needs, together."""

    def __init__(
        self,
        project: Project,
        warehouse: Warehouse,
        definitions: Definitions,
        files: Mapping[str, str],
        extracts: Mapping[str, TakenIn],
        checkpoint: Checkpoint,
        evaluated: Evaluated,
        as_of: datetime,
    ) -> None:
        self.project = project
        self.warehouse = warehouse
        self.definitions = definitions
        self.files = files
        self.extracts = extracts
        self.checkpoint = checkpoint
        self.evaluated = evaluated
        self.as_of = as_of

    def publish(self, started: datetime, progress: Progress) -> Run:
        """Writes the night, stages its site and publishes the warehouse, all or nothing."""
        run_id = f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
        quality = self.warehouse.schema(QUALITY, building=True)

        def stage(connection: Connection) -> None:
            progress("sites")
            self._stage(run, connection)

        progress("recording")
        with self.warehouse.publishing(stage) as publishing:
            connection = publishing.execution_options(schema_translate_map={QUALITY: quality})
            count_as_now(connection, quality)
            vanished = self._vanished(connection)
            night = self._names(run_id, quality, vanished)
            marts = self.warehouse.schema("marts", building=True)
            rename_keys(connection, night.quality, marts, self.definitions.rules)
            moved = movements(connection, night)
            results = [
                self._result(rule, moved, vanished.get(rule.id)) for rule in self.definitions.rules
            ]
            record_rules(connection, run_id, self.as_of, results, self.definitions.registry)
            merge(connection, night)
            run = Run(
                run_id=run_id,
                checkpoint=self.checkpoint.name,
                as_of=self.as_of,
                definitions_on=self.definitions.today,
                started_at=started,
                finished_at=_now(),
                sources=self.project.sources,
                results=results,
            )
            record_run(connection, run, self.checkpoint.keep_nights)
            merge_contradictions(
                connection,
                night.quality,
                marts,
                self.definitions.rules,
                self.definitions.registry.decisions,
                self.as_of,
            )
            keep_identity(connection, marts, night.quality)
            raw = self.warehouse.schema("raw", building=True)
            keep_sync_stamps(connection, raw, night.quality)
            manifest = dbt.target_path(self.project) / "manifest.json"
            keep_built_from(connection, self.files, self.extracts, manifest.read_bytes())
        return run

    def _stage(self, run: Run, connection: Connection) -> None:
        quality = self.warehouse.schema(QUALITY, building=True)
        place = Place(
            connection.execution_options(schema_translate_map={QUALITY: quality}),
            quality,
            self.warehouse.schema("marts", building=True),
        )
        data_docs = _data_docs(run, self.evaluated)
        try:
            site.stage(
                self.project.site,
                run.run_id,
                lambda folder: write_pages(
                    self.project, self.definitions, run, self.checkpoint, data_docs, place, folder
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
        found = last_with_records(connection, empty, self.project.sources)
        return {id: one for id, one in found.items() if one.passing or one.is_last_night}

    def _names(self, run_id: str, quality: str, vanished: Mapping[str, Earlier]) -> Night:
        """The night's tables; what was found of records that vanished is not settled by it."""
        judged = [
            id
            for id, outcome in self.evaluated.outcomes.items()
            if outcome.error is None and not (id in vanished and vanished[id].passing)
        ]
        return Night(
            run_id=run_id,
            as_of=self.as_of,
            quality=quality,
            failing=f"{self.warehouse.schema(WORK, building=True)}.failing_keys",
            evaluated=[id for id in judged if self._is_settled(id)],
            declared=[rule.id for rule in self.definitions.rules],
        )

    def _is_settled(self, rule_id: str) -> bool:
        """A mart without records says nothing about what was found before, but for suspicions."""
        judged = {rule.id: rule.mart for rule in self.definitions.rules}
        mart = judged[rule_id]
        outcomes = self.evaluated.outcomes.values()
        has_records = any(o.records for o in outcomes if judged[o.rule_id] == mart)
        return has_records or self.definitions.marts[mart].may_be_empty

    def _result(
        self, rule: Rule, moved: Mapping[str, Movement], earlier: Earlier | None
    ) -> RuleResult:
        outcome = self.evaluated.outcomes.get(rule.id)
        if outcome is None:
            outcome = Outcome(rule.id, 0, 0, 0)
            judgement = Judgement(Verdict.SKIPPED, self.evaluated.skipped[rule.id])
        elif earlier is not None:
            judgement = judge_vanished(self.checkpoint, rule, earlier)
        else:
            judgement = judge(self.checkpoint, rule, outcome)
        movement = moved[rule.id]
        return RuleResult(
            rule=rule,
            person=self.definitions.person(rule.owner),
            verdict=judgement.verdict,
            reason=judgement.reason,
            records=outcome.records,
            failing=outcome.failing - outcome.waived,
            waived=outcome.waived,
            new=movement.new,
            resolved=movement.resolved,
            value_at_risk=movement.value_at_risk,
            records_before=earlier.records if earlier else None,
        )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
