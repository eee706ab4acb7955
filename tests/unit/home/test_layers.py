"""Which files make up a project: its own, and below a thin home those of the engine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from customer_truth.definitions.marts import load_marts
from customer_truth.engine import engine_root
from customer_truth.files.definition_files import content_hashes, is_within
from customer_truth.files.layers import (
    ADOPTION,
    LINK,
    files_of,
    folders_of,
    lay_link,
    own_or_shipped,
    path_of,
)
from customer_truth.project import known_systems
from customer_truth.rules.load import load_suites
from tests.conftest import ROOT

NIGHTLY = Path("checkpoints") / "nightly.yml"


@pytest.fixture
def thin(tmp_path: Path) -> Path:
    root = tmp_path / "home"
    (root / ADOPTION.parent).mkdir(parents=True)
    (root / ADOPTION).write_text("version: 0.1.0\nadopted_on: 2000-01-01\n")
    shutil.copytree(ROOT / "seeds", root / "seeds")
    shutil.copy(ROOT / "dbt_project.yml", root)
    return root


def test_the_engine_of_a_checkout_is_the_repository() -> None:
    assert engine_root() == ROOT


def test_a_flat_project_has_its_own_files_alone(tmp_path: Path) -> None:
    (tmp_path / "models" / "staging" / "own").mkdir(parents=True)

    assert files_of(tmp_path, Path("expectations"), "*.yml") == []
    assert folders_of(tmp_path, Path("models") / "staging") == ["own"]
    assert path_of(tmp_path, Path("catalogue/a.yml")) == tmp_path / "catalogue/a.yml"
    assert own_or_shipped(tmp_path, NIGHTLY) == NIGHTLY
    lay_link(tmp_path)
    assert not os.path.lexists(tmp_path / LINK)


def test_a_thin_home_has_the_engines_rules_and_marts_as_the_flat_repository(thin: Path) -> None:
    flat, layered = load_suites(ROOT), load_suites(thin)

    assert [s.name for s in layered[0]] == [s.name for s in flat[0]]
    assert layered[1] == []
    assert {s.file.parts[0] for s in layered[0]} == {"catalogue"}
    assert load_marts(thin)[0].keys() == load_marts(ROOT)[0].keys()
    assert known_systems(thin) == known_systems(ROOT)


def test_a_homes_own_files_come_after_the_engines(thin: Path) -> None:
    (thin / "expectations" / "own.yml").write_text("suite: own\n")
    (thin / "models" / "staging" / "vans").mkdir(parents=True)

    files = files_of(thin, Path("expectations"), "*.yml")
    assert files[-1] == Path("expectations/own.yml")
    assert "vans" in known_systems(thin)


def test_a_homes_checkpoint_stands_in_for_the_engines(thin: Path) -> None:
    assert own_or_shipped(thin, NIGHTLY) == Path("catalogue") / NIGHTLY
    assert path_of(thin, own_or_shipped(thin, NIGHTLY)) == ROOT / NIGHTLY

    (thin / "checkpoints").mkdir()
    (thin / NIGHTLY).write_text("checkpoint: nightly\n")

    assert own_or_shipped(thin, NIGHTLY) == NIGHTLY
    found = files_of(thin, Path("checkpoints"), "*.yml")
    assert found == [Path("catalogue/checkpoints/pull_request.yml"), NIGHTLY]


def test_a_thin_homes_hashes_name_the_engines_files_and_its_own_seeds(thin: Path) -> None:
    hashes = content_hashes(thin)
    flat = content_hashes(ROOT)

    assert "catalogue/models/marts/customer/customers.sql" in hashes
    assert "seeds/owners.csv" in hashes and "catalogue/seeds/owners.csv" not in hashes
    assert ADOPTION.as_posix() in hashes
    of_engine = {p for p in hashes if p.startswith("catalogue/")}
    assert all(hashes[p] == flat[p.removeprefix("catalogue/")] for p in of_engine)
    assert {p.removeprefix("catalogue/") for p in hashes} - {ADOPTION.as_posix()} == set(flat)
    assert is_within("catalogue/models/marts/customer/customers.sql", ["models"])


def test_the_link_is_laid_anew_where_it_leads_elsewhere(thin: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (thin / LINK).symlink_to(tmp_path / "other")
    lay_link(thin)
    assert (thin / LINK).resolve() == ROOT

    (thin / LINK).unlink()
    (thin / LINK / "models").mkdir(parents=True)
    (thin / LINK / "models" / "planted.sql").write_text("select 1")
    lay_link(thin)
    assert (thin / LINK).resolve() == ROOT
    lay_link(thin)


def test_where_links_cannot_be_the_engine_is_copied(
    thin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("links are not allowed")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    lay_link(thin)

    assert not (thin / LINK).is_symlink()
    assert (thin / LINK / "models" / "marts").is_dir()
    assert (thin / LINK / "tests" / "data").is_dir()
    assert not (thin / LINK / "seeds").exists()
