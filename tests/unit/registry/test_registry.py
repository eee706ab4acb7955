"""The registry is read row by row; what cannot be read is told, not raised."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args, get_type_hints

import duckdb
import pytest

from customer_truth.files.lined_yaml import read_yaml
from customer_truth.files.problem import Problem
from customer_truth.files.row import Period, Rate
from customer_truth.files.table import read_table
from customer_truth.registry import load_registry
from customer_truth.registry.load import _FILES
from customer_truth.registry.rows import SourceSystem
from tests.conftest import ROOT

HEADERS = {
    "owners": "role,function,person,email,handle,alert,delegate,escalates_to,valid_from,valid_to",
    "decision_rights": "decision,decider,consulted,limits,days_to_decide",
    "lifecycles": "lifecycle,record,title,owner,most_reentries,valid_from,valid_to",
    "lifecycle_stages": (
        "lifecycle,stage,position,meaning,stage_means,owner,may_start,is_terminal,days_until_stale,"
        "forecast_category,version,valid_from,valid_to"
    ),
    "stage_transitions": "lifecycle,from_stage,to_stage,needs_reason,valid_from,valid_to",
    "stage_mappings": "source_system,pipeline,source_stage,lifecycle,stage",
    "system_words": "source_system,field,word,means",
    "waivers": ("waiver_id,rule,record_key,reason,requested_by,approved_by,approved_on,expires_on"),
    "decisions": "decision_id,rule,record_key,stands,reason,decided_by,decided_on",
    "source_systems": "source_system,title,owner",
    "match_decisions": "decision_id,record_a,record_b,decision,reason,decided_by,decided_on",
    "survivorship": "attribute,position,source_system,reason",
    "exception_kinds": "kind,meaning,decision,cost_rate,needs_expiry",
    "priority_budgets": "depot,kind,largest_share,approved_by,approved_on,expires_on",
    "cost_rates": "rate,amount,currency,per,owner,valid_from,valid_to",
    "currency_rates": "from_currency,to_currency,valid_from,rate",
    "complaint_kinds": "source_system,kind,meaning,breaks,function",
    "pause_reasons": "reason,stage,meaning,owner,valid_from,valid_to",
    "function_kpis": "function,kpi,version,definition,target,owner,valid_from,valid_to",
    "forecast_requirements": "category,evidence,meaning,owner,valid_from,valid_to",
    "lead_definitions": (
        "definition,version,meaning,least_fit_score,least_engagement_score,owner,valid_from,valid_to"
    ),
    "bonus_plan_rules": "plan_rule,version,outcome,meaning,owner,valid_from,valid_to",
    "otif_definitions": (
        "definition,basis,span,early_minutes,late_minutes,level,full_share,owner,valid_from,valid_to"
    ),
}
ADA = "sales,sales,Ada Lind,a@example.com,al,,,,2024-01-01,2025-12-31"
BO = "sales,sales,Bo Ek,b@example.com,be,,,,2026-01-01,"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    for name, header in HEADERS.items():
        (tmp_path / "seeds" / f"{name}.csv").write_text(header + "\n")
    return tmp_path


def owners(root: Path, content: bytes | str) -> list[Problem]:
    path = root / "seeds" / "owners.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(load_registry(root).problems)


def test_a_role_is_held_by_one_person_on_each_day(root: Path) -> None:
    assert owners(root, "\n".join([HEADERS["owners"], ADA, BO])) == []
    registry = load_registry(root)
    assert registry.person_of("sales", date(2025, 12, 31)) == "Ada Lind"
    assert registry.person_of("sales", date(2026, 1, 1)) == "Bo Ek"
    assert registry.person_of("sales", date(2023, 12, 31)) is None
    assert registry.person_of("nobody", date(2026, 1, 1)) is None
    assert [(row.file, row.line) for row in registry.owners] == [
        (Path("seeds/owners.csv"), 2),
        (Path("seeds/owners.csv"), 3),
    ]


def test_byte_order_mark_and_crlf_change_nothing(root: Path) -> None:
    text = "\r\n".join([HEADERS["owners"], ADA, BO, ""])
    assert owners(root, b"\xef\xbb\xbf" + text.encode()) == []
    assert [row.line for row in load_registry(root).owners] == [2, 3]


def test_columns_may_stand_in_any_order(root: Path) -> None:
    (root / "seeds/source_systems.csv").write_text("owner,source_system,title\nsales,crm,CRM\n")
    system = load_registry(root).systems[0]
    assert (system.owner, system.source_system) == ("sales", "crm")


def test_a_table_of_an_earlier_version_may_lack_the_column_of_time_zones(root: Path) -> None:
    file = root / "seeds/source_systems.csv"
    file.write_text("source_system,title,owner\ncrm,CRM,sales\n")
    (of_earlier,) = load_registry(root).systems
    file.write_text(
        "source_system,title,owner,time_zone\ncrm,CRM,sales,\nerp,ERP,sales,Asia/Tokyo\n"
    )
    unnamed, tokyo = load_registry(root).systems
    assert (of_earlier.time_zone, unnamed.time_zone, tokyo.time_zone) == (None, None, "Asia/Tokyo")
    assert load_registry(root).problems == ()


def test_a_text_over_several_lines_keeps_later_lines_right(root: Path) -> None:
    rows = ['forecast,sales,,"over\ntwo lines",3', "price,sales,,x,three"]
    (root / "seeds/decision_rights.csv").write_text(
        "\n".join([HEADERS["decision_rights"], *rows]) + "\n"
    )
    (problem,) = load_registry(root).problems
    assert problem.line == 4
    assert problem.where == "decision price"


BROKEN = [
    ("", "has no column role"),
    (HEADERS["owners"].replace("person", "persons"), "Did you mean persons?"),
    (HEADERS["owners"] + ",person", "has the column 'person' twice"),
    (HEADERS["owners"] + ",colour", "has the unknown column 'colour'"),
    (HEADERS["owners"] + "\n" + ADA + ",more", "has 11 fields, needs 10"),
    (HEADERS["owners"] + "\nsales,sales", "has 2 fields, needs 10"),
    (HEADERS["owners"] + "\n" + ADA.replace("2024-01-01", "01.01.2024"), "as valid_from"),
    (HEADERS["owners"] + "\n" + ADA.replace("2024-01-01", "20240101"), "as valid_from"),
    (HEADERS["owners"] + "\n" + ADA.replace("2024-01-01", ""), "has no valid_from"),
    (HEADERS["owners"] + "\n" + '"sales', "cannot be read"),
    ("\ufeff".encode("utf-16-le") + ADA.encode("utf-16-le"), "needs UTF-8"),
    (b"\xff\xfe\x00\x01", "needs UTF-8"),
    (f"{HEADERS['owners']}\n{ADA}\n\n{BO}\n", "has no value, needs one"),
    (f"{HEADERS['owners']}\n{ADA}\n,,,,,,,,,\n", "has no value, needs one"),
    (f"{HEADERS['owners']}\n{ADA}\r\n{BO}\n", "has line endings of several kinds, needs one kind"),
    (f"{HEADERS['owners']}\r{ADA}\r", "has line endings of several kinds"),
    (HEADERS["owners"] + "\n" + ADA.replace("sales", " sales", 1), "needs it without spaces"),
    (HEADERS["owners"] + "\n" + ADA.replace("sales", "NULL", 1), "has 'NULL' as role, needs noth"),
    (HEADERS["owners"] + "\n" + ADA.replace("sales", "sa\x00les", 1), "without control characters"),
    (HEADERS["owners"] + "\n" + ADA.replace("sales", "s" * 30_000, 1), "needs at most 20,000"),
    (HEADERS["owners"] + "\n" + ADA.replace("2024-01-01", "2024-W01-1"), "as valid_from"),
    (HEADERS["owners"] + "\n" + ADA.replace("2024-01-01", "2026-13-40"), "as valid_from"),
    (",".join(f"c{at}" for at in range(3_001)), "has no column role"),
    (HEADERS["owners"] + "".join(f",c{at}" for at in range(3_001)), "and 2996 more"),
]


@pytest.mark.parametrize(("content", "told"), BROKEN)
def test_what_cannot_be_read_is_a_problem_with_its_line(
    root: Path, content: bytes | str, told: str
) -> None:
    problems = owners(root, content)
    assert len(problems) <= 12
    assert all(len(str(problem)) < 3_000 for problem in problems)
    assert any(told in problem.message for problem in problems), problems
    assert all(problem.file == Path("seeds/owners.csv") for problem in problems)


@pytest.mark.parametrize(("sign", "told"), [(";", ";"), ("\t", "a tab"), ("|", "|")])
def test_cells_that_another_sign_parts_are_one_problem(root: Path, sign: str, told: str) -> None:
    text = f"{HEADERS['owners']}\n{ADA}\n".replace(",", sign)
    for content in (text.encode(), text.replace("\n", "\r\n").encode("utf-8-sig")):
        (problem,) = owners(root, content)
        assert f"has cells separated by {told}, needs commas" in problem.message


def test_the_very_row_twice_is_told_as_that(root: Path) -> None:
    (problem,) = owners(root, f"{HEADERS['owners']}\n{ADA}\n{BO}\n{ADA}\n")
    assert (problem.line, "the same row as line 2" in problem.message) == (4, True)
    assert len(load_registry(root).owners) == 2


def test_a_missing_file_is_a_problem_that_names_its_header(root: Path) -> None:
    (root / "seeds/waivers.csv").unlink()
    (problem,) = load_registry(root).problems
    assert HEADERS["waivers"] in problem.message


def test_a_problem_is_one_line_that_an_editor_can_follow() -> None:
    problem = Problem(file=Path("seeds/a.csv"), line=3, where="role x", message="has y, needs z.")
    assert str(problem) == "seeds/a.csv:3: role x: has y, needs z."


NUMBERS = ("NaN", "00.5", "Infinity", "1e999999", "1e5", "1_0", "-1", "0.00001", "1" * 13, "٣")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_an_engine_reads_otherwise_is_refused(root: Path, number: str) -> None:
    row = f"delivery,kpi,1,All in full,{number},sales,2024-01-01,"
    (root / "seeds/function_kpis.csv").write_text(f"{HEADERS['function_kpis']}\n{row}\n")
    (problem,) = load_registry(root).problems
    assert f"has {number!r} as target, needs a number of 0 or more" in str(problem)


@pytest.mark.parametrize("count", ["2147483648", "9" * 10_000, "1.0", "+1", "010"])
def test_a_count_that_no_integer_holds_is_refused(root: Path, count: str) -> None:
    row = f"deal,deal,x,sales,{count},2024-01-01,"
    (root / "seeds/lifecycles.csv").write_text(f"{HEADERS['lifecycles']}\n{row}\n")
    (problem,) = load_registry(root).problems
    assert "as most_reentries, needs a whole number of at most 2,147,483,647" in str(problem)
    assert len(str(problem)) < 1_000


PERIODS = [
    ("decision_rights", "days_to_decide", "forecast,sales,,x,{}"),
    ("lifecycle_stages", "days_until_stale", "deal,won,1,x,,sales,true,true,{},,1,2024-01-01,"),
    ("otif_definitions", "early_minutes", "d,b,s,{},0,l,0.9,sales,2024-01-01,"),
    ("otif_definitions", "late_minutes", "d,b,s,0,{},l,0.9,sales,2024-01-01,"),
]


@pytest.mark.parametrize(("file", "column", "row"), PERIODS)
def test_a_period_that_leads_beyond_every_calendar_is_refused(
    root: Path, file: str, column: str, row: str
) -> None:
    def problems(period: int) -> list[str]:
        text = f"{HEADERS[file]}\n{row.format(period)}\n"
        (root / "seeds" / f"{file}.csv").write_text(text)
        return [str(problem) for problem in load_registry(root).problems]

    assert problems(36_500) == []
    (problem,) = problems(36_501)
    assert f"as {column}, needs a whole number of at most 36,500" in problem


def test_every_column_that_counts_days_hours_or_minutes_is_a_period() -> None:
    named = {
        column: hint
        for _, row in _FILES.values()
        for column, hint in get_type_hints(row).items()
        if {"days", "hours", "minutes"} & set(column.split("_"))
    }
    assert named
    assert all(Period in (*get_args(hint), hint) for hint in named.values()), named


ODD = [
    "'x', 1",
    "x|y",
    "#x",
    "x\\",
    "x;y",
    "a, b",
    'say "x"',
    "over\ntwo lines",
]


@pytest.mark.parametrize("late", [0, 30_000])
def test_a_night_reads_the_same_rows_as_lint(tmp_path: Path, late: int) -> None:
    """The statement of macros/seeds.sql; without it DuckDB guesses from the first rows."""
    macro = (ROOT / "macros/seeds.sql").read_text()
    options = re.sub(r"\s+", " ", macro[macro.index("format csv") : macro.index("{% endset")])
    texts = [f"t{at}" for at in range(late)] + ODD
    path = tmp_path / "seeds/source_systems.csv"
    path.parent.mkdir()
    with path.open("w", newline="") as file:
        rows = [("source_system", "title", "owner"), *((text, "CRM", "sales") for text in texts)]
        csv.writer(file, lineterminator="\n").writerows(rows)
    read = read_table(tmp_path, Path("seeds/source_systems.csv"), SourceSystem)
    with duckdb.connect() as connection:
        connection.execute("create table seed (source_system text, title text, owner text)")
        connection.execute(f"copy seed from '{path}' ({options}")
        loaded = connection.execute("select source_system from seed").fetchall()
    assert read.problems == ()
    assert [row.source_system for row in read.rows] == [text for (text,) in loaded] == texts


ENGINE_TYPES = {
    str: "text",
    int: "integer",
    Period: "integer",
    date: "date",
    bool: "boolean",
    Decimal: "numeric",
    Rate: "numeric",
}


def test_a_registry_reads_every_column_as_the_type_in_which_a_night_loads_it() -> None:
    """A text that is loaded as a number would be sound for lint, and end the night."""
    seeds = read_yaml(ROOT / "models/_seeds.yml").data["seeds"]
    declared = {seed["name"]: seed["config"]["column_types"] for seed in seeds}
    for name, (file, row) in _FILES.items():
        hints = {
            column: hint
            for column, hint in get_type_hints(row).items()
            if column in HEADERS[file].split(",")
        }
        for column, hint in hints.items():
            python = next(t for t in (*get_args(hint), hint) if t in ENGINE_TYPES)
            loaded = declared[file][column].split("(")[0]
            assert ENGINE_TYPES[python] == loaded, f"{name}.{column}"
