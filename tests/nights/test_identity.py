"""A customer entered twice: decided the same, decided different, merged in the CRM, gone, back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.conftest import NightHome, truth
from tests.nights.conftest import copy_project
from tests.warehouse_contents import contents, query

_HEADER = "decision_id,record_a,record_b,decision,reason,decided_by,decided_on\n"
_CHANGES = (
    "select kind, previous_customer_id, customer_id, decision_id from marts.customer_id_changes "
    "order by change_id"
)


@dataclass(frozen=True)
class Company:
    """A company in which field sales entered one served customer twice; the copy has a deal."""

    project: Path
    home: Path
    account: str
    copy: str
    deal: str
    contact: str

    def night(self) -> None:
        ended = truth("nightly", "--project", self.project, home=self.home)
        assert ended.code in (0, 1), ended.err

    def decide(self, decision: str) -> None:
        row = f"M-1,account:{self.account},account:{self.copy},{decision},visited both"
        text = f"{_HEADER}{row},customer_master_steward,2026-10-01\n"
        (self.project / "seeds" / "match_decisions.csv").write_text(text)

    def rewrite(self, table: str, select: str) -> None:
        """Replaces an extract of Salesforce by a query over it (`it`)."""
        path = self.home / "raw" / "salesforce" / f"{table}.parquet"
        changed = path.with_suffix(".part")
        it = f"(from read_parquet('{path}')) as it"
        duckdb.execute(f"copy ({select.format(it=it)}) to '{changed}' (format parquet)")
        changed.replace(path)

    def customers(self) -> dict[object, object]:
        """The customer of each record of every system."""
        rows = query(self.home, "select crosswalk_id, customer_id from marts.customer_crosswalk")
        return dict(rows)

    def customer_of(self, mart: str, key: str, record: str) -> object:
        return query(self.home, f"select customer_id from marts.{mart} where {key} = '{record}'")

    def changes(self) -> list[tuple[object, ...]]:
        return query(self.home, _CHANGES)

    def why(self, customer: str) -> str:
        return truth("why", customer, "--project", self.project, home=self.home).out

    def copied(self, home: Path) -> Company:
        """The same company elsewhere, for another history."""
        shutil.copytree(self.home, home, symlinks=True)
        return Company(home / "project", home, self.account, self.copy, self.deal, self.contact)


@pytest.fixture(scope="module")
def company(clean_night: NightHome, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """After its first night, in which nobody has decided anything."""
    home = tmp_path_factory.mktemp("identity")
    for part in ("raw", "target"):
        shutil.copytree(clean_night.home / part, home / part)
    raw = home / "raw"
    (found,) = duckdb.sql(
        f"select a.id, min(o.id), min(c.id) from '{raw}/salesforce/account.parquet' as a "
        f"join '{raw}/salesforce/opportunity.parquet' as o on o.account_id = a.id "
        f"join '{raw}/salesforce/contact.parquet' as c on c.account_id = a.id "
        f"join '{raw}/netsuite/customer.parquet' as n "
        "on n.custentity_crm_account = 'salesforce:' || a.id "
        "group by a.id having count(distinct o.id) > 1 and count(distinct c.id) > 1 "
        "order by a.id limit 1"
    ).fetchall()
    account, deal, contact = found
    # Sorts after the account, so that the account's id is the one that stays.
    copy = f"{account}x"
    made = Company(
        copy_project(home / "project"),
        home,
        *(f"salesforce:{key}" for key in (account, copy, deal, contact)),
    )
    made.rewrite(
        "account",
        f"select * from {{it}} union all by name "
        f"select * replace ('{copy}' as id, null as erp_customer_id_c) from {{it}} "
        f"where id = '{account}'",
    )
    moved = "select * replace (case when id = '{}' then '{}' else account_id end as account_id)"
    made.rewrite("opportunity", f"{moved.format(deal, copy)} from {{it}}")
    made.rewrite("contact", f"{moved.format(contact, copy)} from {{it}}")
    made.night()
    return made


@pytest.fixture(scope="module")
def merged(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The night after a steward decided that both are one."""
    made = company.copied(tmp_path_factory.mktemp("merged") / "home")
    made.decide("same")
    made.night()
    return made


