"""Matching at the server finds what matching on this machine finds, and leaves nothing there."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy.exc import DBAPIError

from customer_truth.matching.crowds import CROWD_COLUMNS
from customer_truth.matching.model import Comparison, Level, Model
from customer_truth.matching.model_file import condition_of, load_model
from customer_truth.matching.score import SCORED_COLUMNS, Scored, explain, score
from customer_truth.matching.train import train
from customer_truth.sql.text import quoted
from customer_truth.warehouse.local_matching import LocalMatching
from customer_truth.warehouse.matching_engine import MatchingEngine, Records
from customer_truth.warehouse.spark import SparkWarehouse
from customer_truth.warehouse.spark_errors import Error
from tests.conftest import ROOT
from tests.spark.nights import schemas, session

MODEL = load_model(ROOT)
COLUMNS = ("record_id", "customer_id", *MODEL.columns)
Row = tuple[str | None, ...]


def typed(drawn: random.Random, text: str) -> str:
    """A text as somebody else writes it: with a letter wrong, gone, twice or in another's place."""
    at = drawn.randrange(len(text) - 1)
    return drawn.choice(
        (
            text,
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + drawn.choice("aé串ß") + text[at + 1 :],
        )
    )


def records() -> list[Row]:
    """Customers that are written down twice, branches of one chain, and what many share."""
    drawn = random.Random(7)
    words = (
        "blue",
        "otter",
        "inn",
        "käse",
        "złoty",
        "東京",
        "grill",
        "o'neil",
        "back\\slash",
        '"q"',
    )
    rows: list[Row] = []
    for at in range(300):
        name = " ".join(drawn.sample(words, 3))
        phone, domain = f"+1704{drawn.randrange(10**7):07}", f"{at % 97}.example"
        street = f"{drawn.randrange(40)} {drawn.choice(words)} street"
        code, city = f"{28200 + drawn.randrange(5)}", drawn.choice(("charlotte", "łódź"))
        tax = f"{drawn.randrange(10**9):09}" if drawn.random() < 0.4 else None
        for side in "ab":
            values = (typed(drawn, name), tax, typed(drawn, phone), domain, typed(drawn, street))
            known = [value if drawn.random() < 0.8 else None for value in values]
            customer = None if drawn.random() < 0.1 else f"{at % 250}{side}"
            rows.append((f"{side}:{at}", customer, *known, code, city, "US"))
    chain = [
        (f"c:{at}", f"c{at}", "chain", None, "+17040000000", "chain.example") for at in range(60)
    ]
    return [*rows, *((*one, None, "28202", "charlotte", "US") for one in chain)]


ROWS = records()


@contextmanager
def on_this_machine(rows: list[Row]) -> Iterator[LocalMatching]:
    with duckdb.connect() as connection:
        connection.execute(f"create table records ({', '.join(f'{c} text' for c in COLUMNS)})")
        if rows:
            connection.executemany(
                f"insert into records values ({', '.join('?' * len(COLUMNS))})", rows
            )
        yield LocalMatching(connection)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkWarehouse]:
    """A night being built, as dbt leaves it."""
    with session():
        pass
    made = SparkWarehouse(tmp_path_factory.mktemp("home"), "matching_test")
    with made.lock():
        made.prepare()
        place = made.schema("intermediate", building=True)
        crowds = ", ".join(f"{name} {kind}" for name, kind in CROWD_COLUMNS.items())
        pairs = ", ".join(
            f"{name} {'double' if name.startswith('match_') else 'text'}" for name in SCORED_COLUMNS
        )
        with made.building() as connection:
            connection.exec_driver_sql(f"create schema {place}")
            for name, columns in (
                ("compared", ", ".join(f"{column} text" for column in COLUMNS)),
                ("crowds", crowds),
                ("scored_pairs", pairs),
            ):
                connection.exec_driver_sql(f"create table {place}.{name} ({columns})")
            made.append(connection, f"{place}.compared", COLUMNS, ROWS)
        yield made
        made.holds.release(made.built_as)
        made.prepare()


@pytest.fixture(scope="module")
def engine(
    warehouse: SparkWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MatchingEngine]:
    asked = Records("intermediate", "compared", COLUMNS, building=True)
    with warehouse.matching(tmp_path_factory.mktemp("engine"), asked) as opened:
        yield opened


@pytest.fixture(scope="module")
def scored(engine: MatchingEngine) -> Scored:
    """What scoring at the server counts; its tables stand on the engine."""
    return score(engine, MODEL)


