"""The warehouse as a data source of Great Expectations, and batches of a mart's rows."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Literal

import great_expectations as gx
import sqlalchemy as sa
from great_expectations.compatibility import pydantic
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent.interfaces import Batch, DataAsset
from great_expectations.datasource.fluent.sql_datasource import (
    QueryAsset,
    SQLDatasource,
    TableAsset,
)
from great_expectations.execution_engine.sqlalchemy_batch_data import SqlAlchemyBatchData
from great_expectations.validator.validator import Validator

from customer_truth.expectations.failing_keys import Records, predicate
from customer_truth.expectations.metrics import WarehouseExecutionEngine

_NAME = "warehouse"


class WarehouseTableAsset(TableAsset):
    """A table or view of the warehouse."""

    type: Literal["table"] = "table"


class WarehouseQueryAsset(QueryAsset):
    """A query on the warehouse."""

    type: Literal["query"] = "query"


class WarehouseDatasource(SQLDatasource):
    """A warehouse for Great Expectations, which ships no data source for DuckDB."""

    asset_types: ClassVar[list[type[DataAsset[Any, Any]]]] = [
        WarehouseTableAsset,
        WarehouseQueryAsset,
    ]
    type: Literal["truth_warehouse"] = "truth_warehouse"  # type: ignore[assignment]
    connection_string: str
    _TableAsset: Any = pydantic.PrivateAttr(WarehouseTableAsset)
    _QueryAsset: Any = pydantic.PrivateAttr(WarehouseQueryAsset)

    @property
    def execution_engine_type(self) -> Any:
        """The engine with the warehouse's own metrics."""
        return WarehouseExecutionEngine


def open_context() -> Any:
    """A context that keeps nothing on disk, draws no progress bars and looks nothing up."""
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    # It would write all that it knows out as YAML after each step, and keep none of it.
    context._save_project_config = lambda: None  # type: ignore[method-assign]
    return context


@contextmanager
def data_source(context: Any, url: str) -> Iterator[Any]:
    """The warehouse at `url`; its connections, and so its file, are free afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # A dollar sign would be taken for a variable of the environment.
        address = url.replace("$", "%24")
        source = context.data_sources.add_truth_warehouse(_NAME, connection_string=address)
    try:
        yield source
    finally:
        source.get_engine().dispose()
        source.get_execution_engine().engine.dispose()
        context.data_sources.delete(_NAME)


def rows_where(context: Any, source: Any, records: Records, name: str, activation: str) -> Any:
    """A validator on the rows of a mart where `activation` holds.

    A query asset would be read into Python as a whole, only to learn its columns' names.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        asset = source.add_table_asset(name, table_name=records.mart, schema_name=records.schema)
    whole = asset.get_batch(asset.build_batch_request())
    engine = source.get_execution_engine()
    batch = Batch(
        datasource=source,
        data_asset=asset,
        batch_request=whole.batch_request,
        data=SqlAlchemyBatchData(
            execution_engine=engine,
            selectable=sa.select(sa.text("*"))
            .select_from(records.table)
            .where(predicate(activation)),
            create_temp_table=False,
            source_table_name=asset.table_name,
            source_schema_name=records.schema,
        ),
        metadata=whole.metadata,
        batch_markers=whole.batch_markers,
        batch_spec=whole.batch_spec,
        batch_definition=whole.batch_definition,
    )
    return Validator(execution_engine=engine, batches=[batch], data_context=context)
