"""Bad extracts: exit code 2 with where, what and whose; or kept, unknown, and listed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import yaml

from tests.conftest import ROOT, NightHome, truth
from tests.warehouse_contents import query, warehouse

Damage = Callable[[Path], None]


def rewrite(path: Path, select: str) -> None:
    """Replaces a Parquet extract by a query over it (`{it}`)."""
    part = path.with_suffix(".part")
    changed = select.format(it=f"read_parquet('{path}')")
    duckdb.sql(f"copy ({changed}) to '{part}' (format parquet)")
    part.replace(path)


def as_csv(path: Path, **options: str) -> Path:
    """Turns a Parquet extract into a CSV one."""
    target = path.with_suffix(".csv")
    duckdb.sql(f"copy (from read_parquet('{path}')) to '{target}' (format csv, header)")
    path.unlink()
    return target


def gone(raw: Path) -> None:
    (raw / "netsuite" / "transaction.parquet").unlink()


def empty(raw: Path) -> None:
    rewrite(raw / "netsuite" / "transaction.parquet", "select * from {it} limit 0")


def without_column(raw: Path) -> None:
    rewrite(raw / "netsuite" / "transaction.parquet", "select * exclude (id) from {it}")


def renamed_column(raw: Path) -> None:
    rewrite(
        raw / "netsuite" / "transaction.parquet",
        "select * rename (_fivetran_synced as fivetran_synced) from {it}",
    )


def other_type(raw: Path) -> None:
    rewrite(
        raw / "netsuite" / "transaction.parquet",
        "select * replace (epoch(trandate)::double as trandate) from {it}",
    )


def nested_type(raw: Path) -> None:
    rewrite(
        raw / "netsuite" / "transaction.parquet", "select * replace ([tranid] as tranid) from {it}"
    )


def mostly_text(raw: Path) -> None:
    rewrite(
        raw / "netsuite" / "transaction.parquet",
        "select * replace (strftime(trandate, '%d/%m/%Y') as trandate) from {it}",
    )


def not_parquet(raw: Path) -> None:
    (raw / "netsuite" / "transaction.parquet").write_text("id,tranid\n1,2\n")


def cut_short(raw: Path) -> None:
    path = raw / "netsuite" / "transaction.parquet"
    path.write_bytes(path.read_bytes()[:-200])


def tabs_in_csv(raw: Path) -> None:
    path = as_csv(raw / "netsuite" / "transaction.parquet")
    path.write_text(path.read_text().replace(",", "\t"))


def bare_carriage_returns(raw: Path) -> None:
    path = as_csv(raw / "netsuite" / "transaction.parquet")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))


def ragged_csv(raw: Path) -> None:
    path = as_csv(raw / "netsuite" / "transaction.parquet")
    lines = path.read_text().splitlines()
    lines[5] = lines[5] + ",one,too,many"
    path.write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (gone, "has no file"),
        (empty, "has no rows"),
        (without_column, "column id: has no such column"),
        (renamed_column, "column _fivetran_synced: has 'fivetran_synced' instead"),
        (other_type, "column trandate: has type DOUBLE, needs date"),
        (nested_type, "column tranid: has type VARCHAR[], needs text"),
        (mostly_text, "column trandate: has text of which 0 of"),
        (not_parquet, "content that cannot be read"),
        (cut_short, "content that cannot be read"),
        (tabs_in_csv, "has tabs between its columns"),
        (bare_carriage_returns, "bare carriage returns"),
        (ragged_csv, "cannot be read"),
    ],
)
def test_an_unusable_extract_stops_the_night_before_any_mart_is_replaced(
    own_night: NightHome, damage: Damage, found: str
) -> None:
    before = warehouse(own_night.home).read_bytes()
    site = (own_night.home / "site").resolve()
    damage(own_night.home / "raw")
    ended = truth("nightly", home=own_night.home)
    assert ended.code == 2
    assert f"netsuite.transaction: {found}" in ended.err or found in ended.err
    assert "netsuite.transaction:" in ended.err
    assert "Ask controller, who owns netsuite" in ended.err
    assert "Traceback" not in ended.err
    assert warehouse(own_night.home).read_bytes() == before
    assert (own_night.home / "site").resolve() == site


def test_every_bad_extract_is_named_at_once(own_night: NightHome) -> None:
    raw = own_night.home / "raw"
    gone(raw)
    (raw / "zendesk" / "ticket.parquet").unlink()
    ended = truth("nightly", home=own_night.home)
    assert ended.code == 2
    assert "netsuite.transaction:" in ended.err
    assert "zendesk.ticket:" in ended.err


def test_values_that_cannot_be_read_are_kept_as_unknown_and_listed(own_night: NightHome) -> None:
    """A CSV with a byte-order mark, CRLF, text and impossible dates; a code without its zeros."""
    site = _lose_leading_zeros(own_night.home / "raw" / "route_planner" / "sites.parquet")
    path = own_night.home / "raw" / "netsuite" / "customer.parquet"
    rows = query(own_night.home, "select count(*) from raw.netsuite__customer")
    csv_path = as_csv(path)
    lines = csv_path.read_text().splitlines()
    header = lines[0].split(",")
    created = header.index("datecreated")
    wrong = ["Date Not Captured", "-0-", "1948-03-01 00:00:00", "2050-06-01", "31/12/2025"]
    keys = []
    for number, text in enumerate(wrong, 100):
        cells = lines[number].split(",")
        assert len(cells) == len(header), "the row has no quoted comma"
        cells[created] = text
        keys.append(cells[header.index("id")])
        lines[number] = ",".join(cells)
    csv_path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n")
    ended = truth("nightly", "--json", own_night.home / "bad.json", home=own_night.home)
    assert ended.code == 1, ended.err
    assert query(own_night.home, "select count(*) from raw.netsuite__customer") == rows
    assert set(keys) <= _unreadable(own_night, "netsuite")
    assert site in _unreadable(own_night, "route_planner")
    run = json.loads((own_night.home / "bad.json").read_text())
    assert run["counts"]["errored"] == 0


def _lose_leading_zeros(path: Path) -> str:
    """Makes one postal code the number that a spreadsheet makes of it; returns the site."""
    ((site,),) = duckdb.execute(f"select min(site_id) from read_parquet('{path}')").fetchall()
    rewrite(
        path,
        f"select * replace (case when site_id = '{site}' then '457' else postal_code end "
        "as postal_code) from {it}",
    )
    return str(site)


def _unreadable(night: NightHome, system: str) -> set[str]:
    listed = query(
        night.home,
        "select record_key from quality.exceptions "
        f"where rule_id = '{system}_values_can_be_read' and resolved is null",
    )
    return {str(row[0]).split("#")[0].rsplit(":", 1)[-1] for row in listed}


def test_a_row_without_a_key_is_counted_and_listed_for_every_raw_table_and_disturbs_nothing_else(
    own_night: NightHome,
) -> None:
    other = (
        "select rule_id, record_key from quality.exceptions "
        "where rule_id not like '%_keys_are_unique' and resolved is null"
    )
    before = query(own_night.home, other)
    added = {
        name: _lose_keys(path, key) for name, path, key in _keyed_extracts(own_night.home / "raw")
    }
    assert len(added) > 50
    ended = truth("nightly", home=own_night.home)
    assert ended.code == 1, ended.err
    missing = (
        "select source_system || '.' || source_table, source_record_id from marts.source_records "
        "where not has_key"
    )
    counted: dict[str, set[str]] = {}
    for table, name in query(own_night.home, f"select * from ({missing}) as keyless"):
        counted.setdefault(str(table), set()).add(str(name))
    listed = {
        str(key)
        for (key,) in query(
            own_night.home,
            "select record_key from quality.exceptions "
            "where rule_id like '%_keys_are_unique' and resolved is null",
        )
    }
    assert {name: len(counted.get(name, set())) for name in added} == added
    assert set().union(*counted.values()) <= listed
    assert sorted(query(own_night.home, other)) == sorted(before)


def _keyed_extracts(raw: Path) -> list[tuple[str, Path, list[str]]]:
    """System and table, extract and key of each raw table that has landed."""
    found = []
    for declared in sorted((ROOT / "models" / "staging").glob("*/_*__sources.yml")):
        for source in yaml.safe_load(declared.read_text())["sources"]:
            for table in source["tables"]:
                path = raw / source["name"] / f"{table['name']}.parquet"
                if path.exists():
                    key = table["config"]["meta"]["key"]
                    found.append((f"{source['name']}.{table['name']}", path, key))
    return found


def _lose_keys(path: Path, key: list[str]) -> int:
    """Adds rows that are empty, blank in the last part of the key, or without it; says how many.

    Counts those that had lost it before, too.
    """
    part = key[-1]
    blank = "'\u00a0\t'" if _is_text(path, part) else "null"
    rewrite(
        path,
        "select * from {it} "
        f'union all by name select null as "{part}" '
        f'union all select * replace (null as "{part}") from (from {{it}} limit 1) '
        f'union all select * replace ({blank} as "{part}") from (from {{it}} limit 1)',
    )
    empty = " or ".join(f"""coalesce(trim("{name}"::text, ' \u00a0\t'), '') = ''""" for name in key)
    ((count,),) = duckdb.execute(
        f"select count(*) from read_parquet('{path}') where {empty}"
    ).fetchall()
    return int(count)


def _is_text(path: Path, column: str) -> bool:
    described = duckdb.execute(f"describe from read_parquet('{path}')").fetchall()
    return any(row[:2] == (column, "VARCHAR") for row in described)
