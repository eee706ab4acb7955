"""Every kind of change that a definition can contain, and how the gate has to end on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Edit = Callable[[Path], None]
DEALS = "models/marts/lifecycle/forecast_positions"
COHORTS = "models/marts/lifecycle/lead_cohorts"
SETTINGS = "dbt_project.yml"


@dataclass(frozen=True)
class Kind:
    """One change; `code` is the gate's exit, its report holds `says` and lacks `never`."""

    name: str
    edit: Edit
    code: int
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def _replace(file: str, old: str, new: str) -> Edit:
    def edit(project: Path) -> None:
        path = project / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} no longer has {old!r}"
        path.write_text(text.replace(old, new, 1), "utf-8")

    return edit


def _append(file: str, text: str) -> Edit:
    def edit(project: Path) -> None:
        path = project / file
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(before + text, "utf-8")

    return edit


def _remove(*files: str) -> Edit:
    def edit(project: Path) -> None:
        for file in files:
            (project / file).unlink()

    return edit


def _all(*edits: Edit) -> Edit:
    def edit(project: Path) -> None:
        for one in edits:
            one(project)

    return edit


def _rename_everywhere(old: str, new: str) -> Edit:
    def edit(project: Path) -> None:
        for place in ("models", "macros", "expectations", "tests/data", "tests/planted"):
            for path in (project / place).rglob("*.*"):
                text = path.read_text("utf-8")
                if found := re.sub(rf"\b{old}\b", new, text):
                    path.write_text(found, "utf-8") if found != text else None

    return edit


_SYSTEM = (
    _append(
        "models/staging/tolls/_tolls__sources.yml",
        """\
version: 2
sources:
  - name: tolls
    schema: raw
    tables:
      - name: charges
        identifier: tolls__charges
        config: {meta: {key: [charge_id], clock: synced_at}}
        columns:
          - {name: charge_id, data_type: text}
          - {name: synced_at, data_type: timestamp}
""",
    ),
    _append("seeds/source_systems.csv", "tolls,Road tolls,transport_planning,UTC\n"),
)
_SWITCHED_ON = _replace(SETTINGS, "spreadsheets]", "spreadsheets, tolls]")
_ABSENT = "absent_tables: []"
_MISSING = ("could not be measured", "[not_checked]")

