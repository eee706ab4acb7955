"""Matching on the warehouse: records compared, pairs back, the same on every engine."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import NoSuchTableError

from customer_truth.errors import Unusable
from customer_truth.files.problem import listed
from customer_truth.matching.model import Model
from customer_truth.matching.model_file import CUSTOMERS, load_model
from customer_truth.sql.text import quoted
from customer_truth.warehouse.matching_engine import Records

if TYPE_CHECKING:
    from customer_truth.matching.score import Explanation, Scored
    from customer_truth.project import Project
    from customer_truth.warehouse import Warehouse
    from customer_truth.warehouse.matching_engine import MatchingEngine

COMPARED = "int_records__compared"
_KEYS = ("record_id", "customer_id")
# The tables that stand empty until records are matched.
FILLED = ("scored_pairs", "crowds")


def match_records(project: Project, warehouse: Warehouse) -> Scored:
    """Fills what matching found in the night being built; dbt has ended, nobody holds the file."""
    from customer_truth.matching.score import score

    model = load_model(project.root)
    with _engine(project, warehouse, model, building=True) as engine:
        scored = score(engine, model)
        for table in FILLED:
            engine.keep(table, "intermediate")
    return scored


def train_on_last_night(project: Project, warehouse: Warehouse) -> tuple[Model, Model]:
    """The reviewed model, and the one whose weights the last night's records would give."""
    from customer_truth.matching.train import train

    model = load_model(project.root)
    with _engine(project, warehouse, model, building=False) as engine:
        return model, train(engine, model)


def explain_pair(project: Project, warehouse: Warehouse, record: str, other: str) -> Explanation:
    """Where the match weight of two records of the last night comes from."""
    from customer_truth.matching.score import explain

    model = load_model(project.root)
    with _engine(project, warehouse, model, building=False) as engine:
        for asked in (record, other):
            _refuse_unknown_record(engine, asked)
        return explain(engine, model, record, other)


def _engine(
    project: Project, warehouse: Warehouse, model: Model, *, building: bool
) -> AbstractContextManager[MatchingEngine]:
    _refuse_unknown_columns(warehouse, model, building=building)
    records = Records("intermediate", COMPARED, (*_KEYS, *model.columns), building)
    return warehouse.matching(project.home / "warehouse", records)


def _refuse_unknown_columns(warehouse: Warehouse, model: Model, *, building: bool) -> None:
    schema = warehouse.schema("intermediate", building=building)
    with warehouse.building() if building else warehouse.reading() as connection:
        known = _columns_of(connection, COMPARED, schema)
    unknown = [column for column in model.columns if column not in known]
    if unknown:
        raise Unusable(
            f"{CUSTOMERS}: has the column {', '.join(unknown)}, needs columns of {COMPARED}: "
            f"{listed(known - set(_KEYS))}. Correct the model."
        )


def _columns_of(connection: Connection, table: str, schema: str) -> set[str]:
    """The columns of a table; none of one that is not there."""
    try:
        return {column["name"] for column in inspect(connection).get_columns(table, schema)}
    except NoSuchTableError:
        return set()


def _refuse_unknown_record(engine: MatchingEngine, asked: str) -> None:
    if not engine.run(f"select 1 from records where record_id = {quoted(asked)}"):
        raise Unusable(
            f"record '{asked}': was not compared last night, needs the id of an account or billing "
            "account as customer_crosswalk names it. List pairs: truth matches"
        )
