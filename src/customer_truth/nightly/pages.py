"""The pages of a night: written beside the last ones, and shown once the warehouse is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from customer_truth import site
from customer_truth.checkpoint import Checkpoint
from customer_truth.definitions.load import Definitions
from customer_truth.lookups.nights import latest_run_id
from customer_truth.machine.environment import SITE_URL, value_of
from customer_truth.planted.rows import planted_examples
from customer_truth.project import Project
from customer_truth.verdict.outcome import Run
from customer_truth.warehouse import Warehouse


@dataclass(frozen=True)
class NightTables:
    """Where the pages read a night: a connection, and the schemas of its record and its marts."""

    connection: Connection
    quality: str
    marts: str


def write_pages(
    project: Project,
    definitions: Definitions,
    run: Run,
    checkpoint: Checkpoint,
    data_docs: Callable[[str, Path], bool],
    tables: NightTables,
    folder: Path,
) -> None:
    """The night's pages; `data_docs(owner, folder)` puts Great Expectations' own beside them."""
    company = site.Company(
        definitions=definitions,
        examples=planted_examples(project.root, definitions.registry),
        marts_schema=tables.marts,
    )
    site.write_site(
        run,
        folder=folder,
        connection=tables.connection,
        quality_schema=tables.quality,
        samples=checkpoint.samples,
        data_docs=data_docs,
        lookup_options=project.lookup_options,
        site_url=value_of(SITE_URL).rstrip("/"),
        company=company,
    )


def roll_forward(project: Project, warehouse: Warehouse) -> None:
    """Shows the site of the last night where a run ended between publishing and showing it."""
    if warehouse.is_published():
        with warehouse.reading() as connection:
            run_id = latest_run_id(connection)
        if run_id is not None:
            site.show(project.site, run_id)
