"""The demo company is the same every time, of any allowed size, and stays inside its bounds."""

from __future__ import annotations

import csv
import hashlib
from importlib import resources
from pathlib import Path

import duckdb
import pytest

from customer_truth.demo import DemoError, generate, load_plants
from customer_truth.demo.made import MARKER
from customer_truth.demo.world import SYSTEMS
from customer_truth.extracts.contract import declared_tables
from customer_truth.windows.text import read_hours

ROOT = Path(__file__).parents[3]
# HubSpot lands a day as the moment with which it begins; NetSuite writes T and F.
_AS_THE_VENDOR = {"date": "TIMESTAMP", "boolean": "VARCHAR"}
_FAMILY = {
    "text": "VARCHAR",
    "bigint": "BIGINT",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean")
    generate(folder, customers=500, seed=7, clean=True)
    return folder


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    generate(folder, customers=500, seed=7, plants=load_plants(ROOT))
    return folder


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    """Rows of a query that writes `{system.table}` for a table of the demo company."""
    with duckdb.connect() as connection:
        for path in folder.glob("*/*.parquet"):
            connection.execute(f'create schema if not exists "{path.parent.name}"')
            view = f'"{path.parent.name}"."{path.stem}"'
            connection.execute(f"create view {view} as from read_parquet('{path}')")
        return connection.execute(query).fetchall()


def test_same_seed_gives_the_same_bytes_whatever_the_threads(
    planted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = duckdb.connect

    def one_thread(*arguments: str, **options: dict[str, str]) -> duckdb.DuckDBPyConnection:
        connection = connect(*arguments, **options)
        connection.execute("set threads = 1")
        return connection

    monkeypatch.setattr(duckdb, "connect", one_thread)
    generate(tmp_path, customers=500, seed=7, plants=load_plants(ROOT))
    assert _digests(tmp_path) == _digests(planted)


def test_another_seed_gives_another_company(clean: Path, tmp_path: Path) -> None:
    generate(tmp_path, customers=500, seed=8, clean=True)
    other = _digests(tmp_path)
    same = {name for name, digest in _digests(clean).items() if other[name] == digest}
    assert same <= {
        "truth.csv",
        "made_by_demo.json",
        "hubspot/contact_list.parquet",
        "hubspot/deal_pipeline_stage.parquet",
        "hubspot/email_campaign.parquet",
        "hubspot/property_option.parquet",
        "netsuite/currency.parquet",
        "netsuite/currency_rate.parquet",
        "route_planner/depots.parquet",
        "spreadsheets/controls.parquet",
        "spreadsheets/glossary.parquet",
        "spreadsheets/survey_campaigns.parquet",
        "spreadsheets/teams.parquet",
        "zendesk/schedule.parquet",
        "zendesk/schedule_holiday.parquet",
        "zendesk/sla_policy_metric_history.parquet",
    }


def test_every_raw_table_has_its_columns_types_and_rows(clean: Path) -> None:
    tables = declared_tables(ROOT, SYSTEMS)
    made = {str(p.relative_to(clean)) for p in clean.glob("*/*")}
    assert made <= {f"{table.system}/{table.name}.parquet" for table in tables}
    for table in tables:
        if f"{table.system}/{table.name}.parquet" not in made:
            assert table.optional, table.id
            continue
        relation = f'"{table.system}"."{table.name}"'
        types = {str(row[0]): str(row[1]) for row in _rows(clean, f"describe {relation}")}
        declared = [c for c in table.columns if c.name in types or not c.optional]
        assert set(types) == {column.name for column in declared}, relation
        for column in declared:
            if column.data_type in _FAMILY and table.system != "spreadsheets":
                allowed = {_FAMILY[column.data_type], _AS_THE_VENDOR.get(column.data_type)}
                assert types[column.name] in allowed, (relation, column)
        keys = ", ".join(f'"{key}"' for key in table.key)
        active = "where _fivetran_active" * (table.id == "salesforce.account")
        query = f"select count(*), count(distinct ({keys})) from {relation} {active}"
        ((count, keyed),) = _rows(clean, query)
        assert count == keyed, relation
        assert count, relation


def test_the_newest_sync_stamp_is_the_moment_of_the_company(clean: Path) -> None:
    ((newest,),) = _rows(clean, "select max(_fivetran_synced)::text from salesforce.account")
    assert newest == "2026-11-02 05:00:00"


def test_nothing_has_happened_yet_that_is_in_the_future(clean: Path) -> None:
    latest = "greatest(max(arrived_at), max(departed_at), max(proof_of_delivery_at))"
    query = f"select {latest} < timestamp '2026-11-02 05:00:00' from route_planner.actual_stops"
    assert _rows(clean, query) == [(True,)]


def test_every_typed_window_is_understood(clean: Path) -> None:
    typed = _rows(clean, "select distinct window_text from route_planner.time_windows")
    assert len(typed) > 20
    assert [text for (text,) in typed if read_hours(str(text)) is None] == []


def test_tickets_wait_under_hours_that_were_changed_since(clean: Path) -> None:
    query = (
        "select count(distinct ticket_id) from zendesk.ticket_schedule join zendesk.schedule on "
        "schedule_id = schedule.id where _fivetran_deleted and schedule._fivetran_synced > "
        "ticket_schedule.created_at"
    )
    ((tickets,),) = _rows(clean, query)
    assert isinstance(tickets, int) and tickets > 0


def test_all_spellings_of_a_window_mean_the_same() -> None:
    script = (resources.files("customer_truth.demo") / "world" / "deals.sql").read_text("utf-8")
    with duckdb.connect() as connection:
        connection.execute("create schema company")
        (create,) = (
            statement
            for statement in duckdb.extract_statements(script)
            if "create table company.windows" in statement.query
        )
        connection.execute(create)
        windows = connection.execute("select spellings, opens, closes from company.windows")
        for spellings, opens, closes in windows.fetchall():
            meanings = [read_hours(text) for text in spellings]
            assert meanings == [meanings[0]] * len(meanings), spellings
            assert meanings[0] is not None
            assert (meanings[0].windows[0].opens, meanings[0].windows[0].closes) == (opens, closes)


def test_a_deleted_task_keeps_all_that_tells_its_id_from_others(clean: Path) -> None:
    assert _rows(
        clean,
        "select count(*) > 0, count(*) filter (right(id, 9) not in "
        "(select right(id, 9) from salesforce.task where not is_deleted)) "
        "from salesforce.task where is_deleted",
    ) == [(True, 0)]


def test_notes_of_deleted_contracts_have_ids_above_those_of_planted_notes(planted: Path) -> None:
    assert _rows(
        planted,
        "select min(id) filter (recordid > 5000000000000) > max(id) filter "
        "(recordid < 5000000000000), max(id) filter (recordid < 5000000000000) > 5000000000000 "
        "from netsuite.systemnote",
    ) == [(True, True)]


def test_a_clean_world_has_a_truth_file_without_lines(clean: Path) -> None:
    assert (clean / "truth.csv").read_text() == "rule,record_key,plant\n"


def test_every_rule_of_the_demo_systems_is_planted(planted: Path) -> None:
    with (planted / "truth.csv").open(newline="") as file:
        planted_rules = {row["rule"] for row in csv.DictReader(file)}
    named = {name for plant in load_plants(ROOT) for name in (f.rule for f in plant.finds)}
    assert planted_rules == named


@pytest.mark.parametrize("customers", [0, 499, 1_000_001])
def test_sizes_outside_the_bounds_are_refused(customers: int, tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="needs 500 to 1,000,000"):
        generate(tmp_path / "raw", customers=customers)
    assert not (tmp_path / "raw").exists()


def test_a_run_leaves_nothing_but_the_extracts_and_the_note_of_them(clean: Path) -> None:
    assert {path.name for path in clean.iterdir()} == {*SYSTEMS, "truth.csv", MARKER}
