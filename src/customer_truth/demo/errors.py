"""What keeps the demo company from being made or checked."""

from __future__ import annotations

import duckdb

from customer_truth.demo.plant import Plant
from customer_truth.errors import Unusable


class DemoError(Unusable):
    """The demo company cannot be made as asked, or a plant cannot be planted."""


def bad_sql(plant: Plant, error: duckdb.Error) -> DemoError:
    """A plant whose SQL does not run on the raw tables."""
    first_line = str(error).strip().splitlines()[0]
    return DemoError(
        f"{plant.place}: plant {plant.name}: has SQL that cannot be run ({first_line}), needs "
        "expressions over the raw tables. Correct the plant."
    )
