"""The night: check the extracts, build, evaluate every rule, record, publish the sites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, delete

from customer_truth import dbt, expectations, site
from customer_truth.carried import suites
from customer_truth.carried.fingerprints import Manifest
from customer_truth.carried.nodes import (
    NO_STEPS,
    Inputs,
    Steps,
    begin,
    first_difference,
    keep_carried,
    kept,
    steps_of,
    unchanged,
    whole_manifest,
)
from customer_truth.carried.suites import Evaluation
from customer_truth.checkpoint import load_checkpoint
from customer_truth.definitions.load import Definitions, load_definitions
from customer_truth.errors import Unusable
from customer_truth.extracts.intake import take_in
from customer_truth.extracts.lacking import read_lacking
from customer_truth.extracts.present import present
from customer_truth.extracts.source_references import read_references
from customer_truth.extracts.source_tables import read_unwhole
from customer_truth.extracts.taken_in import taken_in
from customer_truth.files.definition_files import contents
from customer_truth.lineage.applicable import Applicability, applicabilities
from customer_truth.lineage.behind import tables_behind
from customer_truth.lineage.kept import mart_columns
from customer_truth.matching.night import match_records
from customer_truth.nightly.evaluate import Evaluated, evaluate
from customer_truth.nightly.not_looked_at import (
    NotLookedAt,
    not_looked_at,
    tables_behind_rules,
)
from customer_truth.nightly.pages import roll_forward
from customer_truth.nightly.recording import Recording, accepted_tables
from customer_truth.project import Project
from customer_truth.quality.tables import KEPT
from customer_truth.verdict.outcome import Run
from customer_truth.warehouse import Warehouse, open_warehouse
from customer_truth.warehouse.base import QUALITY

Progress = Callable[[str], None]
Before = Callable[[Connection, Recording], None]
_OTHERWISE = (
    "{}, though nothing that decides it has changed. The night that was built in full is "
    "published and holds. Report it, and until it is mended run: truth nightly --full"
)


def run_nightly(
    project: Project,
    *,
    as_of: datetime | None,
    progress: Progress,
    alert: Callable[[Warehouse, Definitions], None] = lambda *_: None,
    older_extracts: bool = False,
    before: Before = lambda *_: None,
    afresh: bool = False,
    full: bool = False,
) -> Run:
    """One whole night; `Unusable` where it could not be checked, and the last night then stays.

    `alert` is called once the night is published, `before` in the transaction that records it,
    ahead of it. A night that begins `afresh` forgets what earlier ones left. A `full` one carries
    nothing over, and ends `Unusable` once it is published where what it would have carried over is
    not what it built.
    """
    started = datetime.now(UTC).replace(tzinfo=None)
    asked = _Asked(as_of, older_extracts, afresh, full)
    site.make_ready(project.site)
    with site.attempt(project.site, started):
        return _run(project, started, asked, progress, alert, before)


@dataclass(frozen=True)
class _Asked:
    as_of: datetime | None
    older_extracts: bool
    afresh: bool
    full: bool


@dataclass(frozen=True)
class _Built:
    """The night's moment, dbt's manifest and steps, and where a full night is not as it should."""

    moment: datetime
    manifest: Manifest
    steps: Steps
    difference: str | None


def _run(
    project: Project,
    started: datetime,
    asked: _Asked,
    progress: Progress,
    alert: Callable[[Warehouse, Definitions], None],
    before: Before,
) -> Run:
    definitions = load_definitions(project.root, present(project.raw, asked.as_of).date())
    files = contents(project.root)
    checkpoint = load_checkpoint(project.root, "nightly")
    warehouse = open_warehouse(project)
    with warehouse.lock():
        try:
            extracts = taken_in(project)
            night = Inputs(project, warehouse, files, extracts)
            built = _build(night, definitions, asked, progress)
            with warehouse.held():
                last, evaluated = _evaluate(night, definitions, built, asked, progress)
            difference = built.difference
            if asked.full and not difference:
                difference = suites.first_difference(warehouse, last, evaluated.evaluations)
            recording = Recording(
                project,
                warehouse,
                definitions,
                files,
                extracts,
                checkpoint,
                evaluated,
                built.moment,
                built.steps,
            )
            run = recording.publish(started, progress, before)
        except BaseException:
            warehouse.prepare()
            raise
        site.show(project.site, run.run_id)
        alert(warehouse, definitions)
    if difference:
        raise Unusable(_OTHERWISE.format(difference))
    return run


def _evaluate(
    night: Inputs, definitions: Definitions, built: _Built, asked: _Asked, progress: Progress
) -> tuple[Mapping[str, Evaluation], Evaluated]:
    """What the last night found of the rules, and what this one does."""
    warehouse = night.warehouse
    unseen, applicable = _judgeable(night.project, warehouse, definitions, built)
    with kept(warehouse) as connection:
        last = suites.kept_evaluations(connection)
    evaluated = evaluate(
        definitions,
        warehouse,
        built.moment,
        progress,
        applicable,
        unseen,
        steps=built.steps,
        last={} if asked.full else last,
    )
    return last, evaluated


def _judgeable(
    project: Project, warehouse: Warehouse, definitions: Definitions, built: _Built
) -> tuple[NotLookedAt, Mapping[str, Applicability]]:
    """What is not looked at, and what the rules lack, by the SQL that dbt has just built."""
    raw = warehouse.schema("raw", building=True)
    with warehouse.building() as connection:
        lacking = read_lacking(connection, raw)
        unwhole = read_unwhole(connection, raw, accepted_tables(definitions))
        references = read_references(connection, raw)
    target = dbt.target_path(project)
    manifest, moment = built.manifest, built.moment
    dialect, marts, rules = warehouse.dialect, definitions.marts, definitions.rules

    def without(names: frozenset[str], folder: Path) -> Mapping[str, Applicability]:
        columns = mart_columns(manifest, dialect, lacking | names, marts, folder)
        return applicabilities(rules, marts, columns, moment)

    applicable = without(frozenset(), target)
    if not unwhole:
        return NotLookedAt(), applicable
    stale = frozenset(table.table_id for table in unwhole if not table.is_cut)
    less = without(stale, target / "unwhole") if stale else applicable
    behind = tables_behind_rules(rules, tables_behind(manifest), references)
    return not_looked_at(unwhole, rules, behind, applicable, less, moment)


def _build(night: Inputs, definitions: Definitions, asked: _Asked, progress: Progress) -> _Built:
    """Builds the marts beside the published ones, of what has changed since those."""
    project, warehouse = night.project, night.warehouse
    warehouse.prepare()
    is_known = begin(night, anew=asked.full or asked.afresh)
    if asked.afresh:
        _forget(warehouse)
    roll_forward(project, warehouse)
    with ThreadPoolExecutor(max_workers=1) as worker:
        loading = worker.submit(expectations.warm_up)
        with dbt.parsed_beside(project, warehouse):
            moment = take_in(
                project,
                warehouse,
                definitions,
                asked.as_of,
                progress,
                older_extracts=asked.older_extracts,
                is_known=is_known,
            )
        same = unchanged(night)
        carried = NO_STEPS if asked.full else same
        _build_what_changed(night, carried, progress)
        loading.result()
    manifest = whole_manifest(dbt.target_path(project) / "manifest.json", carried)
    steps = same if same.fingerprints else steps_of(night, manifest)
    difference = first_difference(warehouse, same) if asked.full else None
    return _Built(moment, manifest, steps, difference)


def _build_what_changed(night: Inputs, carried: Steps, progress: Progress) -> None:
    project, warehouse = night.project, night.warehouse
    if carried.carried:
        progress(f"carrying over {len(carried.carried)} of {len(carried.fingerprints)} steps")
    keep_carried(warehouse, carried)
    if not carried.is_all_carried:
        progress("dbt starting")
        _dbt_build(project, warehouse, carried, progress)
    if not carried.is_matching_carried:
        progress("matching")
        match_records(project, warehouse)


def _dbt_build(project: Project, warehouse: Warehouse, carried: Steps, progress: Progress) -> None:
    try:
        dbt.build(
            project,
            warehouse,
            lambda step: progress(f"dbt {step}"),
            without=carried.carried_names,
        )
    except dbt.NotBuilt as failed:
        raise Unusable(*failed.in_short, log=failed.log) from failed


def _forget(warehouse: Warehouse) -> None:
    """Empties what was carried over; what is published stays as it is until the night is whole."""
    options = {"schema_translate_map": {QUALITY: warehouse.schema(QUALITY, building=True)}}
    with warehouse.building() as connection:
        for kept in KEPT.sorted_tables:
            connection.execution_options(**options).execute(delete(kept))
