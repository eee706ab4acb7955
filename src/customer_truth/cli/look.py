"""`truth rules`, `explain`, `why` and `exceptions`: look things up, change nothing."""

from __future__ import annotations

import csv
import itertools
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from customer_truth.cli.console import out, say
from customer_truth.cli.options import (
    Format,
    FormatOption,
    HomeOption,
    ProjectOption,
    SourcesOption,
    TargetOption,
)
from customer_truth.project import open_settings
from customer_truth.report.terminal import verdict_word
from customer_truth.verdict import Verdict

_ROWS_ON_A_TERMINAL = 50
_TIMELINE_COLUMNS = ("kind", "at", "what", "record", "amount", "owner")
Row = Mapping[str, Any]


def rules(
    owner: Annotated[str | None, typer.Option(help="Only the rules of this role.")] = None,
    format: FormatOption = Format.TABLE,
    project: ProjectOption = None,
) -> None:
    """List the rules: what must hold, who answers for it, since when."""
    from customer_truth.catalogue import RULE_COLUMNS, rule_rows

    rows = rule_rows(open_settings(project).root, datetime.now(UTC).date(), owner)
    shown = ("id", "severity", "owner", "person", "reference", "title")
    _write(rows, format, RULE_COLUMNS, shown)


def explain(
    rule: Annotated[str, typer.Argument(help="The rule's id.")],
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Explain one rule: its owner, the criterion in words and SQL, and the last night's count."""
    from customer_truth.catalogue import explain_rule

    opened = open_settings(project, home=home, target=target, sources=sources)
    for line in explain_rule(opened, rule):
        say(line)


def why(
    customer: Annotated[str, typer.Argument(help="A customer's id, in any system, or whole name.")],
    format: FormatOption = Format.TABLE,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Show one customer's records and timeline over all systems, and every rule it fails."""
    from customer_truth.identities import changes_of, merged_into, records_of
    from customer_truth.lookups import Filter, exceptions_query, find_customer, stream, timeline
    from customer_truth.warehouse import open_warehouse

    warehouse = open_warehouse(open_settings(project, home=home, target=target, sources=sources))
    with warehouse.reading() as connection:
        marts = warehouse.schema("marts")
        found = find_customer(connection, marts, customer)
        records = records_of(connection, marts, found["customer_id"])
        changes = changes_of(connection, marts, found["customer_id"])
        is_former = merged_into(connection, marts, customer) == found["customer_id"]
        events = timeline(connection, marts, found["customer_id"])
        wanted = exceptions_query(Filter(customer=found["customer_id"]))
        fails = [dict(row) for row in stream(connection, wanted)]
    if format is not Format.TABLE:
        rows = [
            *map(_record_row, records),
            *map(_change_row, changes),
            *map(_event_row, events),
            *map(_failure_row, fails),
        ]
        _write(rows, format, _TIMELINE_COLUMNS, ())
        return
    _print_customer(found, customer if is_former else None)
    _print_identity(found["customer_id"], records, changes)
    _print_timeline(events, fails)


def exceptions(
    rule: Annotated[str | None, typer.Option(help="Only of this rule.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only of this role.")] = None,
    customer: Annotated[str | None, typer.Option(help="Only of this customer id.")] = None,
    resolved: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False,
    format: FormatOption = Format.TABLE,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """List exceptions: which record fails which rule, since when, and what is at stake."""
    from customer_truth.lookups import (
        EXCEPTION_COLUMNS,
        Filter,
        count_exceptions,
        exceptions_query,
        stream,
    )
    from customer_truth.warehouse import open_warehouse

    warehouse = open_warehouse(open_settings(project, home=home, target=target, sources=sources))
    wanted = Filter(rule, owner, customer, resolved)
    shown = ("rule_id", "record_key", "customer_id", "owner", "first_seen", "value_at_stake")
    with warehouse.reading() as connection:
        rows = stream(connection, exceptions_query(wanted))
        if format is not Format.TABLE:
            _write(rows, format, EXCEPTION_COLUMNS, shown)
            return
        _write(itertools.islice(rows, _ROWS_ON_A_TERMINAL), format, EXCEPTION_COLUMNS, shown)
        total = count_exceptions(connection, wanted)
        if total > _ROWS_ON_A_TERMINAL:
            say(f"{_ROWS_ON_A_TERMINAL} of {total:,}; all of them: --format csv")
        else:
            say(f"{total:,} in all")


def _print_customer(found: Row, former_id: str | None) -> None:
    say(Text(str(found["customer_id"]), style="bold"))
    if former_id:
        say(f"{former_id} was merged into {found['customer_id']}")
    say(
        f"segment {found['segment'] or 'unknown'}, country {found['country'] or 'unknown'}, "
        f"invoiced in the last year {_cell(found['invoiced_last_year'])}"
    )
    say()


def _print_identity(customer_id: str, records: Iterable[Row], changes: Sequence[Row]) -> None:
    for record in records:
        deleted = ", deleted" if record["is_deleted"] else ""
        say(
            f"{record['source_system']:<14}{record['entity']:<16}{record['source_record_id']:<32}"
            f"{record['matched_by']}{deleted} since {_cell(record['matched_since'])}"
        )
    say()
    for change in changes:
        came = change["customer_id"] == customer_id
        other = change["previous_customer_id"] if came else change["customer_id"]
        count = change["record_count"]
        decided = f", decision {change['decision_id']}" if change["decision_id"] else ""
        say(
            f"{_cell(change['changed_at'])}  {change['kind']}: {count} "
            f"record{'' if count == 1 else 's'} {'from' if came else 'to'} {other}{decided}"
        )
    if changes:
        say()


def _print_timeline(events: Iterable[Row], fails: Sequence[Row]) -> None:
    for event in events:
        amount = f"  {_cell(event['amount'])}" if event["amount"] is not None else ""
        say(
            f"{event['happened_at']:%Y-%m-%d %H:%M}  {event['source_system']:<14}"
            f"{event['event']:<32} {event['record_id']}{amount}"
        )
    say()
    say(Text(f"fails {len(fails)} rule{'' if len(fails) == 1 else 's'}", style="bold"))
    for fail in fails:
        verdict = Verdict.FAILED if fail["severity"] == "critical" else Verdict.WARNED
        line = Text.assemble(
            "  ", verdict_word(verdict, 8), f"{fail['rule_id']}  {fail['record_key']}"
        )
        say(line.append(f"  since {fail['first_seen']:%Y-%m-%d}, owner {fail['owner']}"))


def _record_row(record: Row) -> Row:
    return {
        "kind": "record",
        "at": record["matched_since"],
        "what": record["matched_by"],
        "record": record["source_record_id"],
        "amount": None,
        "owner": None,
    }


def _change_row(change: Row) -> Row:
    return {
        "kind": change["kind"],
        "at": change["changed_at"],
        "what": f"from {change['previous_customer_id']}",
        "record": change["customer_id"],
        "amount": None,
        "owner": None,
    }


def _event_row(event: Row) -> Row:
    return {
        "kind": "event",
        "at": event["happened_at"],
        "what": event["event"],
        "record": event["record_id"],
        "amount": event["amount"],
        "owner": None,
    }


def _failure_row(fail: Row) -> Row:
    return {
        "kind": "fails",
        "at": fail["first_seen"],
        "what": fail["rule_id"],
        "record": fail["record_key"],
        "amount": fail["value_at_stake"],
        "owner": fail["owner"],
    }


def _write(
    rows: Iterable[Row], format: Format, columns: Sequence[str], shown: Sequence[str]
) -> None:
    if format is Format.CSV:
        _write_csv(rows, columns)
    elif format is Format.JSON:
        out.file.write("[")
        for number, row in enumerate(rows):
            out.file.write((",\n " if number else "\n ") + json.dumps(dict(row), default=str))
        out.file.write("\n]\n")
    else:
        table = Table(box=None, pad_edge=False)
        for name in shown:
            table.add_column(name, no_wrap=name != shown[-1], overflow="fold")
        for row in rows:
            table.add_row(*(Text(_cell(row[name])) for name in shown))
        out.print(table, soft_wrap=False)


def _write_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow("" if row[name] is None else row[name] for name in columns)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return f"{value:,.2f}"
    return str(value)
