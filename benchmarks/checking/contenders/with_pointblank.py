"""pointblank on polars: counts, and all failing rows as frames."""

import duckdb
import pointblank as pb
import polars as pl
import polars.selectors as cs
from told import answer, asked

path, rules = asked()
with duckdb.connect(path, read_only=True) as connection:
    # It asks every number whether it is NaN, which polars refuses for decimals.
    frame = connection.execute("from records").pl().with_columns(cs.decimal().cast(pl.Float64))
checks = pb.Validate(frame)
for rule in rules:
    column, limit = rule["column"], rule["limit"]
    match rule["shape"]:
        case "present":
            checks = checks.col_vals_not_null(column)
        case "at_least":
            checks = checks.col_vals_ge(column, limit, na_pass=True)
        case "at_most":
            checks = checks.col_vals_le(column, limit, na_pass=True)
        case "one_of":
            checks = checks.col_vals_in_set(column, [*limit, None])
        case "no_longer":
            checks = checks.col_vals_regex(column, f"^.{{0,{limit}}}$", na_pass=True)
checks = checks.interrogate(extract_limit=frame.height)
counts = checks.n_failed()
extracts = checks.get_data_extracts()
keys = sum(len(rows) for rows in extracts.values() if rows is not None)
answer({rule["id"]: counts[i] for i, rule in enumerate(rules, 1)}, keys)
