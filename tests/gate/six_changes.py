"""Six changes of definitions, each as somebody might propose it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

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


def _add_rule(project: Path, home: Path) -> None:
    path = project / "expectations" / "forecast_positions.yml"
    path.write_text(path.read_text("utf-8") + _RULE, "utf-8")


def _merge_two_customers(project: Path, home: Path) -> None:
    path = home / "warehouse" / "customer_truth.duckdb"
    with duckdb.connect(str(path), read_only=True) as night:
        pair = night.execute(
            "select record_id_a, record_id_b from marts.suspected_matches "
            "where decision is null order by match_probability desc, match_id limit 1"
        ).fetchone()
    assert pair is not None
    with (project / "seeds" / "match_decisions.csv").open("a", encoding="utf-8") as file:
        file.write(
            f"d-9999,{pair[0]},{pair[1]},same,One kitchen,customer_master_steward,2026-11-02\n"
        )


_RULE = """
  - id: open_deal_has_a_category_ahead
    title: An open deal has a category ahead of it
    kind: invariant
    owner: sales_operations
    severity: info
    dimension: completeness
    why: A deal that can rise no further is either won or forgotten.
    fix: Close the deal, or say what is missing.
    effective_from: 2024-01-01
    when: not is_closed
    must: next_category is not null
"""

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

# Beyond the tour: what moves the list of rules, and what moves the customers themselves.
FURTHER = (
    Proposal("rule", "a rule added that nobody has seen red", _add_rule),
    Proposal("merge", "two records decided to be one customer", _merge_two_customers),
)


def parameters(always: Collection[str]) -> list[pytest.ParameterSet]:
    """All changes as parameters of a test; those that are not named wait until before a release."""
    return [
        pytest.param(one, id=one.name, marks=[] if one.name in always else [pytest.mark.slow])
        for one in (*SIX, *FURTHER)
    ]
