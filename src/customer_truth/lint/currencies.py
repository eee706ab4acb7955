"""Do the rates of currencies lead into one currency, each once a day?"""

from __future__ import annotations

from collections.abc import Iterator

from customer_truth.files.problem import Problem
from customer_truth.files.row import Row
from customer_truth.identifiers import currency
from customer_truth.lint.decisions import twice
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import CurrencyRate


def check_currency_rates(registry: Registry) -> Iterator[Problem]:
    """Every problem of currency_rates.csv; a day without a rate is a finding of the night."""
    rows = registry.currency_rates
    yield from twice(rows, lambda row: (row.from_currency, row.valid_from), "rate of that day")
    for row in rows:
        yield from _currencies(row)
    targets = {row.to_currency for row in rows if row.to_currency}
    for row in rows:
        if len(targets) > 1 and row.to_currency != rows[0].to_currency:
            yield at(row, f"rates into {row.to_currency}", f"{rows[0].to_currency} as in line 2")


def check_code(row: Row, name: str) -> Iterator[Problem]:
    """Whether a row's field is the code of a currency; that it has one is asked elsewhere."""
    code = getattr(row, name)
    if code and currency.read(code).value != code:
        yield at(row, f"{code[:80]!r} as {name}", "the code of a currency, such as EUR")


def _currencies(row: CurrencyRate) -> Iterator[Problem]:
    yield from check_code(row, "from_currency")
    yield from check_code(row, "to_currency")
    if row.from_currency and row.from_currency == row.to_currency:
        yield at(row, f"a rate of {row.from_currency} into itself", "two currencies")
