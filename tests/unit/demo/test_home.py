"""The demo company's home: never written over what no demo wrote."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from customer_truth.definitions.load import load_definitions
from customer_truth.demo.home import refuse_others_home, write_home
from customer_truth.demo.made import MARKER, set_aside
from customer_truth.errors import Unusable
from tests.conftest import truth

DAY = date(2026, 11, 2)


def test_the_home_is_sound_on_its_day(tmp_path: Path) -> None:
    write_home(tmp_path / "demo", {})
    definitions = load_definitions(tmp_path / "demo", DAY)
    assert {suite.mart for suite in definitions.suites} >= {"customers", "orders", "tickets"}
    assert definitions.person("controller") == "Beatriz Kowal"


def test_rows_go_below_those_that_the_registry_ships_with(tmp_path: Path) -> None:
    row = {
        **{"decision_id": "D1", "rule": "a_rule", "record_key": "salesforce:1", "stands": "a"},
        **{"reason": "Because, so", "decided_by": "Beatriz Kowal", "decided_on": DAY},
    }
    write_home(tmp_path / "demo", {"decisions": [row]})
    lines = (tmp_path / "demo" / "seeds" / "decisions.csv").read_text().splitlines()
    assert lines[1:] == ['D1,a_rule,salesforce:1,a,"Because, so",Beatriz Kowal,2026-11-02']


def test_what_the_demo_wrote_it_may_write_again(tmp_path: Path) -> None:
    write_home(tmp_path / "demo", {})
    (tmp_path / "demo" / "site").mkdir()
    refuse_others_home(tmp_path / "demo")


@pytest.mark.parametrize("name", ["notes.txt", "dbt_project.yml"])
def test_a_folder_with_a_file_of_somebody_else_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    ended = truth("demo", str(tmp_path), home=tmp_path)
    assert ended.code == 2
    assert f"files that the demo did not make, or that were changed since ({name})" in ended.err
    assert "--replace" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["raw/salesforce/account.csv", "warehouse/customer_truth.duckdb"])
def test_extracts_and_nights_of_somebody_else_are_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(Unusable, match=name):
        refuse_others_home(tmp_path)


def test_extracts_of_somebody_else_in_a_demos_home_are_left_alone(tmp_path: Path) -> None:
    write_home(tmp_path / "demo", {})
    (tmp_path / "demo" / "raw").mkdir()
    (tmp_path / "demo" / "raw" / "account.csv").write_text("mine")
    with pytest.raises(Unusable, match=r"raw: has files.*account\.csv"):
        refuse_others_home(tmp_path / "demo")


def test_what_somebody_adds_while_the_demo_writes_stays_theirs(tmp_path: Path) -> None:
    write_home(tmp_path / "demo", {})
    (tmp_path / "demo" / "notes.txt").write_text("mine")
    write_home(tmp_path / "demo", {})
    with pytest.raises(Unusable, match=r"notes\.txt"):
        refuse_others_home(tmp_path / "demo")


@pytest.mark.parametrize(
    "options",
    [
        ("acme", "--check"),
        ("--all-defects", "--clean"),
        ("--home", "acme"),
        ("--target", "postgres"),
        ("--check", "--replace"),
        ("--format", "json"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    ended = truth("demo", *options, home=tmp_path)
    assert ended.code == 2
    assert "needs" in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_company_that_cannot_be_made_sets_nothing_aside(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    ended = truth("demo", str(tmp_path), "--customers", "5", "--replace", home=tmp_path)
    assert ended.code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_added_beside_the_demos_is_left_alone(tmp_path: Path) -> None:
    write_home(tmp_path / "demo", {})
    (tmp_path / "demo" / "expectations" / "own.yml").write_text("mine")
    with pytest.raises(Unusable, match=r"expectations/own\.yml"):
        refuse_others_home(tmp_path / "demo")


def test_a_definition_that_was_changed_is_left_alone(tmp_path: Path) -> None:
    write_home(tmp_path / "demo", {})
    owners = tmp_path / "demo" / "seeds" / "owners.csv"
    owners.write_text(owners.read_text().replace("Beatriz Kowal", "Ada Byron"))
    with pytest.raises(Unusable, match=r"changed since \(seeds/owners.csv\)"):
        refuse_others_home(tmp_path / "demo")


def test_a_marker_that_cannot_be_read_vouches_for_nothing(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text("{")
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(Unusable, match=r"did not make.*notes\.txt"):
        refuse_others_home(tmp_path)


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("mine")
    with pytest.raises(Unusable, match="is a file"):
        refuse_others_home(tmp_path / "demo")


def test_what_is_set_aside_is_kept_whole(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    aside = set_aside(folder)
    assert aside is not None
    assert (aside / "notes.txt").read_text() == "mine"
    assert not folder.exists()
    assert set_aside(folder) is None
