"""`truth matches` shows keys and fields, never values, and a line that lint takes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest

from tests.conftest import truth

ONE, OTHER = "account:salesforce:1", "billing_account:netsuite:2"
WORLD = """
create schema marts;
create schema intermediate;
create table marts.suspected_matches as
select '{one}~{other}' as match_id, '{one}' as record_id_a, '{other}' as record_id_b,
    'salesforce:1' as customer_id, 'netsuite:2' as other_customer_id, 'missing_link' as kind,
    12.3456::double as match_weight, 0.9998::double as match_probability,
    'phone, name' as agreed_on, null as differs_on, null as decision,
    1234.5::decimal(18, 2) as invoiced_last_year
union all
select '{one}~account:salesforce:3', '{one}', 'account:salesforce:3', 'salesforce:1',
    'salesforce:3', 'duplicate', 50.1, 1.0, 'tax_id', 'name', 'different', 0;
create table intermediate.int_records__compared (
    record_id text, customer_id text, name_key text, tax_id text, phone text, domain text,
    street_key text, postal_code text, city_key text, country text
);
insert into intermediate.int_records__compared values
    ('{one}', 'salesforce:1', 'secret name', null, '+17042345678', null, null, null, null, 'US'),
    ('{other}', 'netsuite:2', 'secret name', null, '+17042345678', null, null, null, null, 'DE'),
    ('account:salesforce:3', 'salesforce:3', 'other', null, null, null, null, null, null, 'US');
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a published night, as far as the command looks."""
    path = tmp_path / "warehouse" / "customer_truth.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute(WORLD.format(one=ONE, other=OTHER))
    return tmp_path


def test_pairs_nobody_decided_on_are_listed_with_the_lines_that_decide(home: Path) -> None:
    ended = truth("matches", "--reason", "one shop", home=home)
    assert ended.code == 0, ended.err
    first, *rest = ended.out.splitlines()
    assert (
        first
        == f"{ONE}  {OTHER}  missing link, weight 12.3, 1,234.50 invoiced to both in the last year"
    )
    assert rest[:3] == [
        "  customers  salesforce:1, netsuite:2",
        "  agree on   phone, name",
        "  differ on  nothing",
    ]
    for line, decision in zip(rest[3:5], ("same", "different"), strict=True):
        [row] = csv.reader([line.split(maxsplit=1)[1]])
        assert row[0].startswith("M-")
        assert row[1:6] == [ONE, OTHER, decision, "one shop", "customer_master_steward"]
    assert rest[-1] == "1 of 1; decisions go into seeds/match_decisions.csv"
    [pair] = json.loads(truth("matches", "--format", "json", home=home).out)
    assert (pair["match_id"], pair["invoiced_last_year"]) == (f"{ONE}~{OTHER}", "1234.50")


def test_decided_pairs_come_when_asked_for_and_the_heaviest_first(home: Path) -> None:
    ended = truth("matches", "--all", "--limit", "1", home=home)
    assert ended.out.splitlines()[0].endswith(
        "duplicate, weight 50.1, 0.00 invoiced to both in the last year"
    )
    assert "  decided    different" in ended.out
    assert "1 of 2;" in ended.out


def test_a_pair_is_explained_by_field_without_its_values(home: Path) -> None:
    ended = truth("matches", "--explain", f"{ONE}~{OTHER}", home=home)
    assert ended.code == 0, ended.err
    told = {line.split()[0]: line.split()[1:] for line in ended.out.splitlines()}
    assert told["phone"] == ["equal", "+18.4"]
    assert told["country"] == ["different", "-4.3"]
    assert told["domain"] == ["unknown", "+0.0"]
    assert told["match"][1:3] == ["+7.1", "suspected,"]
    assert "secret" not in ended.out
    assert [path.name for path in (home / "warehouse").iterdir()] == ["customer_truth.duckdb"]
    rows = json.loads(
        truth("matches", "--explain", f"{ONE}~{OTHER}", "--format", "json", home=home).out
    )
    assert {"phone", "prior"} <= {row["field"] for row in rows}
    assert sum(row["weight"] for row in rows) == pytest.approx(7.1, abs=0.05)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (f"{ONE}~account:salesforce:9", "record 'account:salesforce:9': was not compared"),
        (ONE, "needs two records"),
    ],
)
def test_a_pair_that_is_none_cannot_be_explained(home: Path, asked: str, told: str) -> None:
    ended = truth("matches", "--explain", asked, home=home)
    assert ended.code == 2
    assert told in ended.err


def test_training_prints_both_models(home: Path) -> None:
    ended = truth("matches", "--train", home=home)
    assert ended.code == 0, ended.err
    head, *rows = ended.out.splitlines()
    assert head.split()[:5] == ["field", "answer", "m", "u", "weight"]
    assert rows[0].split()[:5] == ["name", "equal", "0.79", "0.0001", "12.9"]
    as_csv = truth("matches", "--train", "--format", "csv", home=home).out
    told = list(csv.DictReader(as_csv.splitlines()))
    assert len(told) == len(rows)
    assert (told[0]["field"], told[0]["m"]) == ("name", "0.79")
