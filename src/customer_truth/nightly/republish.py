"""Publishes the sites of the last finished night again, from what the warehouse keeps."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from customer_truth import site
from customer_truth.checkpoint import load_checkpoint
from customer_truth.definitions.load import load_definitions
from customer_truth.lookups.nights import Row, definitions_day, latest_run, results_query
from customer_truth.nightly.pages import NightTables, roll_forward, write_pages
from customer_truth.project import Project
from customer_truth.quality.figures import read_figures
from customer_truth.rules import Rule
from customer_truth.verdict.figures import Figures, Scope
from customer_truth.verdict.outcome import RuleResult, Run
from customer_truth.verdict.verdict import Verdict
from customer_truth.warehouse import open_warehouse
from customer_truth.warehouse.base import QUALITY


def republish_site(project: Project, progress: Callable[[str], None]) -> None:
    """Writes the pages anew; Data Docs are evidence of the night and are kept as they were."""
    checkpoint = load_checkpoint(project.root, "nightly")
    warehouse = open_warehouse(project)
    progress("sites")
    with warehouse.lock():
        roll_forward(project, warehouse)
        with warehouse.reading() as connection:
            row = latest_run(connection)
            definitions = load_definitions(project.root, definitions_day(row))
            rules = {rule.id: rule for rule in definitions.rules}
            results = connection.execute(results_query(row["run_id"])).mappings()
            known = [dict(found) for found in results if found["rule_id"] in rules]
            figures = read_figures(connection, row["run_id"])
            run = _run(row, [_result(found, rules) for found in known], figures)
            tables = NightTables(connection, warehouse.schema(QUALITY), warehouse.schema("marts"))
            site.publish(
                project.site,
                lambda folder: write_pages(
                    project,
                    definitions,
                    run,
                    checkpoint,
                    lambda owner, target: _kept_data_docs(project.site, owner, target),
                    tables,
                    folder,
                ),
            )


def _kept_data_docs(published: Path, owner: str, target: Path) -> bool:
    kept = published / "owners" / owner / "data-docs"
    if kept.is_dir():
        shutil.copytree(kept, target)
    return kept.is_dir()


def _run(row: Row, results: list[RuleResult], figures: Mapping[tuple[Scope, str], Figures]) -> Run:
    return Run(
        run_id=row["run_id"],
        checkpoint=row["checkpoint"],
        as_of=row["as_of"],
        definitions_on=definitions_day(row),
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        sources=json.loads(row["sources"]),
        results=results,
        figures=figures,
    )


def _result(row: Row, rules: dict[str, Rule]) -> RuleResult:
    return RuleResult(
        rule=rules[row["rule_id"]],
        person=row["person"],
        verdict=Verdict(row["verdict"]),
        reason=row["reason"],
        records=row["records"],
        failing=row["failing"],
        waived=row["waived"],
        new=row["new"],
        resolved=row["resolved"],
        records_before=row["records_before"],
        not_looked_at=row["not_looked_at"],
    )
