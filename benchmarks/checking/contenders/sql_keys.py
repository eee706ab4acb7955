"""Hand-written SQL: one statement that writes all failing keys, and one that counts them."""

import duckdb
from told import answer, asked

path, rules = asked()
select = " union all ".join(
    f"select '{rule['id']}' as rule_id, cast(record_id as varchar) as record_key, customer_id, "
    f"amount as value from records where not ({rule['sql']})"
    for rule in rules
)
with duckdb.connect(path) as connection:
    connection.execute("create schema found")
    connection.execute(f"create table found.failing_keys as {select}")
    counted = "select rule_id, count(*) from found.failing_keys group by rule_id"
    failing = dict(connection.execute(counted).fetchall())
answer({rule["id"]: failing.get(rule["id"], 0) for rule in rules}, sum(failing.values()))
