"""Each raw table is looked at on its own: one that cannot be read accuses no other."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from customer_truth.doctor import examine as examine_setting
from customer_truth.extracts.contract import Table, declared_tables
from customer_truth.extracts.examine import examine
from customer_truth.project import Project, open_settings
from customer_truth.warehouse import open_warehouse
from tests.conftest import ROOT

SYSTEMS = ("zendesk", "hubspot")


def write_extract(raw: Path, table: Table) -> Path:
    """One row of nothing, in the columns that the table needs."""
    path = raw / table.system / f"{table.name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(f'cast(null as {c.data_type}) as "{c.name}"' for c in table.columns)
    duckdb.sql(f"select {columns}").write_parquet(str(path))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    opened = open_settings(ROOT, home=tmp_path, target="duckdb", sources=",".join(SYSTEMS))
    for table in declared_tables(ROOT, SYSTEMS):
        write_extract(opened.raw, table)
    return opened


def problems(project: Project) -> list[str]:
    found = examine(project, open_warehouse(project), lambda _: None)
    return [str(problem) for problem in found.problems]


def extracts_by_doctor(project: Project) -> list[str]:
    return [f.told for f in examine_setting(project) if f.what == "extracts" and not f.is_well]


def test_whole_extracts_are_all_bound(project: Project) -> None:
    found = examine(project, open_warehouse(project), lambda _: None)
    assert not found.problems
    assert len(found.bound) == len(declared_tables(ROOT, SYSTEMS))
    assert extracts_by_doctor(project) == []


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 no page PAR1", b"\x00" * 4096])
def test_one_unreadable_file_is_named_once_and_no_other_table_is_accused(
    project: Project, content: bytes
) -> None:
    (project.raw / "zendesk" / "ticket.parquet").write_bytes(content)
    (told,) = problems(project)
    assert told.startswith("zendesk.ticket: has content that cannot be read")
    assert extracts_by_doctor(project) == [told]


def test_two_unreadable_files_are_two_problems(project: Project) -> None:
    for name in ("zendesk/ticket", "hubspot/deal"):
        (project.raw / f"{name}.parquet").write_bytes(b"PAR1")
    assert len(problems(project)) == 2


def test_a_missing_folder_of_a_system_is_one_line(project: Project) -> None:
    shutil.rmtree(project.raw / "zendesk")
    (told,) = problems(project)
    assert told.startswith("zendesk: has no file in")
    assert extracts_by_doctor(project) == [told]


@pytest.mark.parametrize("is_made_empty", [True, False])
def test_a_missing_folder_of_everything_is_one_line(project: Project, is_made_empty: bool) -> None:
    shutil.rmtree(project.raw)
    if is_made_empty:
        project.raw.mkdir()
    (told,) = problems(project)
    assert told.startswith(f"{project.raw}: has nothing of hubspot, zendesk")
    assert extracts_by_doctor(project) == [told, "For a demo company, run: truth demo"]


def test_the_doctor_advises_no_demo_where_files_lie(project: Project) -> None:
    for path in project.raw.rglob("*.parquet"):
        path.rename(path.with_suffix(".xlsx"))
    told = extracts_by_doctor(project)
    assert told
    assert not any("truth demo" in words for words in told)


def test_what_the_company_says_it_lacks_is_not_missed(project: Project) -> None:
    absent = tuple(table.id for table in declared_tables(ROOT, ("zendesk",)))
    shutil.rmtree(project.raw / "zendesk")
    assert problems(replace(project, absent_tables=absent)) == []


def test_a_table_that_not_every_sync_has_may_be_missing(project: Project) -> None:
    (optional,) = (
        t for t in declared_tables(ROOT, SYSTEMS) if t.id == "hubspot.deal_pipeline_stage"
    )
    (project.raw / "hubspot" / f"{optional.name}.parquet").unlink()
    found = examine(project, open_warehouse(project), lambda _: None)
    assert not found.problems
    assert {each.table.id: each.lacks for each in found.bound}[optional.id] == [optional.id]


def test_a_table_that_not_every_sync_has_is_missed_where_the_company_named_it(
    project: Project,
) -> None:
    (project.raw / "hubspot" / "deal_pipeline_stage.parquet").unlink()
    named = {"hubspot.deal_pipeline_stage": "pipeline_stages"}
    (told,) = problems(replace(project, table_names=named))
    assert told.startswith("hubspot.deal_pipeline_stage: has no file")


def test_an_unreadable_table_that_not_every_sync_has_is_told(project: Project) -> None:
    (project.raw / "hubspot" / "deal_pipeline_stage.parquet").write_bytes(b"PAR1")
    (told,) = problems(project)
    assert told.startswith("hubspot.deal_pipeline_stage: has content that cannot be read")


def test_a_look_leaves_nothing_behind(project: Project) -> None:
    before = sorted(project.home.rglob("*"))
    problems(project)
    assert sorted(project.home.rglob("*")) == before
