"""Groups of alike records that are too many to be compared: their pairs are looked for by nobody.

The table `crowds` has one row a group: the fields that its records share, how many they are, and
the ids of the first ones. Values do not stand in it, for they may be personal.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from customer_truth.matching.model import Block, Model
from customer_truth.sql.text import quoted

if TYPE_CHECKING:
    from customer_truth.warehouse.matching_engine import MatchingEngine

CROWD_COLUMNS = {
    "crowd_id": "text",
    "shared_fields": "text",
    "record_count": "integer",
    "customer_count": "integer",
    "most_sharing": "integer",
    "record_id": "text",
    "record_ids": "text",
}
_MOST_CROWDS = 1000
_MOST_NAMED = 50


def leave_out_crowds(engine: MatchingEngine, model: Model) -> None:
    """Leaves the table `crowds` of the table `records`, the largest groups first."""
    columns = ", ".join(f"{name} {kind}" for name, kind in CROWD_COLUMNS.items())
    engine.run(f"create or replace table crowds ({columns})")
    selects = [_crowded(model, at, shared) for at, shared in enumerate(_alike(model))]
    if selects:
        engine.run(_CROWDS.format(all=" union all ".join(selects)))


def _alike(model: Model) -> list[tuple[str, ...]]:
    """For each block, the columns that make its records look like one customer when equal."""
    named = [c.column for c in model.comparisons if c.common_among]
    found = []
    for block in model.block_on:
        for columns in (block.columns, (*block.columns, *named)):
            if _is_suspected(model, block, columns):
                found.append(tuple(dict.fromkeys(columns)))
                break
    return found


def _is_suspected(model: Model, block: Block, columns: tuple[str, ...]) -> bool:
    needed = [c for c in columns if c not in {f.column for f in block.fields if f.may_lack}]
    weights = [
        next((level.weight for level in c.levels if level.words == "equal"), c.heaviest)
        for c in model.comparisons
        if c.column in needed
    ]
    return math.log2(model.prior / (1 - model.prior)) + sum(weights) >= model.least_weight


def _crowded(model: Model, at: int, columns: tuple[str, ...]) -> str:
    lacking = {f.column for block in model.block_on for f in block.fields if f.may_lack}
    known = " and ".join(f"{column} is not null" for column in columns if column not in lacking)
    words = ", ".join(c.field for c in model.comparisons if c.column in columns)
    return (
        f"select {at} as place, {quoted(words)} as shared_fields, count(*) as record_count, "
        "count(distinct coalesce(customer_id, record_id)) as customer_count, "
        f"{model.most_sharing} as most_sharing, list_sort(list(record_id)) as members "
        f"from records where {known or 'true'} group by {', '.join(columns)} "
        f"having count(*) > {model.most_sharing} "
        "and count(distinct coalesce(customer_id, record_id)) > 1"
    )


# Records that are alike in several ways are one crowd, by the first of them.
_CROWDS = f"""
    insert into crowds
    select
        shared_fields || ':' || members[1], shared_fields, record_count, customer_count,
        most_sharing, members[1], array_to_string(members[:{_MOST_NAMED}], ', ')
    from ({{all}}) as crowded
    qualify row_number() over (partition by members order by place) = 1
    order by record_count desc, members[1]
    limit {_MOST_CROWDS}
"""
