"""Writes the rates of seeds/currency_rates.csv beside the raw tables."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from customer_truth.registry.rows import CurrencyRate

_RATES = """
create table {schema}.currency_rates (
    from_currency text, to_currency text, valid_from date, rate numeric(28, 10)
)
"""


def write_currency_rates(connection: Connection, raw: str, rates: Sequence[CurrencyRate]) -> None:
    """Makes `currency_rates` in the schema `raw`; empty where the company has one currency."""
    connection.exec_driver_sql(_RATES.format(schema=raw))
    rows = [
        {"one": row.from_currency, "other": row.to_currency, "day": row.valid_from}
        | {"rate": row.rate}
        for row in rates
    ]
    if rows:
        insert = f"insert into {raw}.currency_rates values (:one, :other, :day, :rate)"
        connection.execute(text(insert), rows)
