"""Every message of lint has been seen, at its line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from lint_project import RULES, TODAY, line_of, make_project

from customer_truth.lint import lint
from customer_truth.lint.expectations import expectation_types

OWNER = "owner: sales_operations\n    severity"
MUST = "must: amount >= :least"

OWNERS, WAIVERS = "seeds/owners.csv", "seeds/waivers.csv"
BROKEN = yaml.safe_load((Path(__file__).parent / "broken.yml").read_text(encoding="utf-8"))


def test_a_sound_project_has_no_problem(tmp_path: Path) -> None:
    assert lint(make_project(tmp_path), TODAY) == []


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["told"][:60])
def test_a_broken_definition_is_told_at_its_line(tmp_path: Path, case: dict[str, str]) -> None:
    change = (case["old"], case["new"])
    problems = lint(make_project(tmp_path, {case["file"]: [change]}), TODAY)
    found = [p for p in problems if case["told"] in f"{p.where}: {p.message}"]
    assert len(found) == 1, [str(problem) for problem in problems]
    if case["line"]:
        assert str(found[0].file) == case["file"]
        assert found[0].line == line_of(case["file"], case["line"], [change])
    assert found[0].message.startswith("has ")
    assert ", needs " in found[0].message


ALONE = [
    (OWNER, "owner: [sales, finance]\n    severity"),
    (OWNER, "severity"),
    (OWNER, "owner: archivist\n    severity"),
    (MUST, "must: amuont >= :least"),
    (MUST, "must: the buyer sounded interested"),
    ("severity: critical", "severity: dire"),
    ("effective_from: 2026-01-01", "effective_from: 2026-02-31"),
    ("stage: proposal", "stage: proposals"),
]


@pytest.mark.parametrize(("old", "new"), ALONE)
def test_one_mistake_gets_one_message(tmp_path: Path, old: str, new: str) -> None:
    problems = lint(make_project(tmp_path, {RULES: [(old, new)]}), TODAY)
    assert len(problems) == 1, [str(problem) for problem in problems]


def test_every_problem_is_told_at_once_in_the_order_of_its_place(tmp_path: Path) -> None:
    changes = {
        RULES: [(OWNER, "owner: [a, b]\n    severity"), (MUST, "must: amuont > 0")],
        WAIVERS: [("Migrated deal", ""), ("2026-12-31", ""), ("controller", "sales_operations")],
        OWNERS: [("Devon Marsh", "Sales Team")],
    }
    problems = lint(make_project(tmp_path, changes), TODAY)
    places = [(problem.file, problem.line) for problem in problems]
    assert places == sorted(places)
    told = "\n".join(map(str, problems))
    for part in ("two owners", "amuont", "no reason", "no expires_on", "requester", "Sales Team"):
        assert part in told
    assert "expectations/visits.yml:13: rule proposal_has_amount: has two owners (a, b)" in told


@pytest.mark.parametrize("name", ["more/visits.yml", "visits.YML", "visits.txt", "visits.yml~"])
def test_a_file_of_rules_that_nothing_reads_is_told(tmp_path: Path, name: str) -> None:
    path = make_project(tmp_path) / "expectations" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("suite: visits\n")
    (problem,) = lint(tmp_path, TODAY)
    assert str(problem.file) == f"expectations/{name}"
    assert "has a file that nothing reads" in problem.message


def test_three_thousand_problems_of_a_file_are_told_in_a_hundred(tmp_path: Path) -> None:
    rows = "".join(f"crm{at},CRM,nobody\n" for at in range(3_001))
    path = make_project(tmp_path) / "seeds/source_systems.csv"
    path.write_text("source_system,title,owner\nsalesforce,CRM,sales_operations\n" + rows)
    problems = lint(tmp_path, TODAY)
    assert len(problems) == 101
    assert "has 2,901 more problems" in problems[-1].message


def test_a_suite_without_rules_is_a_problem(tmp_path: Path) -> None:
    make_project(tmp_path)
    rules = tmp_path / RULES
    rules.write_text(rules.read_text().split("rules:")[0] + "rules: []\n")
    told = "\n".join(map(str, lint(tmp_path, TODAY)))
    assert "suite visits: has no rules, needs at least one" in told


def test_an_empty_file_and_a_project_without_rules_are_problems(tmp_path: Path) -> None:
    make_project(tmp_path)
    (tmp_path / RULES).write_text("")
    assert "suite visits: has" in str(lint(tmp_path, TODAY)[0])
    (tmp_path / RULES).unlink()
    assert any("has no rule file" in str(problem) for problem in lint(tmp_path, TODAY))


def test_two_files_may_not_share_a_suite_or_a_rule(tmp_path: Path) -> None:
    make_project(tmp_path)
    (tmp_path / "expectations/again.yml").write_text((tmp_path / RULES).read_text())
    told = "\n".join(map(str, lint(tmp_path, TODAY)))
    assert "has the name of another suite (expectations/again.yml:1)" in told
    assert "has the id of another rule (expectations/again.yml:9)" in told


def test_an_empty_folder_has_problems_and_no_traceback(tmp_path: Path) -> None:
    told = [str(problem) for problem in lint(tmp_path, TODAY)]
    assert any(text.startswith("seeds/owners.csv:1: table: has no file") for text in told)


def test_expectation_types_are_those_that_great_expectations_exports() -> None:
    script = (
        "import great_expectations.expectations.core as core, inspect\n"
        "from great_expectations.expectations.expectation import Expectation\n"
        "for _, c in inspect.getmembers(core, inspect.isclass):\n"
        "    if issubclass(c, Expectation): print(c.expectation_type)\n"
    )
    known = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert set(known.stdout.split()) == set(expectation_types())


def test_lint_imports_nothing_heavy(tmp_path: Path) -> None:
    make_project(tmp_path)
    script = (
        "import sys, pathlib, datetime\n"
        "from customer_truth.lint import lint\n"
        f"lint(pathlib.Path({str(tmp_path)!r}), datetime.date(2026, 11, 23))\n"
        "heavy = {'great_expectations', 'dbt', 'pandas', 'duckdb', 'sqlalchemy', 'pyarrow'}\n"
        "sys.exit(bool(heavy & set(sys.modules)))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_what_refers_to_a_table_that_cannot_be_read_waits(tmp_path: Path) -> None:
    make_project(tmp_path)
    owners = tmp_path / "seeds" / "owners.csv"
    owners.write_text(owners.read_text().replace(",", ";"))
    (problem,) = lint(tmp_path, TODAY)
    assert str(problem.file) == "seeds/owners.csv"
    assert "has cells separated by ;, needs commas" in problem.message


def test_a_broken_rule_file_makes_its_planted_rows_no_problem(tmp_path: Path) -> None:
    make_project(tmp_path)
    rows = tmp_path / "tests" / "planted" / "visits.yml"
    rows.parent.mkdir(parents=True)
    rows.write_text("proposal_has_amount:\n  passes: [{amount: 1}]\n  fails: [{amount: 0}]\n")
    assert lint(tmp_path, TODAY) == []
    rules = tmp_path / "expectations" / "visits.yml"
    rules.write_text(rules.read_text().replace("    severity:", "\tseverity:", 1))
    told = {str(problem.file) for problem in lint(tmp_path, TODAY)}
    assert "expectations/visits.yml" in told
    assert "tests/planted/visits.yml" not in told
