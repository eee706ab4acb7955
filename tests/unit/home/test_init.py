"""`truth init` writes a home in which every line is the company's, and lint says what is left."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from datetime import date
from pathlib import Path

import pytest
import yaml

from customer_truth.definitions.load import load_definitions
from customer_truth.errors import Unusable
from customer_truth.gate.policy import check_policy
from customer_truth.home.proposal import known_vendors, propose
from customer_truth.home.write import Wanted, write_home
from customer_truth.lint import lint
from customer_truth.project import known_systems, open_settings
from customer_truth.registry import load_registry
from customer_truth.registry.adoption import read_adoption
from tests.conftest import ROOT, TRUTH, truth

TODAY = date.today()
ADA = "Ada Byron <ada@acme.test>"
TOP = {
    *("dbt_project.yml", "profiles", "models", "macros", "expectations", "checkpoints", "seeds"),
    *("tests", ".github", ".truth", "README.md", ".gitignore", "requirements.txt"),
}


def written(folder: Path, *systems: str, person: str | None = None) -> Path:
    write_home(Wanted(folder, systems, TODAY, person))
    return folder


def test_a_home_has_the_top_level_of_this_repository_and_lacks_only_who_answers(
    tmp_path: Path,
) -> None:
    home = written(tmp_path / "acme", "salesforce", "zendesk")

    assert {path.name for path in home.iterdir()} == TOP
    assert open_settings(home).sources == ("salesforce", "zendesk")
    problems = lint(home, TODAY)
    assert problems
    assert {p.file for p in problems} == {Path("seeds/owners.csv")}
    assert all("has no holder" in p.message and p.where.startswith("role ") for p in problems)
    assert len({p.where for p in problems}) == len(problems)


@pytest.mark.parametrize("system", known_vendors())
def test_with_one_person_who_answers_a_home_of_any_system_is_sound(
    tmp_path: Path, system: str
) -> None:
    home = written(tmp_path / "acme", system, person=ADA)
    assert [str(problem) for problem in [*lint(home, TODAY), *check_policy(home)]] == []
    assert load_definitions(home, TODAY).rules


def test_a_home_of_all_systems_is_sound(tmp_path: Path) -> None:
    home = written(tmp_path / "acme", *known_vendors(), person=ADA)
    assert [str(problem) for problem in lint(home, TODAY)] == []


def test_a_rule_that_does_not_fit_what_is_proposed_is_off_with_the_reason(tmp_path: Path) -> None:
    off = read_adoption(written(tmp_path / "a", "hubspot", person=ADA))[0]
    none = read_adoption(written(tmp_path / "b", "salesforce", "zendesk", person=ADA))[0]
    assert off and none
    assert off.off["rules"]["proposal_has_amount"].startswith("It has the meaning offered")
    assert not {id for id in none.off.get("rules", {}) if id.startswith("proposal")}


def test_every_system_with_a_staging_folder_can_be_asked_for() -> None:
    assert known_vendors() == known_systems(ROOT)


def test_of_two_systems_the_first_names_the_stages_and_all_words_are_mapped() -> None:
    tables = propose(["salesforce", "hubspot"], "2026-01-01").tables
    stages = {(row["lifecycle"], row["stage"]) for row in tables["lifecycle_stages"]}
    mappings = tables["stage_mappings"]
    assert all((row["lifecycle"], row["stage"]) in stages for row in mappings)
    closed = [
        row["stage"] for row in mappings if row["source_stage"] in ("Closed Won", "closedwon")
    ]
    assert closed == ["closed_won", "closed_won"]


def test_nothing_of_the_demo_company_is_in_a_home(tmp_path: Path) -> None:
    home = written(tmp_path / "acme", "salesforce", "zendesk", person=ADA)
    text = "\n".join(p.read_text() for p in home.rglob("*") if p.is_file())
    demo = load_registry(ROOT)
    people = {name for row in demo.owners for name in (row.person, row.email, row.handle) if name}
    assert not {name for name in people if name in text}
    own = {row.stage for row in demo.stages if row.lifecycle == "opportunity"}
    shipped = {row["stage"] for row in propose(["salesforce"], "x").tables["lifecycle_stages"]}
    stages = (home / "seeds" / "lifecycle_stages.csv").read_text()
    assert not {s for s in own - shipped if re.search(rf"\b{s}\b", stages)}
    assert not re.search(
        r"olist|\bdemo\b|hubspot|netsuite", stages + (home / "README.md").read_text()
    )
    for name in ("cost_rates", "otif_definitions", "function_kpis", "priority_budgets"):
        assert len((home / "seeds" / f"{name}.csv").read_text().splitlines()) == 1


def test_headers_stand_in_the_order_of_the_engines(tmp_path: Path) -> None:
    home = written(tmp_path / "acme", "zendesk")
    for shipped in (ROOT / "seeds").glob("*.csv"):
        own = (home / "seeds" / shipped.name).read_text().splitlines()[0]
        assert own == shipped.read_text().splitlines()[0]


@pytest.mark.parametrize(
    ("systems", "person", "says"),
    [
        (("salesforc",), None, "Did you mean salesforce?"),
        (("",), None, "has no system"),
        (("zendesk", "zendesk"), None, "one system twice"),
        (("zendesk",), "Sales team <sales@acme.test>", "one person and an address"),
        (("zendesk",), "Ada Byron", "Ada Byron <ada@example.com>"),
    ],
)
def test_what_cannot_be_written_is_refused_and_leaves_nothing(
    tmp_path: Path, systems: tuple[str, ...], person: str | None, says: str
) -> None:
    with pytest.raises(Unusable, match=re.escape(says)):
        written(tmp_path / "acme", *systems, person=person)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "mine.txt").write_text("mine")
    with pytest.raises(Unusable, match="is not empty"):
        written(tmp_path / "acme", "zendesk")
    with pytest.raises(Unusable, match="is a file"):
        written(tmp_path / "acme" / "mine.txt", "zendesk")
    assert [p.name for p in (tmp_path / "acme").iterdir()] == ["mine.txt"]
    (tmp_path / "empty").mkdir()
    assert {p.name for p in written(tmp_path / "empty", "zendesk").iterdir()} == TOP


def test_the_workflows_are_yaml_that_needs_no_make(tmp_path: Path) -> None:
    home = written(tmp_path / "acme", "zendesk")
    for path in (home / ".github" / "workflows").glob("*.yml"):
        assert yaml.safe_load(path.read_text())["jobs"]
        assert "make" not in path.read_text() and "demo" not in path.read_text()


def test_the_command_works_without_a_terminal_and_tells_three_steps(tmp_path: Path) -> None:
    words = [TRUTH, "init", "acme", "--systems", "salesforce, zendesk"]
    done = subprocess.run(
        words,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == ["1.", "2.", "3."]
    assert (tmp_path / "acme" / "README.md").read_text().startswith("# acme\n")


def test_a_repository_that_was_cloned_empty_becomes_a_home(tmp_path: Path) -> None:
    (tmp_path / "acme" / ".git").mkdir(parents=True)
    (tmp_path / "acme" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    home = written(tmp_path / "acme", "zendesk", person=ADA)
    assert {path.name for path in home.iterdir()} == {*TOP, ".git"}
    assert (home / ".git" / "HEAD").is_file()


def test_a_home_has_no_model_of_the_engines_name_and_no_folder_of_its_name(
    tmp_path: Path,
) -> None:
    home = written(tmp_path / "acme", "zendesk", person=ADA)
    (home / "models" / "customers.sql").write_text("select 1 as customer_id\n")
    (home / "catalogue").mkdir()
    told = {str(problem.file): problem.message for problem in lint(home, TODAY)}
    assert (
        "has the name of catalogue/models/marts/customer/customers.sql"
        in told["models/customers.sql"]
    )
    assert "needs another name" in told["catalogue"]


def test_a_home_without_a_policy_of_pull_requests_is_refused(tmp_path: Path) -> None:
    home = written(tmp_path / "acme", "zendesk", person=ADA)
    (home / "checkpoints" / "pull_request.yml").unlink()
    assert [problem.file.name for problem in check_policy(home)] == ["pull_request.yml"]


def test_a_home_may_be_read_by_everybody_as_git_would_leave_it(tmp_path: Path) -> None:
    ended = truth("init", str(tmp_path / "acme"), "--systems", "zendesk", home=tmp_path)
    assert ended.code == 0, ended.err
    for path in (tmp_path / "acme", tmp_path / "acme" / "seeds"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "acme" / "seeds" / "owners.csv").stat().st_mode) == 0o644


def test_stages_that_mean_the_same_are_not_taken_one_by_one() -> None:
    rows = propose(["salesforce"], "2026-11-28").tables["stage_transitions"]
    moves = {(row["from_stage"], row["to_stage"]) for row in rows}
    assert ("needs_analysis", "perception_analysis") in moves
    assert ("qualification", "decision_makers") in moves
    assert ("perception_analysis", "price_quote") in moves
    assert ("prospecting", "price_quote") not in moves, "what the customer needs is not known"
    assert ("price_quote", "needs_analysis") not in moves
    assert not any(a in ("closed_won", "closed_lost") for a, _ in moves)


def test_nobody_has_to_answer_for_a_system_that_the_company_does_not_have(tmp_path: Path) -> None:
    home = written(tmp_path / "acme", "salesforce", "zendesk")
    asked = {problem.where for problem in lint(home, TODAY)}
    assert "role sales_operations" in asked
    assert not asked & {"role transport_planning", "role marketing_operations"}
    with_it = written(tmp_path / "bolt", "salesforce", "route_planner")
    assert "role transport_planning" in {problem.where for problem in lint(with_it, TODAY)}
