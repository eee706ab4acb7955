"""Rates of currencies are looked at before a night counts by them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from customer_truth.lint.currencies import check_currency_rates
from customer_truth.lint.service import check_cost_rates
from customer_truth.registry.load import load_registry

FILE = Path("seeds/currency_rates.csv")
HEADER = "from_currency,to_currency,valid_from,rate\n"


def told(root: Path, rows: str) -> list[str]:
    (root / "seeds").mkdir(exist_ok=True)
    (root / FILE).write_text(HEADER + rows)
    registry = load_registry(root)
    read = [problem for problem in registry.problems if problem.file == FILE]
    return [problem.message for problem in (*read, *check_currency_rates(registry))]


def test_dated_rates_into_one_currency_are_sound(tmp_path: Path) -> None:
    rows = "JPY,USD,2026-01-01,0.0065123\nJPY,USD,2026-02-01,0.0066\nEUR,USD,2026-01-01,1.2\n"
    assert told(tmp_path, rows) == []


def test_a_company_with_one_currency_needs_no_file(tmp_path: Path) -> None:
    registry = load_registry(tmp_path)
    assert registry.currency_rates == ()
    assert not [problem for problem in registry.problems if problem.file == FILE]


@pytest.mark.parametrize(
    ("rows", "has"),
    [
        ("JPY,USD,2026-01-01,0\n", "has '0' as rate"),
        ("JPY,USD,2026-01-01,-1\n", "has '-1' as rate"),
        ("JPY,USD,2026-01-01,\n", "has no rate"),
        ("JPY,USD,,1\n", "has no valid_from"),
        ("JPY,USD,01.02.2026,1\n", "as valid_from"),
        ("YEN,USD,2026-01-01,1\n", "has 'YEN' as from_currency"),
        ("jpy,USD,2026-01-01,1\n", "has 'jpy' as from_currency"),
        ("DEM,USD,2026-01-01,1\n", "has 'DEM' as from_currency"),
        ("USD,USD,2026-01-01,1\n", "has a rate of USD into itself"),
        ("JPY,USD,2026-01-01,1\nJPY,USD,2026-01-01,2\n", "rate of that day"),
        ("JPY,USD,2026-01-01,1\nGBP,EUR,2026-01-01,1\n", "has rates into EUR"),
    ],
)
def test_a_rate_that_cannot_be_counted_by_is_told(tmp_path: Path, rows: str, has: str) -> None:
    (message,) = told(tmp_path, rows)
    assert has in message


@pytest.mark.parametrize("currency", ["dollar", "usd", "DEM"])
def test_a_cost_in_what_is_no_currency_is_told(tmp_path: Path, currency: str) -> None:
    (tmp_path / "seeds").mkdir()
    header = "rate,amount,currency,per,owner,valid_from,valid_to\n"
    row = f"stop,21.00,{currency},stop,,2024-01-01,\n"
    (tmp_path / "seeds" / "cost_rates.csv").write_text(header + row)
    found = check_cost_rates(load_registry(tmp_path), date(2026, 11, 2))
    assert [problem.message for problem in found] == [
        f"has '{currency}' as currency, needs the code of a currency, such as EUR."
    ]