KINDS = (
    Kind("a comment in a model", _append(f"{DEALS}.sql", "\n-- a comment\n"), 0),
    Kind("a comment in a schema file", _append(f"{DEALS}.yml", "# a comment\n"), 0),
    Kind("a comment in the project's settings", _append(SETTINGS, "# a comment\n"), 0),
    Kind(
        "a description",
        _replace(f"{DEALS}.yml", 'description: "Deal."', 'description: "The deal."'),
        1,
        ("model changed", "no record moves"),
    ),
    Kind(
        "a system switched off",
        _replace(SETTINGS, ", spreadsheets]", "]"),
        1,
        ("rows:", "critical_rule_loses_its_records", "spreadsheets is off", "→ not applicable"),
    ),
    Kind(
        "a table declared absent",
        _replace(SETTINGS, _ABSENT, "absent_tables: [zendesk.satisfaction_rating]"),
        1,
        ("rows:", "tickets", "zendesk.satisfaction_rating is not in the extracts"),
    ),
    Kind(
        "a column called otherwise that no extract has",
        _replace(SETTINGS, "column_names: {}", "column_names: {zendesk.ticket.subject: nosuch}"),
        2,
        _MISSING,
    ),
    Kind(
        "a raw place where nothing lies",
        _replace(SETTINGS, "  raw: raw\n", "  raw: nowhere\n"),
        2,
        _MISSING,
    ),
    Kind(
        "a hook",
        _replace(SETTINGS, 'on-run-start: ["', 'on-run-start: ["select 1", "'),
        1,
        ("agreement_missing",),
    ),
    Kind(
        "a threshold of matching",
        _replace("matching/customers.yml", "suspected_from: 0.9", "suspected_from: 0.999999"),
        1,
        ("matching changed",),
    ),
    Kind(
        "a data test removed",
        _remove("tests/data/assert_stage_visits__do_not_overlap.sql"),
        1,
        ("assert_stage_visits__do_not_overlap",),
    ),
    Kind(
        "a contract of extracts with a column that is in none of them",
        _replace(
            "models/staging/zendesk/_zendesk__sources.yml",
            "columns:\n",
            "columns:\n          - {name: nosuch, data_type: text}\n",
        ),
        1,
        ("model _zendesk__sources: model changed",),
    ),
    Kind(
        "a contract of extracts that asks for no more than there is",
        _replace(
            "models/staging/zendesk/_zendesk__sources.yml",
            "columns:\n",
            "columns:\n          - name: nosuch\n            data_type: text\n"
            "            config: {meta: {optional: true}}\n",
        ),
        1,
        ("no record moves",),
    ),
    Kind(
        "a model that is no SQL",
        _append(f"{DEALS}.sql", "\nselec nothing frm nowhere\n"),
        2,
        (*_MISSING, f"{DEALS}.sql"),
    ),
    Kind(
        "a model of a column that is not there",
        _replace(f"{DEALS}.sql", "select * from", "select nosuch_column from"),
        2,
        (*_MISSING, f"{DEALS}.sql"),
    ),
    Kind(
        "a model of a table that is not there",
        _append(f"{DEALS}.sql", "-- {{ ref('nosuch') }}\n"),
        2,
        (*_MISSING, "nosuch"),
    ),
    Kind(
        "models that need each other",
        _append(
            "models/marts/lifecycle/opportunities.sql", "\n-- {{ ref('forecast_positions') }}\n"
        ),
        2,
        _MISSING,
    ),
    Kind("a template that does not end", _append(f"{DEALS}.sql", "{% if true %}\n"), 2, _MISSING),
    Kind(
        "a mart removed, with its rules",
        _remove(
            f"{COHORTS}.sql",
            f"{COHORTS}.yml",
            "expectations/lead_cohorts.yml",
            "tests/planted/lead_cohorts.yml",
        ),
        1,
        ("rule removed", "lead_cohorts: rows:"),
    ),
    Kind(
        "a mart removed, with its rules left behind",
        _remove(f"{COHORTS}.sql", f"{COHORTS}.yml"),
        1,
        ("lead_cohorts", "unsound_definition"),
    ),
    Kind(
        "a mart added",
        _all(
            _append("models/marts/lifecycle/open_deals.sql", "select 'a' as deal_id\n"),
            _append(
                "models/marts/lifecycle/open_deals.yml",
                "version: 2\nmodels:\n  - name: open_deals\n    description: One row per deal.\n"
                "    config: {meta: {owner: sales_operations}}\n    columns:\n"
                "      - {name: deal_id, data_type: text}\n",
            ),
        ),
        1,
        ("open_deals: rows: 1 more",),
    ),
    Kind(
        "a column of a mart renamed everywhere",
        _rename_everywhere("next_category", "category_ahead"),
        1,
        ("category_ahead (on one side only)",),
    ),
    Kind(
        "a column of a mart retyped",
        _all(
            _replace(
                f"{DEALS}.yml",
                "name: push_count\n        data_type: integer",
                "name: push_count\n        data_type: bigint",
            ),
            _replace(
                f"{DEALS}.sql",
                "coalesce(pushes.push_count, 0) as push_count",
                "cast(coalesce(pushes.push_count, 0) as bigint) as push_count",
            ),
        ),
        1,
        (),
    ),
    Kind(
        "a macro renamed where one place still asks for it",
        _replace("macros/time.sql", "{% macro days_between(", "{% macro days_since("),
        2,
        _MISSING,
    ),
    Kind("a reviewed table deleted", _remove("seeds/stage_mappings.csv"), 2, ("stage_mappings",)),
    Kind(
        "a lifecycle removed", _replace("seeds/lifecycles.csv", "seller,", "gone,"), 1, ("seller",)
    ),
    Kind(
        "nights that are kept and samples that are shown",
        _replace("checkpoints/nightly.yml", "keep_nights: 400", "keep_nights: 4"),
        1,
        ("checkpoint changed",),
    ),
    Kind(
        "a policy that cannot be read",
        _replace("checkpoints/nightly.yml", "verdicts:", "verdict:"),
        1,
        ("nightly.yml", "unsound_definition"),
    ),
    Kind("a system's definitions, not switched on yet", _all(*_SYSTEM), 1, ("agreement_missing",)),
    Kind(
        "a system switched on whose extracts are not there",
        _all(*_SYSTEM, _SWITCHED_ON),
        2,
        (*_MISSING, "tolls: has no file", "absent_tables"),
    ),
    Kind(
        "a system switched on whose extracts are declared absent until they land",
        _all(*_SYSTEM, _SWITCHED_ON, _replace(SETTINGS, _ABSENT, "absent_tables: [tolls.charges]")),
        1,
        ("agreement_missing",),
        ("not_checked",),
    ),
)
