"""Plants count the stays of a record, as people do; the truth file names them, as marts do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from customer_truth.demo.damage import Finding
from customer_truth.demo.errors import DemoError
from customer_truth.demo.world import script

_MARTS = "stage_visits"


def name_stays(connection: duckdb.DuckDBPyConnection, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, with `<record>#3` of a mart of stays as the third stay of that record is named.

    Reads the histories as they are now, so it comes after the damage.
    """
    connection.execute(script("stays"))
    counted = {_counted(f): f for f in findings if f.mart.endswith(_MARTS)}
    connection.execute("create table plants.counted (stay text)")
    connection.executemany("insert into plants.counted values (?)", [[key] for key in counted])
    found = connection.execute(
        "select counted.stay, stays.name from plants.counted inner join plants.stays "
        "on counted.stay = stays.lifecycle || ':' || stays.record || '#' || stays.number"
    )
    names = dict(found.fetchall())
    for key, finding in counted.items():
        if key not in names:
            raise DemoError(
                f"plant {finding.plant}: has the stay {key} for {finding.rule}, needs one that the "
                "damaged history has. Correct the number in its key."
            )
    return [
        replace(f, key=f"{f.key.rpartition('#')[0]}#{names[_counted(f)]}")
        if f.mart.endswith(_MARTS)
        else f
        for f in findings
    ]


def _counted(finding: Finding) -> str:
    """Lifecycle, record and number; the mart of one lifecycle leaves the lifecycle out."""
    lifecycle = finding.mart.removesuffix(_MARTS).removesuffix("_")
    return f"{lifecycle}:{finding.key}" if lifecycle else finding.key
