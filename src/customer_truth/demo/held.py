"""Holds the last finished night against what was planted in the extracts."""

from __future__ import annotations

from datetime import datetime

from customer_truth.definitions.load import every_suite
from customer_truth.demo.check import Check, check
from customer_truth.demo.companies import is_story, refuse_others
from customer_truth.errors import Unusable
from customer_truth.lookups.nights import (
    Filter,
    exceptions_query,
    latest_run,
    results_query,
    stream,
)
from customer_truth.project import Project
from customer_truth.verdict.verdict import UNCHECKED, Verdict
from customer_truth.warehouse import Warehouse, open_warehouse

# Without a whole system or table nothing else that is planted could be found.
_NEVER_PLANTED = ("connected_systems", "source_tables")


def last_night_of(warehouse: Warehouse) -> datetime | None:
    """When the last finished night began (UTC); None where there was none."""
    if not warehouse.is_published():
        return None
    with warehouse.reading() as connection:
        began: datetime = latest_run(connection)["started_at"]
        return began


def hold_night_against_truth(project: Project) -> Check:
    """Every open exception against `truth.csv`, rule by rule and key by key."""
    truth = project.raw / "truth.csv"
    if not truth.is_file():
        raise Unusable(
            f"{truth}: is missing, needs the truth about a demo company. Run: truth demo"
        )
    warehouse = open_warehouse(project)
    suites = [suite for suite in every_suite(project.root) if suite.mart in _NEVER_PLANTED]
    spared = {rule.id for suite in suites for rule in suite.rules}
    judged = (Verdict.PASSED, Verdict.WARNED, Verdict.FAILED)
    with warehouse.reading() as connection:
        run = latest_run(connection)
        refuse_others(project.raw, run["started_at"])
        results = results_query(run["run_id"])
        verdicts = {r["rule_id"]: Verdict(r["verdict"]) for r in stream(connection, results)}
        found = stream(connection, exceptions_query(Filter()))
        return check(
            truth,
            ((row["rule_id"], row["record_key"]) for row in found),
            [
                rule
                for rule, verdict in verdicts.items()
                if verdict in judged and rule not in spared
            ],
            [rule for rule, verdict in verdicts.items() if verdict in UNCHECKED],
            is_story=is_story(project.raw),
        )
