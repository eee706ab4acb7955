"""A warehouse with nights whose exceptions move, for owners of the small sound project."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update

from customer_truth.definitions.load import Definitions, load_definitions
from customer_truth.project import Project
from customer_truth.quality.tables import KEPT, contradictions, exceptions, rule_results, runs
from customer_truth.warehouse.duckdb import DuckDBWarehouse
from tests.unit.lint.lint_project import TODAY, make_project

FIRST = datetime(2026, 11, 2, 5)
RULES = "expectations/visits.yml"
FAILING = "Proposals without a price"
_COUNTS = dict.fromkeys(
    ("declared", "evaluated", "passed", "warned", "failed", "errored", "skipped"), 1
)


class Company:
    """A warehouse that nights are written into, and who is told by which address."""

    def __init__(self, folder: Path, **alerts: str) -> None:
        says_how_it_fails = (
            "    fix: Enter the amount.",
            f"    broken: {FAILING}\n    fix: Enter it.",
        )
        root = make_project(folder / "project", {RULES: [says_how_it_fails]})
        definitions = load_definitions(root, TODAY)
        owners = tuple(
            replace(row, alert=alerts.get(row.role)) for row in definitions.registry.owners
        )
        registry = replace(definitions.registry, owners=owners)
        self.definitions: Definitions = replace(definitions, registry=registry)
        self.warehouse = DuckDBWarehouse(folder / "warehouse", "")
        self.warehouse.folder.mkdir()
        self.warehouse.carry_over(KEPT)
        self.warehouse.next_path.replace(self.warehouse.path)
        self.project = Project(
            root=root, home=folder, target="duckdb", sources=(), raw=folder, world=""
        )
        self.number = 0

    def night(self, days: int = 1) -> str:
        """One more night, some days after the one before; returns its run."""
        self.number += 1
        as_of = FIRST + timedelta(days=days * (self.number - 1))
        run_id = f"run-{self.number}"
        row = {
            **{"run_id": run_id, "checkpoint": "nightly", "as_of": as_of, "sources": "[]"},
            **{"started_at": FIRST + timedelta(days=self.number), "finished_at": as_of},
            "verdict": "failed",
            **_COUNTS,
        }
        self._write(insert(runs).values(row))
        return run_id

    def fails(self, key: str, run_id: str, **changed: Any) -> None:
        """A record that fails `proposal_has_amount` from a night on."""
        row = {
            **{"rule_id": "proposal_has_amount", "record_key": key, "mart": "visits"},
            **{"kind": "entry", "owner": "sales_operations", "severity": "critical"},
            **{"customer_id": "C-1", "value": Decimal("100"), "in_error": Decimal("60")},
            **{"first_seen": FIRST, "last_seen": FIRST, "times_reopened": 0, "moved_in": run_id},
        }
        self._write(insert(exceptions).values({**row, **changed}))

    def mended(self, key: str, run_id: str) -> None:
        """A record that was put right in a night."""
        where = exceptions.c.record_key == key
        self._write(update(exceptions).where(where).values(resolved=FIRST, moved_in=run_id))

    def leaves_out(self, rule_id: str, run_id: str, reason: str) -> None:
        """A rule of one open exception that is not judged in a night."""
        row = {
            **{"rule_id": rule_id, "run_id": run_id, "owner": "sales_operations", "person": "p"},
            **{"severity": "critical", "verdict": "skipped", "reason": reason},
            **dict.fromkeys(("records", "failing", "waived", "new", "resolved"), 0),
            "not_looked_at": 1,
        }
        self._write(insert(rule_results).values(row))

    def waits(self, key: str, due: datetime, decider: str = "sales_operations") -> None:
        """A contradiction that waits for a decision."""
        row = {
            **{"rule_id": "email_is_well_formed", "record_key": key, "customer_id": "C-2"},
            **{"decision": "forecast_entry", "decider": decider, "value": Decimal("7")},
            **{"opened": FIRST, "due": due, "times_reopened": 0},
        }
        self._write(insert(contradictions).values(row))

    def _write(self, statement: Any) -> None:
        self.warehouse.path.replace(self.warehouse.next_path)
        with self.warehouse.building() as connection:
            connection.execute(statement)
        self.warehouse.next_path.replace(self.warehouse.path)
