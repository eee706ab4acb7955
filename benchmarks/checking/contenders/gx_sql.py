"""Great Expectations on the engine: its own expectations, counts alone."""

import great_expectations as gx
from gx_expectations import validated
from told import answer, asked

from customer_truth.warehouse import duckdb_dialect  # noqa: F401 - names the engine

path, rules = asked()
context = gx.get_context(mode="ephemeral")
source = context.data_sources.add_sql("records", connection_string=f"truth_duckdb:///{path}")
asset = source.add_table_asset("records", table_name="records", schema_name="main")
batch = asset.add_batch_definition_whole_table("all").get_batch()
failing, _ = validated(batch, rules, with_keys=False)
answer(failing)