def told(engine: MatchingEngine, table: str, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return sorted(engine.run(f"select {', '.join(columns)} from {table}"), key=str)


def test_the_same_pairs_and_crowds_are_found_as_on_this_machine(
    engine: MatchingEngine, scored: Scored
) -> None:
    with on_this_machine(ROWS) as here:
        expected = score(here, MODEL)
        assert scored == expected
        assert expected.suspected > 100
        for table, columns in (("scored_pairs", SCORED_COLUMNS), ("crowds", tuple(CROWD_COLUMNS))):
            found = told(engine, table, columns)
            assert found
            assert found == told(here, table, columns)


def test_every_measure_of_likeness_says_the_same_of_texts_in_any_alphabet(
    engine: MatchingEngine,
) -> None:
    drawn = random.Random(3)
    names = [row[2] for row in ROWS if row[2]]
    pairs = [(name, typed(drawn, name)) for name in names[:300]]
    pairs += [(drawn.choice(names), drawn.choice(names)) for _ in range(200)]
    pairs += [(_text(drawn), _text(drawn)) for _ in range(400)]
    rows = ", ".join(
        f"({n}, {quoted(left)}, {quoted(right)})" for n, (left, right) in enumerate(pairs)
    )
    make = f"create table likeness as select * from (values {rows}) as pair (n, t_l, t_r)"
    query = (
        "select n, round(jaro_winkler_similarity(t_l, t_r), 12) as jaro_winkler, "
        "levenshtein(t_l, t_r) as levenshtein, damerau_levenshtein(t_l, t_r) as damerau "
        "from likeness"
    )
    with on_this_machine([]) as here:
        for one in (here, engine):
            one.run(make)
        expected, found = (
            {row["n"]: row for row in one.splink().query_sql(query).as_record_list()}
            for one in (here, engine)
        )
    assert len(found) == len(pairs)
    assert [(pairs[n], expected[n], found[n]) for n in found if found[n] != expected[n]] == []


def _text(drawn: random.Random) -> str:
    return "".join(drawn.choices("abcé串𐍈e\u0301", k=drawn.randrange(12)))


def test_a_model_of_every_measure_comes_to_the_same(engine: MatchingEngine) -> None:
    answers = ("jaro_winkler 0.9", "damerau_levenshtein 2", "levenshtein 3", "first 4", "last 3")
    measured = comparison("name_key", *answers, "swapped with street_key")
    known = {"name_key", "street_key", "phone"}
    model = replace(
        MODEL,
        suspected_from=0.5,
        block_on=tuple(block for block in MODEL.block_on if known.issuperset(block.columns)),
        comparisons=(measured, comparison("street_key"), comparison("phone", "local 7")),
    )
    with on_this_machine(ROWS) as here:
        assert score(engine, model) == score(here, model)
        found = told(engine, "scored_pairs", SCORED_COLUMNS)
        assert found
        assert found == told(here, "scored_pairs", SCORED_COLUMNS)


def comparison(column: str, *answers: str) -> Comparison:
    """A field whose answers are equal, these and different, each as likely."""
    words = ("equal", *answers, "different")
    shares = [(0.9 / 2**at, 0.001 * (at + 1)) for at in range(len(words))]
    levels = (
        Level(one, str(condition_of(one, column)), m, u)
        for one, (m, u) in zip(words, shares, strict=True)
    )
    return Comparison(field=column, column=column, levels=tuple(levels))


@pytest.mark.usefixtures("scored")
def test_a_pair_is_explained_alike(engine: MatchingEngine) -> None:
    ((one, other),) = engine.run(
        "select record_id_a, record_id_b from scored_pairs order by match_weight desc limit 1"
    )
    with on_this_machine(ROWS) as here:
        expected, found = (explain(at, MODEL, one, other) for at in (here, engine))
    assert found.weight == pytest.approx(expected.weight)
    assert [(a.field, a.words) for a in found.answers] == [
        (a.field, a.words) for a in expected.answers
    ]


def test_weights_are_learnt_at_the_server_too(engine: MatchingEngine) -> None:
    with on_this_machine(ROWS) as here:
        expected, found = (weights(train(at, MODEL)) for at in (here, engine))
    assert found == pytest.approx(expected, abs=0.5)


def weights(model: Model) -> dict[tuple[str, str], float]:
    return {(c.field, level.words): level.weight for c in model.comparisons for level in c.levels}


@pytest.mark.usefixtures("scored")
def test_what_was_found_is_kept_in_the_night(
    warehouse: SparkWarehouse, engine: MatchingEngine
) -> None:
    for table, columns in (("scored_pairs", SCORED_COLUMNS), ("crowds", tuple(CROWD_COLUMNS))):
        engine.keep(table, "intermediate")
        place = warehouse.schema("intermediate", building=True)
        assert told(engine, f"{place}.{table}", columns) == told(engine, table, columns)


def test_a_statement_that_fails_is_told_without_values_and_nothing_is_left(
    warehouse: SparkWarehouse, tmp_path: Path
) -> None:
    with session() as spark:
        before = schemas(spark)
        asked = Records("intermediate", "compared", COLUMNS, building=True)
        with (
            pytest.raises((Error, DBAPIError), match="no_such_column"),
            warehouse.matching(tmp_path, asked) as opened,
        ):
            assert set(schemas(spark)) > set(before)
            with opened.comparing():
                opened.splink().query_sql("select no_such_column from records")
        assert schemas(spark) == before
