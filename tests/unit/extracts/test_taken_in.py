"""What a night read is known by contract and content, not by when a file was touched."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from customer_truth.extracts.taken_in import TakenIn, taken_in
from customer_truth.project import Project, open_settings
from tests.unit.lint.lint_project import make_project

_SOURCES = """\
version: 2
sources:
  - name: desk
    description: The desk.
    tables:
      - name: ticket
        config: {meta: {key: [id], clock: synced_at}}
        columns:
          - {name: id, data_type: text}
          - {name: synced_at, data_type: timestamp}
"""
_CSV = "id,synced_at\n1,2026-11-01 00:00:00\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One system with one table, whose extract is there."""
    root = make_project(tmp_path / "project")
    (root / "dbt_project.yml").write_text("name: x\nvars: {sources: [desk], raw: raw}\n")
    staging = root / "models" / "staging" / "desk"
    staging.mkdir(parents=True)
    (staging / "_desk__sources.yml").write_text(_SOURCES)
    opened = open_settings(root, home=tmp_path / "home")
    _write(opened, _CSV)
    return opened


def _write(project: Project, text: str) -> Path:
    path = project.raw / "desk" / "ticket.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _moved(project: Project, night: dict[str, TakenIn]) -> list[str]:
    now = taken_in(project, night)
    return [name for name, one in now.items() if not one.says_the_same(night.get(name))]


def _contract(project: Project, old: str, new: str) -> None:
    path = project.root / "models" / "staging" / "desk" / "_desk__sources.yml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_an_extract_overwritten_in_place_has_moved(project: Project) -> None:
    night = taken_in(project)
    _write(project, _CSV.replace("1,", "2,"))
    assert _moved(project, night) == ["desk.ticket"]


def test_a_file_that_was_only_touched_has_not_moved(project: Project) -> None:
    night = taken_in(project)
    os.utime(_write(project, _CSV), (1, 1))
    assert _moved(project, night) == []


def test_an_extract_that_is_gone_or_came_in_has_moved(project: Project) -> None:
    night = taken_in(project)
    path = _write(project, _CSV)
    path.unlink()
    assert _moved(project, night) == ["desk.ticket"]
    gone = taken_in(project)
    (project.raw / "ticket.csv").write_text(_CSV)
    assert _moved(project, gone) == ["desk.ticket"]


def test_a_contract_that_asks_for_another_thing_has_moved_and_a_comment_has_not(
    project: Project,
) -> None:
    night = taken_in(project)
    _contract(project, "version: 2", "# a comment\nversion: 2")
    _contract(project, "The desk.", "The service desk.")
    assert _moved(project, night) == []
    _contract(project, "synced_at, data_type: timestamp", "synced_at, data_type: date")
    assert _moved(project, night) == ["desk.ticket"]


@pytest.mark.parametrize(
    "settings",
    [
        {"absent_tables": ("desk.ticket",)},
        {"table_names": {"desk.ticket": "tickets"}},
        {"column_names": {"desk.ticket.id": "number"}},
        {"raw": Path("/nowhere")},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_a_setting_by_which_a_table_is_read_otherwise_moves_it(
    project: Project, settings: dict[str, object]
) -> None:
    night = taken_in(project)
    assert _moved(replace(project, **settings), night) == ["desk.ticket"]  # type: ignore[arg-type]


def test_the_content_of_a_file_nobody_touched_is_not_read_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = taken_in(project)

    def refuse(*_: object) -> None:
        raise AssertionError("was read again")

    monkeypatch.setattr("hashlib.file_digest", refuse)
    assert taken_in(project, night) == night