@pytest.fixture(scope="module")
def split(merged: Company, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The night after the steward found that they are two, after all."""
    made = merged.copied(tmp_path_factory.mktemp("split") / "home")
    made.decide("different")
    made.night()
    return made


def test_two_records_decided_the_same_are_one_customer_and_the_merge_is_logged(
    company: Company, merged: Company
) -> None:
    before, after = company.customers(), merged.customers()
    assert before[f"account:{company.copy}"] == company.copy
    assert after == {**before, f"account:{company.copy}": company.account}
    assert merged.changes() == [("merge", company.copy, company.account, "M-1")]


def test_deals_and_contacts_follow_a_merge(company: Company, merged: Company) -> None:
    for mart, key, record in (
        ("opportunities", "opportunity_id", company.deal),
        ("opportunity_stage_visits", "visit_number = 1 and opportunity_id", company.deal),
        ("contacts", "contact_id", company.contact),
    ):
        assert company.customer_of(mart, key, record) == [(company.copy,)]
        assert merged.customer_of(mart, key, record) == [(company.account,)]


def test_why_resolves_an_id_that_was_merged_away_and_says_so(merged: Company) -> None:
    told = merged.why(merged.copy)
    assert told.startswith(merged.account)
    assert f"{merged.copy} was merged into {merged.account}" in told
    assert f"merge: 1 record from {merged.copy}, decision M-1" in told
    assert "decision since" in told
    assert "erp_key since" in told


def test_a_split_restores_both_ids_and_leaves_all_others_as_they_were(
    company: Company, split: Company
) -> None:
    assert split.customers() == company.customers()
    assert set(split.changes()) == {
        ("merge", company.copy, company.account, "M-1"),
        ("split", company.account, company.copy, "M-1"),
    }
    assert split.customer_of("contacts", "contact_id", company.contact) == [(company.copy,)]
    assert "was merged into" not in split.why(company.copy)


@pytest.mark.slow
def test_a_decision_survives_later_nights_and_changes_nothing_more(
    split: Company, tmp_path: Path
) -> None:
    later = split.copied(tmp_path / "home")
    before = _what_people_see(later)
    later.night()
    assert _what_people_see(later) == before


def test_an_account_merged_in_the_crm_keeps_leading_to_its_customer(
    company: Company, tmp_path: Path
) -> None:
    made = company.copied(tmp_path / "home")
    copy, account = (one.removeprefix("salesforce:") for one in (made.copy, made.account))
    made.rewrite(
        "account",
        f"select * replace (is_deleted or id = '{copy}' as is_deleted, "
        f"case when id = '{copy}' then '{account}' end as master_record_id) from {{it}}",
    )
    made.night()
    assert made.changes() == [("merge", made.copy, made.account, None)]
    assert made.customer_of("opportunities", "opportunity_id", made.deal) == [(made.account,)]
    assert query(
        made.home,
        "select matched_by, is_deleted from marts.customer_crosswalk "
        f"where source_record_id = '{made.copy}'",
    ) == [("merge_audit", True)]


@pytest.mark.slow
def test_a_record_that_comes_back_gets_its_customer_back(company: Company, tmp_path: Path) -> None:
    made = company.copied(tmp_path / "home")
    before = made.customers()
    account = made.account.removeprefix("salesforce:")
    extract = made.home / "raw" / "salesforce" / "account.parquet"
    kept = extract.read_bytes()
    made.rewrite("account", f"select * from {{it}} where id <> '{account}'")
    made.night()
    gone = made.customers()
    assert gone == {k: v for k, v in before.items() if k != f"account:{made.account}"}
    extract.write_bytes(kept)
    made.night()
    assert made.customers() == before
    assert made.changes() == []


def _what_people_see(company: Company) -> dict[str, str]:
    seen = ("marts.", "quality.")
    return {k: v for k, v in contents(company.home).items() if k.startswith(seen)}
