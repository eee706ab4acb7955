"""How old the data of each system were when the night judged them."""

from __future__ import annotations

from datetime import timedelta

from site_night import AS_OF, keep
from sqlalchemy import Connection

from customer_truth.quality.tables import sync_stamps
from customer_truth.site.data_age import read_ages


def test_the_oldest_data_are_told_first_and_only_of_systems_that_the_night_read(
    connection: Connection,
) -> None:
    keep(connection, "kept_here", [])
    ages = {"salesforce": timedelta(hours=1), "netsuite": timedelta(days=2), "off": timedelta(9)}
    placed = connection.execution_options(schema_translate_map={"quality": "kept_here"})
    for system, age in ages.items():
        row = {"source_system": system, "newest": AS_OF - age}
        placed.execute(sync_stamps.insert(), row)
    found = read_ages(connection, "kept_here", ["salesforce", "netsuite"], AS_OF)
    assert [(one.system, one.is_late) for one in found] == [
        ("netsuite", True),
        ("salesforce", False),
    ]
