"""The sites of a very large night: how long they take, how large they are, how fast they open.

`python -m benchmarks.site [RULES] [EXCEPTIONS]`, 10,000 rules of 20 owners and 1,000,000 open
exceptions unless told otherwise. Beside it stands the one page that the alternatives make: every
failing record in one table. Great Expectations' Data Docs are left out.
"""

from __future__ import annotations

import math
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy

from benchmarks.made_rule import made_rule
from customer_truth.quality.tables import KEPT
from customer_truth.rules import Rule
from customer_truth.site import write_site
from customer_truth.verdict.outcome import RuleResult, Run
from customer_truth.verdict.verdict import Severity, Verdict

_OWNERS, _NIGHTS, _PATIENCE = 20, 30, 120
_AS_OF = datetime(2026, 11, 26, 4, 30)


def _rules(number: int) -> list[Rule]:
    return [
        made_rule(
            f"rule_{at:05}",
            "amount > 0",
            owner=f"owner_{at % _OWNERS:02}",
            severity=list(Severity)[at % 3],
        )
        for at in range(number)
    ]


def _fill(path: Path, rules: int, exceptions: int) -> None:
    """The run log of thirty nights and the open exceptions, made by the engine."""
    engine = sqlalchemy.create_engine(f"truth_duckdb:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("create schema quality")
        KEPT.create_all(connection)
    engine.dispose()
    with duckdb.connect(str(path)) as sql:
        sql.execute(
            f"""
insert into quality.runs (run_id, checkpoint, as_of, started_at, finished_at, sources, verdict,
    declared, evaluated, passed, warned, failed, errored, skipped)
select 'run-' || n, 'nightly', timestamp '{_AS_OF}' - interval (n) day,
    timestamp '{_AS_OF}' - interval (n) day, timestamp '{_AS_OF}', '[]', 'failed',
    {rules}, {rules}, 0, 0, {rules}, 0, 0
from range({_NIGHTS}) as t (n);
insert into quality.rules (run_id, rule_id, title, suite, mart, kind, owner, person, severity,
    dimension, definition, why, fix, effective_from)
select 'run-' || n, format('rule_{{:05d}}', r), 'Title', 'records', 'records', 'invariant',
    format('owner_{{:02d}}', r % {_OWNERS}), 'Somebody', 'critical', 'completeness', 'amount > 0',
    'why', 'fix', date '2024-01-01'
from range({_NIGHTS}) as t (n), range({rules}) as u (r);
insert into quality.rule_results (run_id, rule_id, owner, person, severity, verdict, reason,
    records, failing, waived, new, resolved, failing_share)
select 'run-' || n, format('rule_{{:05d}}', r), 'o', 'p',
    'critical', 'failed', null, 1000000, 100 + (r + n) % 7, 0, (r + n) % 3, n % 2, 0.0001
from range({_NIGHTS}) as t (n), range({rules}) as u (r);
insert into quality.exceptions (rule_id, record_key, mart, kind, owner, decider, severity,
    customer_id, value, waiver_id, first_seen, last_seen, due, resolved, times_reopened, moved_in)
select format('rule_{{:05d}}', e % {rules}), 'salesforce:' || e,
    'records', 'invariant', format('owner_{{:02d}}', (e % {rules}) % {_OWNERS}), null, 'critical',
    'C-' || e % 50000, e % 10000, null, timestamp '{_AS_OF}' - interval (e % 200) day,
    timestamp '{_AS_OF}', null, null, 0, 'run-0'
from range({exceptions}) as t (e);
"""
        )


def _run(rules: list[Rule], exceptions: int) -> Run:
    each = exceptions // len(rules)
    results = [
        RuleResult(
            rule=rule,
            person=f"Somebody {rule.owner}",
            verdict=Verdict.FAILED,
            reason=None,
            records=1_000_000,
            failing=each,
            waived=0,
            new=1,
            resolved=0,
        )
        for rule in rules
    ]
    finished = _AS_OF + timedelta(minutes=9)
    return Run(
        run_id="run-0",
        checkpoint="nightly",
        as_of=_AS_OF,
        definitions_on=_AS_OF.date(),
        started_at=_AS_OF,
        finished_at=finished,
        sources=["salesforce"],
        results=results,
    )


def _one_table(path: Path, database: Path) -> None:
    """What a report without pages does: every failing record in one table."""
    with duckdb.connect(str(database), read_only=True) as sql, path.open("w") as page:
        page.write("<!doctype html><meta charset=utf-8><title>All</title><table>")
        rows = sql.execute("select rule_id, record_key, customer_id, owner from quality.exceptions")
        while some := rows.fetchmany(50_000):
            page.writelines(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in some)
        page.write("</table>")


def _interactive(pages: dict[str, Path]) -> Iterator[tuple[str, float, int]]:
    """Seconds until the page's own scripts have run, and its size, in Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser: Any = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, path in pages.items():
            page = browser.new_page()
            began = time.monotonic()
            try:
                page.goto(path.as_uri(), timeout=1000 * _PATIENCE)
                page.evaluate("document.body.offsetHeight")
                spent = time.monotonic() - began
            except Exception as error:
                print(f"{name}: {type(error).__name__} after {time.monotonic() - began:.0f} s")
                spent = float("nan")
            yield name, spent, path.stat().st_size
            page.close()
        browser.close()


def main(number: int, exceptions: int) -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory(prefix="bench-site-") as place:
        database, folder = Path(place) / "kept.duckdb", Path(place) / "site"
        _fill(database, number, exceptions)
        rules = _rules(number)
        run = _run(rules, exceptions)
        engine = sqlalchemy.create_engine(f"truth_duckdb:///{database}?access_mode=READ_ONLY")
        began = time.monotonic()
        with engine.connect() as connection:
            write_site(
                run,
                folder=folder,
                connection=connection,
                quality_schema="quality",
                samples=20,
                data_docs=lambda *_: False,
            )
        spent = time.monotonic() - began
        engine.dispose()
        files = [path for path in folder.rglob("*") if path.is_file()]
        pages = [path for path in files if path.suffix == ".html"]
        largest = max(pages, key=lambda path: path.stat().st_size)
        size = sum(path.stat().st_size for path in files) / 2**20
        print(f"{number:,} rules, {exceptions:,} open exceptions, {_NIGHTS} nights")
        print(f"built in {spent:.1f} s: {len(pages):,} pages, {size:,.0f} MiB with the work lists")
        print(
            f"largest page {largest.stat().st_size / 1024:,.0f} KiB: {largest.relative_to(folder)}"
        )
        alternative = Path(place) / "all.html"
        _one_table(alternative, database)
        owner = folder / "owners" / "owner_00"
        opened = {
            "front": folder / "index.html",
            "owner": owner / "index.html",
            "rule": owner / "rules" / "rule_00000.html",
            "one table of all": alternative,
        }
        times = list(_interactive(opened))
        # A page that never opened took at least as long as was waited for.
        slowest = _PATIENCE if math.isnan(times[-1][1]) else times[-1][1]
        for name, seconds, bytes_ in times:
            ratio = f"{slowest / seconds:8.0f}x" if not math.isnan(seconds) else ""
            print(f"{name:<18}{seconds:8.2f} s to interactive{bytes_ / 1024:12,.0f} KiB{ratio}")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [10_000, 1_000_000][len(given) :]))
