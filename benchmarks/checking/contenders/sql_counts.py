"""Hand-written SQL: one select that counts."""

import duckdb
from told import answer, asked

path, rules = asked()
counts = ", ".join(f"count(*) filter (where not ({rule['sql']}))" for rule in rules)
with duckdb.connect(path) as connection:
    (found,) = connection.execute(f"select {counts} from records").fetchall()
answer(dict(zip((rule["id"] for rule in rules), found, strict=True)))
