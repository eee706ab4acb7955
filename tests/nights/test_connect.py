"""A file as one meets it: from `truth connect` to the first verdict, every count by brute force."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from tests.conftest import truth
from tests.nights.conftest import copy_project

ROWS = 10_000
HEADER = ("Antwort Nr", "Kunde", "Sent On", "order", "Betrag (EUR)", "Status", "PLZ", "E-Mail")
Row = tuple[str, ...]


def answers() -> list[Row]:
    """Text in date and number columns, days first, codes that lost their zeros, and copies."""
    chance = random.Random(13)
    rows: list[Row] = []
    for number in range(ROWS):
        day, month = chance.randint(1, 28), chance.randint(1, 12)
        sent = f"{day:02}/{month:02}/2025" if chance.random() < 0.58 else "see invoice"
        sent = "Zora Quill" if chance.random() < 0.02 else sent
        sent = "31/02/2025" if chance.random() < 0.005 else sent
        answered = f"{day}/{month}/2025 {chance.randint(0, 23)}:{chance.randint(0, 59):02}"
        answered = "" if chance.random() < 0.2 else answered
        amount = f"{chance.randint(1, 9)}.{chance.randint(100, 999)},{chance.randint(10, 99)}"
        amount = chance.choice([amount, amount, "12,5", "-3,75", amount]) if number % 50 else "tbc"
        status = chance.choice(["open", "closed", "won"]) if chance.random() < 0.995 else "opn"
        code = f"0{chance.randint(1000, 9999)}" if chance.random() < 0.98 else "4711"
        name = f'"Müller # \r Söhne, {number}"'
        mail = f"zora{number}@example.com"
        rows.append((f"A-{number:05}", name, sent, answered, amount, status, code, mail))
    return [*rows[:-5], *rows[:3], ("", *rows[7][1:]), ("", *rows[8][1:])]


def day_of(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    return datetime.strptime(text, "%d/%m/%Y %H:%M") if text else None


def amount_of(text: str) -> Decimal | None:
    plain = re.fullmatch(r"-?(\d+|\d{1,3}([.]\d{3})+)(,\d+)?", text)
    return Decimal(text.replace(".", "").replace(",", ".")) if plain else None


def is_read(row: Row) -> bool:
    codes = len(row[6]) == 5
    return day_of(row[2]) is not None and amount_of(row[4]) is not None and codes


def test_from_a_folder_of_files_to_the_first_verdict(tmp_path: Path) -> None:
    project, drop, home = copy_project(tmp_path / "project"), tmp_path / "drop", tmp_path / "home"
    drop.mkdir()
    rows = answers()
    text = "".join("\t".join(row) + "\r" for row in (HEADER, *rows))
    (drop / "Survey Answers.txt").write_bytes(text.encode("latin-1"))

    connected = truth("connect", "survey_tool", drop, "--project", project, home=home)
    assert connected.code == 0, connected.err
    assert "10,000 rows, tabs, latin-1, lines end in carriage returns" in connected.out
    linted = truth("lint", "--project", project, home=home)
    assert linted.code == 0, linted.err
    suites = re.findall(r"truth test (.*)", connected.out)[0].split()
    tried = truth("test", *suites, "--project", project, home=home)
    assert tried.code == 0, tried.err
    (asked,) = re.findall(r"truth nightly (--sources \S+) --raw \S+ --as-of '(.*)'", connected.out)
    night = truth(
        *("nightly", *asked[0].split(), "--raw", drop, "--as-of", asked[1]),
        *("--project", project, "--json", tmp_path / "run.json"),
        home=home,
    )
    assert night.code == 0, night.err + night.out

    kept = {row[0]: row for row in rows if row[0]}
    unread = sum(day_of(row[2]) is None for row in rows)
    assert f"{unread:,} of 10,000 sent_on are no date: 'see invoice'" in connected.out
    expected = {
        "survey_tool_values_can_be_read": sum(not is_read(row) for row in rows),
        "survey_tool_keys_are_unique": 3 * 2 + 2,
        **in_mart(kept, "status_is_known", lambda row: row[5] == "opn"),
        **in_mart(kept, "has_betrag_eur", lambda row: amount_of(row[4]) is None),
        **in_mart(kept, "has_plz", lambda row: len(row[6]) != 5),
        "survey_tool_reaches_the_marts": 0,
    }
    run = json.loads((tmp_path / "run.json").read_text())
    found = {rule["id"]: rule["failing"] for rule in run["rules"] if rule["records"]}
    assert {rule: found.get(rule) for rule in expected} == expected
    said = dict(re.findall(r"(?:draft )?(survey_tool_\w+) finds ([\d,]+) of", connected.out))
    assert {rule: int(count.replace(",", "")) for rule, count in said.items()} == {
        rule: found[rule] for rule in said
    }

    with duckdb.connect(
        str(next(home.glob("warehouse/*survey_tool.duckdb"))), read_only=True
    ) as it:
        mart = it.sql(
            "select record_id, sent_on, order_value, betrag_eur, plz from "
            "marts.survey_tool_survey_answers order by record_id"
        ).fetchall()
    assert mart == [
        (
            f"survey_tool:{key}",
            day_of(row[2]),
            moment_of(row[3]),
            amount_of(row[4]),
            row[6] if len(row[6]) == 5 else None,
        )
        for key, row in sorted(kept.items())
    ]
    assert "Zora" not in connected.out + night.out
    pages = "".join(page.read_text("utf-8") for page in home.glob("site-*/**/*.html"))
    assert "Zora" not in pages
    assert "zora" not in pages


def in_mart(kept: dict[str, Row], rule: str, fails: Callable[[Row], bool]) -> dict[str, int]:
    return {f"survey_tool_survey_answers_{rule}": sum(map(fails, kept.values()))}
