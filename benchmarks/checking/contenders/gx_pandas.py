"""Great Expectations on pandas: its own expectations, all keys in memory."""

import duckdb
import great_expectations as gx
from gx_expectations import validated
from told import answer, asked

path, rules = asked()
with duckdb.connect(path, read_only=True) as connection:
    frame = connection.execute("from records").df()
source = gx.get_context(mode="ephemeral").data_sources.add_pandas("records")
batch = source.add_dataframe_asset("records").add_batch_definition_whole_dataframe("all")
failing, keys = validated(batch.get_batch({"dataframe": frame}), rules, with_keys=True)
answer(failing, keys)
