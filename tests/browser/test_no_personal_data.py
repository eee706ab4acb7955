"""Nobody whom the customers employ is named in the sites: every file is searched for everybody."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from tests.conftest import ROOT, NightHome

_MAILS = {
    "salesforce/contact": "email",
    "salesforce/lead": "email",
    "hubspot/contact": "property_email",
    "netsuite/customer": "email",
    "zendesk/user": "email",
}
_PHONES = {
    "salesforce/account": "phone",
    "salesforce/contact": "phone",
    "hubspot/company": "property_phone",
    "hubspot/contact": "property_phone",
    "netsuite/customer": "phone",
    "zendesk/user": "phone",
}
_NAMES = {
    "salesforce/contact": "concat_ws(' ', first_name, last_name)",
    "salesforce/lead": "concat_ws(' ', first_name, last_name)",
    "hubspot/contact": "concat_ws(' ', property_firstname, property_lastname)",
    "zendesk/user": "name",
}
_MAIL = re.compile(r"[^\s\"'<>&;,()|]+@[^\s\"'<>&;,()|]+")
_PHONE = re.compile(r"[+(]?\d[\d ()./+-]{5,}\d")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


def _told(raw: Path, columns: dict[str, str]) -> set[str]:
    with duckdb.connect() as connection:
        return {
            str(value).strip().lower()
            for file, column in columns.items()
            for (value,) in connection.execute(
                f"select distinct {column} from '{raw / file}.parquet'"
            ).fetchall()
            if value and len(str(value).strip()) > 5
        }


def _texts(site: Path) -> Iterator[tuple[Path, str]]:
    for path in site.rglob("*"):
        if path.is_file() and path.suffix not in (".woff", ".woff2", ".ttf", ".eot", ".png"):
            yield path, path.read_text("utf-8", "replace").lower()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _pairs(text: str) -> Iterator[str]:
    words = _WORD.findall(text)
    for at in range(len(words) - 1):
        yield " ".join(words[at : at + 2])
        yield " ".join(words[at : at + 3])


def test_no_file_of_the_sites_names_anybody_of_a_customer(demo_night: NightHome) -> None:
    raw = demo_night.home / "raw"
    mails, phones, names = (_told(raw, columns) for columns in (_MAILS, _PHONES, _NAMES))
    numbers = {_digits(phone) for phone in phones if len(_digits(phone)) >= 9}
    with (ROOT / "seeds" / "owners.csv").open(encoding="utf-8") as file:
        names -= {row["person"].lower() for row in csv.DictReader(file)}
    assert min(len(mails), len(numbers), len(names)) > 1000
    found = []
    files = 0
    for path, text in _texts(demo_night.home / "site"):
        files += 1
        found += [(path.name, mail) for mail in mails.intersection(_MAIL.findall(text))]
        found += [(path.name, n) for n in numbers.intersection(map(_digits, _PHONE.findall(text)))]
        found += [(path.name, name) for name in names.intersection(_pairs(text))]
    assert files > 500
    assert found == []
