"""`truth rules`, `explain`, `why` and `exceptions`: look things up, change nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from customer_truth.cli.completion import roles
from customer_truth.cli.completion import rules as rule_ids
from customer_truth.cli.console import say
from customer_truth.cli.contradictions import told
from customer_truth.cli.options import (
    Format,
    FormatOption,
    HomeOption,
    LimitOption,
    NewOption,
    ProjectOption,
    SeverityOption,
    SinceOption,
    SourcesOption,
    TargetOption,
    day_option,
)
from customer_truth.cli.rows import Row, cell, write_rows
from customer_truth.project import open_settings
from customer_truth.report.verdict_word import verdict_word
from customer_truth.text.visible import visible
from customer_truth.verdict.verdict import Verdict

_ROWS_ON_A_TERMINAL = 50
_TIMELINE_COLUMNS = ("kind", "at", "what", "record", "amount", "owner")


def rules(
    owner: Annotated[
        str | None, typer.Option(help="Only the rules of this role.", autocompletion=roles)
    ] = None,
    applicable: Annotated[
        bool | None,
        typer.Option(
            "--applicable/--not-applicable",
            help="Only the rules that could, or could not, be judged in the last night, and why.",
        ),
    ] = None,
    failing: Annotated[
        bool, typer.Option("--failing", help="Only the rules that found something, worst first.")
    ] = False,
    new: Annotated[
        bool, typer.Option("--new", help="Only the rules that found something new.")
    ] = False,
    severity: SeverityOption = None,
    since: Annotated[
        datetime | None, day_option("--since", "Only the rules in force from this day or later.")
    ] = None,
    limit: LimitOption = None,
    format: FormatOption = Format.TABLE,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """List the rules: what must hold, who answers for it, since when, and what it found."""
    from customer_truth.rulebook import (
        FOUND_COLUMNS,
        RULE_COLUMNS,
        applicable_rows,
        failing_rows,
        rule_rows,
    )

    opened = open_settings(project, home=home, target=target, sources=sources)
    rows = (
        row
        for row in rule_rows(opened, datetime.now(UTC).date(), owner)
        if severity in (None, row["severity"])
        if since is None or row["effective_from"] >= since.date()
    )
    if failing or new:
        found = failing_rows(opened, list(rows), only_new=new)[:limit]
        shown_by_count = ("id", "verdict", "owner", "failing", "new", "broken")
        write_rows(found, format, (*RULE_COLUMNS, *FOUND_COLUMNS), shown_by_count)
        return
    if applicable is None:
        shown = ("id", "severity", "owner", "person", "reference", "title")
        write_rows(itertools.islice(rows, limit), format, RULE_COLUMNS, shown)
    else:
        judged = applicable_rows(opened, list(rows), applicable=applicable)[:limit]
        shown_by_reason = ("id", "severity", "owner", "reason")
        write_rows(judged, format, (*RULE_COLUMNS, "reason"), shown_by_reason)


def explain(
    rule: Annotated[str, typer.Argument(help="The rule's id.", autocompletion=rule_ids)],
    format: FormatOption = Format.TABLE,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """Explain one rule: its owner, the criterion in words and SQL, and the last night's count."""
    from customer_truth.rulebook import NIGHT_COLUMNS, explain_rule, rule_nights

    opened = open_settings(project, home=home, target=target, sources=sources)
    if format is not Format.TABLE:
        write_rows(rule_nights(opened, rule), format, NIGHT_COLUMNS, ())
        return
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
    from customer_truth.lookups.identities import changes_of, merged_into, records_of
    from customer_truth.lookups.nights import (
        Filter,
        Waiting,
        contradictions_query,
        exceptions_query,
        find_customer,
        latest_run,
        stream,
        timeline,
    )
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
        claimed = Waiting(customer=found["customer_id"], with_settled=True)
        disputes = [dict(row) for row in stream(connection, contradictions_query(claimed))]
        as_of = latest_run(connection)["as_of"]
    if format is not Format.TABLE:
        rows = [
            *map(_record_row, records),
            *map(_change_row, changes),
            *map(_event_row, events),
            *map(_failure_row, fails),
            *map(_dispute_row, disputes),
        ]
        write_rows(rows, format, _TIMELINE_COLUMNS, ())
        return
    _print_customer(found, customer if is_former else None)
    _print_identity(found["customer_id"], records, changes)
    _print_story(events, fails, disputes, as_of)


