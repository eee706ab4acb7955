"""Six changes of definitions, each as somebody might propose it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

Edit = Callable[[Path, Path], None]


@dataclass(frozen=True)
class Proposal:
    """One change: what it is called, what was meant, and the edit of (project, home)."""

    name: str
    meant: str
    edit: Edit


def _replace(file: str, old: str, new: str) -> Edit:
    def edit(project: Path, home: Path) -> None:
        path = project / file
        text = path.read_text("utf-8")
        assert text.count(old) >= 1, f"{file} no longer has {old!r}"
        path.write_text(text.replace(old, new, 1), "utf-8")

    return edit


def _waive_for_oneself(project: Path, home: Path) -> None:
    path = home / "warehouse" / "customer_truth.duckdb"
    with duckdb.connect(str(path), read_only=True) as night:
        (key,) = night.execute(
            "select min(record_key) from quality.exceptions "
            "where rule_id = 'forecast_deal_has_its_documents' and resolved is null"
        ).fetchone() or (None,)
    with (project / "seeds" / "waivers.csv").open("a", encoding="utf-8") as file:
        file.write(
            f"w-0001,forecast_deal_has_its_documents,{key},The customer sends the papers later,"
            "sales_operations,sales_operations,2026-11-02,2099-12-31\n"
        )


SIX = (
    Proposal(
        "threshold",
        "a threshold tightened: no close date may be pushed",
        _replace(
            "expectations/forecast_positions.yml",
            "limits: {most_pushes: 3}",
            "limits: {most_pushes: 0}",
        ),
    ),
    Proposal(
        "criterion",
        "a forecast-entry criterion loosened: one document may be missing",
        _replace(
            "expectations/forecast_positions.yml",
            "must: missing_count = 0",
            "must: missing_count <= 1",
        ),
    ),
    Proposal(
        "mapping",
        "a stage remapped: Salesforce's Needs Analysis is a proposal",
        _replace(
            "seeds/stage_mappings.csv",
            "salesforce,default,Needs Analysis,opportunity,discovery",
            "salesforce,default,Needs Analysis,opportunity,proposal",
        ),
    ),
    Proposal(
        "owner",
        "an owner replaced by a list",
        _replace(
            "expectations/orders.yml", "owner: controller", "owner: [controller, sales_operations]"
        ),
    ),
    Proposal("waiver", "a waiver approved by its requester", _waive_for_oneself),
    Proposal(
        "mart",
        "a mart's SQL changed: the quarter is over a month earlier",
        _replace(
            "models/marts/lifecycle/forecast_positions.sql",
            "+ interval '3 months' as date)",
            "+ interval '2 months' as date)",
        ),
    ),
)
