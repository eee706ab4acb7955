"""Nights of the lifecycles alone: their models on hand-made histories, in DuckDB, without dbt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

import duckdb
import jinja2

from tests.conftest import ROOT

NIGHT = datetime(2026, 11, 2, 5)
MODELS = ("int_lifecycle_stages__dated", "int_lifecycle_stages__meant", "int_stage_changes__named")
VISITS = """
with records as (select * from records where lifecycle = '{lifecycle}'),
changes as (select * from int_stage_changes__named where lifecycle = '{lifecycle}'),
{{{{ visits_of('{lifecycle}', created_at='created_at') }}}}
select * from visits
"""
TABLES = {
    "stage_changes": (
        "source_system text, lifecycle text, record_id text, pipeline text, source_stage text, "
        "changed_at timestamp, actor text, move_reason text"
    ),
    "records": (
        "lifecycle text, record_id text, customer_id text, amount numeric(18,2), "
        "created_at timestamp"
    ),
    "stage_mappings": (
        "source_system text, pipeline text, source_stage text, lifecycle text, stage text"
    ),
    "lifecycle_stages": (
        "lifecycle text, stage text, stage_means text, position integer, owner text, "
        "may_start boolean, is_terminal boolean, days_until_stale integer, forecast_category text, "
        "version integer, valid_from date, valid_to date"
    ),
    "stage_transitions": (
        "lifecycle text, from_stage text, to_stage text, needs_reason boolean, valid_from date, "
        "valid_to date"
    ),
    "lifecycles": "lifecycle text, most_reentries integer",
}
Rows = Sequence[tuple[object, ...]]


@dataclass
class Lifecycles:
    """The registry of some lifecycles, and nights on the histories that a test makes up."""

    stages: Rows
    transitions: Rows
    mappings: Rows
    reentries: Rows = ()
    connection: duckdb.DuckDBPyConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("set threads = 1")
        for name, columns in TABLES.items():
            self.connection.execute(f"create table {name} ({columns})")
        self._fill("lifecycle_stages", self.stages)
        self._fill("stage_transitions", self.transitions)
        self._fill("stage_mappings", self.mappings)
        self._fill("lifecycles", self.reentries)

    def visits(
        self, changes: Rows, *columns: str, created_at: datetime | None = None
    ) -> list[tuple[object, ...]]:
        """Those columns of the visits, in the order of record and number."""
        self._fill("stage_changes", changes)
        known = dict.fromkeys((row[1], row[2], "customer", 1, created_at) for row in changes)
        self._fill("records", list(known))
        for model in MODELS:
            (path,) = (ROOT / "models").rglob(f"{model}.sql")
            rendered = _rendered(path.read_text())
            self.connection.execute(f"create or replace table {model} as {rendered}")
        lifecycles = sorted({str(row[0]) for row in self.stages})
        visits = [_rendered(VISITS.format(lifecycle=lifecycle)) for lifecycle in lifecycles]
        union = " union all ".join(f"from ({query})" for query in visits)
        wanted = ", ".join(columns)
        query = f"select {wanted} from ({union}) order by lifecycle, record_id, visit_number"
        return self.connection.execute(query).fetchall()

    def _fill(self, name: str, rows: Iterable[tuple[object, ...]]) -> None:
        self.connection.execute(f"delete from {name}")
        if listed := list(rows):
            places = ", ".join("?" for _ in listed[0])
            self.connection.executemany(f"insert into {name} values ({places})", listed)


@cache
def _rendered(model: str) -> str:
    macros = (ROOT / "macros" / "visits.sql").read_text()
    seconds = "(epoch_us({}) - epoch_us({})) / 1000000.0"
    return jinja2.Template(macros + model).render(
        ref=lambda name: name,
        unify=lambda entity: f"select * from {entity}",
        byte_order=lambda expression: expression,
        as_of=lambda: f"timestamp '{NIGHT}'",
        moment_text=lambda moment: (
            f"rtrim(rtrim(strftime({moment}, '%Y-%m-%dT%H:%M:%S.%f'), '0'), '.')"
        ),
        elapsed_days=lambda earlier, later: seconds.format(later, earlier) + " / 86400",
    )