def exceptions(
    rule: Annotated[
        str | None, typer.Option(help="Only of this rule.", autocompletion=rule_ids)
    ] = None,
    owner: Annotated[
        str | None, typer.Option(help="Only of this role.", autocompletion=roles)
    ] = None,
    customer: Annotated[
        str | None, typer.Option(help="Only of this customer: any system's id, or name.")
    ] = None,
    severity: SeverityOption = None,
    new: NewOption = False,
    since: SinceOption = None,
    limit: LimitOption = None,
    resolved: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False,
    format: FormatOption = Format.TABLE,
    sources: SourcesOption = None,
    target: TargetOption = None,
    home: HomeOption = None,
    project: ProjectOption = None,
) -> None:
    """List exceptions: which record fails which rule, since when, and how much is in error."""
    from customer_truth.lookups.nights import (
        EXCEPTION_COLUMNS,
        Filter,
        count_exceptions,
        count_not_looked_at,
        exceptions_query,
        latest_run,
        named,
        stream,
    )
    from customer_truth.warehouse import open_warehouse

    opened = open_settings(project, home=home, target=target, sources=sources)
    warehouse = open_warehouse(opened)
    asked = Filter(rule, owner, customer, resolved, severity, since)
    at_most = limit or _ROWS_ON_A_TERMINAL
    named_by = ("rule_id", "record_key", "customer_id", "owner")
    shown = (*named_by, "first_seen", "in_error", "value", "broken")
    with warehouse.reading() as connection:
        wanted = named(connection, asked, warehouse.schema("marts"), opened.root)
        if new:
            wanted = replace(wanted, new_in=latest_run(connection)["run_id"])
        rows = stream(connection, exceptions_query(wanted).limit(limit))
        if format is not Format.TABLE:
            write_rows(rows, format, EXCEPTION_COLUMNS, shown)
            return
        write_rows(itertools.islice(rows, at_most), format, EXCEPTION_COLUMNS, shown)
        total = count_exceptions(connection, wanted)
        if total > at_most:
            say(f"{at_most:,} of {total:,}; all of them: --format csv, or --limit {total}")
        else:
            say(f"{total:,} in all")
        for reason, count in count_not_looked_at(connection, wanted).items():
            say(f"{count:,} of them {'stays' if count == 1 else 'stay'} as before, {reason}")


def _print_customer(found: Row, former_id: str | None) -> None:
    say(Text(visible(found["customer_id"]), style="bold"))
    if former_id:
        say(f"{former_id} was merged into {found['customer_id']}")
    invoiced = found["invoiced_last_year"]
    say(
        f"segment {found['segment'] or 'unknown'}, country {found['country'] or 'unknown'}, "
        f"invoiced in the last year {'not known' if invoiced is None else cell(invoiced)}"
    )
    say()


def _print_identity(customer_id: str, records: Iterable[Row], changes: Sequence[Row]) -> None:
    for record in records:
        deleted = ", deleted" if record["is_deleted"] else ""
        say(
            f"{record['source_system']:<14}{record['entity']:<16}{record['source_record_id']:<32}"
            f"{record['matched_by']}{deleted} since {cell(record['matched_since'])}"
        )
    say()
    for change in changes:
        came = change["customer_id"] == customer_id
        other = change["previous_customer_id"] if came else change["customer_id"]
        count = change["record_count"]
        decided = f", decision {change['decision_id']}" if change["decision_id"] else ""
        say(
            f"{cell(change['changed_at'])}  {change['kind']}: {count} "
            f"record{'' if count == 1 else 's'} {'from' if came else 'to'} {other}{decided}"
        )
    if changes:
        say()


def _print_story(
    events: Iterable[Row],
    fails: Sequence[Row],
    disputes: Sequence[Row],
    as_of: datetime,
) -> None:
    """One timeline: what happened, what was found, and what functions say against each other."""
    disputed = {(row["rule_id"], row["record_key"]) for row in disputes}
    plain = [row for row in fails if (row["rule_id"], row["record_key"]) not in disputed]
    story: list[tuple[datetime, Sequence[Text | str]]] = []
    story += [(row["happened_at"], [_event_line(row)]) for row in events]
    story += [(row["first_seen"], [_failure_line(row)]) for row in plain]
    story += [(row["opened"], _dispute_lines(row, as_of)) for row in disputes]
    for _, lines in sorted(story, key=lambda told: told[0]):
        for line in lines:
            say(line)
    say()
    waiting = sum(row["resolved"] is None and row["decision_id"] is None for row in disputes)
    counted = f"fails {len(fails)} rule{'' if len(fails) == 1 else 's'}"
    say(Text(f"{counted}, {waiting} of them to be decided" if waiting else counted, style="bold"))


def _event_line(event: Row) -> str:
    amount = f"  {cell(event['amount'])}" if event["amount"] is not None else ""
    return (
        f"{event['happened_at']:%Y-%m-%d %H:%M}  {event['source_system']:<14}"
        f"{event['event']:<32} {event['record_id']}{amount}"
    )


def _failure_line(fail: Row) -> Text:
    rule, broken = fail["rule_id"], fail["broken"]
    said = f"{broken} ({rule})" if broken else rule
    verdict = Verdict.FAILED if fail["severity"] == "critical" else Verdict.WARNED
    return Text.assemble(
        f"{fail['first_seen']:%Y-%m-%d %H:%M}  ",
        verdict_word(verdict, 14),
        visible(f"{said}  {fail['record_key']}, owner {fail['owner']}"),
    )


def _dispute_lines(dispute: Row, as_of: datetime) -> list[Text | str]:
    head, *claims = told(dispute, as_of)
    opened = f"{dispute['opened']:%Y-%m-%d %H:%M}  {'contradiction':<14}"
    return [f"{opened}{head}, {dispute['decider']}", *(f"{'':<30}{claim}" for claim in claims)]


def _dispute_row(dispute: Row) -> Row:
    return {
        "kind": "contradiction",
        "at": dispute["opened"],
        "what": f"{dispute['claim_a_function']}: {dispute['claim_a_says']} / "
        f"{dispute['claim_b_function']}: {dispute['claim_b_says']}",
        "record": dispute["record_key"],
        "amount": dispute["value"],
        "owner": dispute["decider"],
    }


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
        "amount": fail["value"],
        "owner": fail["owner"],
    }
