"""The tables of the schema `quality`.

`runs`, `rules`, `rule_results` and `scorecards` are the run log: they grow by one night each run.
`failing` records are those that no waiver exempts. `is_green` is unknown where no rule of the owner
was evaluated. `records_before` is what a rule judged when it last had records and has none now.
`figures` holds what a night comes to in records, money and customers (docs/money.md), each once:
one row for the whole night, and for each rule, owner, decider and decision with anything open.
`value` is what one record is worth, by which lists are sorted; it is never added up. `in_error` is
what of it is wrong, unknown where its rule cannot say it. Both are in the company's currency.
A rule's `record_named_by` is the column that names a record.
`moved_in` is the run in which an exception was last new, reopened or resolved.
`exceptions`, `contradictions`, `customer_ids` and `customer_id_changes` are state: the
same data leaves them as they were.
`built_from` and `dbt_manifest` hold the definitions that the published night was built from, word
for word, and `taken_in` says from which extracts.
`built_nodes` tells what the next night need not build again, `evaluated_suites` what came of the
rules that it need not judge again, with Great Expectations' own results.
`sync_stamps` says how new the extracts of each system were.
`table_nights` says how many rows each raw table had on the nights of the last months, one a day.
`not_looked_at` says why an open exception was neither seen again nor resolved: what it was found in
was not there whole. In `rule_results` it counts them.
`readings` holds what identifiers and contact data were read as, so that each is read once.
Times of exceptions are the night's `as_of`, the moment the data speaks of, in UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    and_,
)
from sqlalchemy.types import TIMESTAMP

KEPT = MetaData(schema="quality")
_MONEY = Numeric(18, 2)


runs = Table(
    "runs",
    KEPT,
    Column("run_id", String, nullable=False),
    Column("checkpoint", String, nullable=False),
    Column("as_of", TIMESTAMP, nullable=False),
    Column("started_at", TIMESTAMP, nullable=False),
    Column("finished_at", TIMESTAMP, nullable=False),
    Column("sources", Text, nullable=False),
    Column("verdict", String, nullable=False),
    Column("declared", Integer, nullable=False),
    Column("evaluated", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("warned", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("errored", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("definitions_on", Date),
    Column("not_applicable", Integer),
)

rules = Table(
    "rules",
    KEPT,
    Column("run_id", String, nullable=False),
    Column("rule_id", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("suite", String, nullable=False),
    Column("mart", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("person", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("dimension", String, nullable=False),
    Column("definition", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("fix", Text, nullable=False),
    Column("reference", String),
    Column("decision", String),
    Column("decider", String),
    Column("decide_by", TIMESTAMP),
    Column("effective_from", Date, nullable=False),
    Column("effective_until", Date),
    Column("broken", Text),
    Column("fix_in", String),
    Column("record_named_by", String),
    Column("touches_customers", Boolean),
)

rule_results = Table(
    "rule_results",
    KEPT,
    Column("run_id", String, nullable=False),
    Column("rule_id", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("person", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("reason", Text),
    Column("records", Integer, nullable=False),
    Column("failing", Integer, nullable=False),
    Column("waived", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("resolved", Integer, nullable=False),
    Column("failing_share", Double),
    Column("records_before", Integer),
    Column("not_looked_at", Integer),
)

figures = Table(
    "figures",
    KEPT,
    Column("run_id", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("name", String, nullable=False),
    Column("records", Integer, nullable=False),
    Column("in_error", Numeric(38, 2)),
    Column("records_in_error", Integer, nullable=False),
    Column("customers_touched", Integer, nullable=False),
    Column("yearly_business", Numeric(38, 2)),
    Column("business_not_known", Integer, nullable=False),
    Column("currency", String),
)

exceptions = Table(
    "exceptions",
    KEPT,
    Column("rule_id", String, nullable=False),
    Column("record_key", String, nullable=False),
    Column("mart", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("decider", String),
    Column("severity", String, nullable=False),
    Column("customer_id", String),
    Column("value", _MONEY),
    Column("in_error", _MONEY),
    Column("waiver_id", String),
    Column("first_seen", TIMESTAMP, nullable=False),
    Column("last_seen", TIMESTAMP, nullable=False),
    Column("due", TIMESTAMP),
    Column("resolved", TIMESTAMP),
    Column("times_reopened", Integer, nullable=False),
    Column("moved_in", String),
    Column("not_looked_at", Text),
)

CLAIM_COLUMNS = tuple(
    f"claim_{letter}_{part}"
    for letter in ("a", "b")
    for part in ("function", "says", "value", "record")
)

contradictions = Table(
    "contradictions",
    KEPT,
    Column("rule_id", String, nullable=False),
    Column("record_key", String, nullable=False),
    Column("customer_id", String),
    Column("decision", String, nullable=False),
    Column("decider", String),
    *(Column(name, Text) for name in CLAIM_COLUMNS),
    Column("value", _MONEY),
    Column("opened", TIMESTAMP, nullable=False),
    Column("due", TIMESTAMP),
    Column("decision_id", String),
    Column("stands", String),
    Column("reason", Text),
    Column("decided_by", String),
    Column("decided_on", Date),
    Column("times_reopened", Integer, nullable=False),
    Column("resolved", TIMESTAMP),
    Column("waiver_id", String),
)
# What still waits for its decider.
WAITS = and_(
    contradictions.c.resolved.is_(None),
    contradictions.c.decision_id.is_(None),
    contradictions.c.waiver_id.is_(None),
)

scorecards = Table(
    "scorecards",
    KEPT,
    Column("run_id", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("person", String, nullable=False),
    Column("is_green", Boolean),
    Column("rules", Integer, nullable=False),
    Column("failed_rules", Integer, nullable=False),
    Column("warned_rules", Integer, nullable=False),
    Column("open_exceptions", Integer, nullable=False),
    Column("new_exceptions", Integer, nullable=False),
    Column("resolved_exceptions", Integer, nullable=False),
)

customer_ids = Table(
    "customer_ids",
    KEPT,
    Column("record_id", String, nullable=False),
    Column("customer_id", String, nullable=False),
    Column("since", TIMESTAMP, nullable=False),
)

customer_id_changes = Table(
    "customer_id_changes",
    KEPT,
    Column("change_id", String, nullable=False),
    Column("changed_at", TIMESTAMP, nullable=False),
    Column("kind", String, nullable=False),
    Column("previous_customer_id", String, nullable=False),
    Column("customer_id", String, nullable=False),
    Column("record_count", Integer, nullable=False),
    Column("decision_id", String),
)

built_from = Table(
    "built_from",
    KEPT,
    Column("path", String, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("content", Text),
)

taken_in = Table(
    "taken_in",
    KEPT,
    Column("table_id", String, nullable=False),
    Column("contract_hash", String, nullable=False),
    Column("path", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("content_hash", String, nullable=False),
)

built_nodes = Table(
    "built_nodes",
    KEPT,
    Column("unique_id", String, nullable=False),
    Column("fingerprint", String, nullable=False),
)

evaluated_suites = Table(
    "evaluated_suites",
    KEPT,
    Column("suite", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("outcomes", Text, nullable=False),
    Column("results", Text, nullable=False),
)

dbt_manifest = Table("dbt_manifest", KEPT, Column("manifest", Text, nullable=False))

readings = Table(
    "readings",
    KEPT,
    Column("kind", String, nullable=False),
    Column("context", Text, nullable=False),
    Column("typed", Text, nullable=False),
    Column("value", Text),
    Column("problem", Text),
    Column("reader_version", String, nullable=False),
)

sync_stamps = Table(
    "sync_stamps",
    KEPT,
    Column("source_system", String, nullable=False),
    Column("newest", TIMESTAMP, nullable=False),
)

table_nights = Table(
    "table_nights",
    KEPT,
    Column("table_id", String, nullable=False),
    Column("night", Date, nullable=False),
    Column("row_count", BigInteger, nullable=False),
    Column("newest_at", TIMESTAMP),
    Column("is_usual", Boolean, nullable=False),
)
