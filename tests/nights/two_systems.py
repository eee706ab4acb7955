"""A company with Salesforce and Zendesk only, and only what their standard syncs carry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from customer_truth.extracts.contract import Table, declared_tables
from tests.conftest import ROOT, Ended, truth
from tests.nights.conftest import copy_project

SYSTEMS = ("salesforce", "zendesk")
# Two tables that no standard sync of these vendors carries.
ABSENT = ("salesforce.lead_history", "zendesk.satisfaction_rating")
# A column that is there and empty.
EMPTIED = "zendesk.ticket", "assignee_id"
# A mart of the company's own, in SQL whose columns are not followed.
_OWN_MART = """\
select a.id as account_id, a.tax_id_c
from ({{ current_rows('salesforce', 'account') }}) as a
right join ({{ current_rows('salesforce', 'account') }}) as b on a.id = b.id
"""
_OWN_COLUMNS = """\
version: 2

models:
  - name: own_accounts
    description: Accounts as this company counts them.
    config: {meta: {owner: customer_master_steward}}
    columns:
      - {name: account_id, data_type: text, config: {meta: {safe: true}}}
      - {name: tax_id_c, data_type: text}
"""
_OWN_RULES = """\
suite: own_accounts
mart: own_accounts
key: account_id
rules:
  - id: own_account_has_a_tax_id
    title: An account has a tax id
    kind: invariant
    owner: customer_master_steward
    severity: info
    dimension: completeness
    why: Without it nobody can be invoiced.
    fix: Ask the customer.
    effective_from: 2024-01-01
    must: tax_id_c is not null
"""
_OWN_EXAMPLES = """\
own_account_has_a_tax_id:
  passes: [{tax_id_c: "1"}]
  fails: [{}]
"""


def tables() -> tuple[list[Table], list[Table]]:
    """The tables of these systems that the company has, and those that it has not."""
    declared = list(declared_tables(ROOT, SYSTEMS))
    there = [table for table in declared if table.id not in ABSENT and not table.optional]
    return there, [table for table in declared if table not in there]


def kept(table: Table) -> list[str]:
    """The columns that any sync carries, and those that tell what has ended."""
    tell = {name for ending in table.ends for name in (ending.into, ending.absorbs) if name}
    tell |= {ending.flag.column for ending in table.ends if ending.flag}
    return [c.name for c in table.columns if not c.optional or c.name in tell]


def its_project(target: Path) -> Path:
    """The definitions, which say that these tables are absent, with a mart of its own."""
    project = copy_project(target)
    settings = project / "dbt_project.yml"
    absent = f"absent_tables: [{', '.join(ABSENT)}]"
    settings.write_text(settings.read_text().replace("absent_tables: []", absent))
    marts = project / "models" / "marts" / "customer"
    (marts / "own_accounts.sql").write_text(_OWN_MART)
    (marts / "own_accounts.yml").write_text(_OWN_COLUMNS)
    (project / "expectations" / "own_accounts.yml").write_text(_OWN_RULES)
    (project / "tests" / "planted" / "own_accounts.yml").write_text(_OWN_EXAMPLES)
    return project


def its_night(project: Path, home: Path, *options: str, **settings: str) -> Ended:
    """Its night, told in `run.json` of the home."""
    ended = truth(
        "nightly", "--project", project, "--sources", ",".join(SYSTEMS),
        "--json", home / "run.json", *options, home=home, **settings,
    )  # fmt: skip
    assert ended.code in (0, 1), ended.err
    return ended


def told_of(home: Path) -> dict[str, Any]:
    """What its night told."""
    run: dict[str, Any] = json.loads((home / "run.json").read_text())
    return run
