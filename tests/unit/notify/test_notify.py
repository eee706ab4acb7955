"""Each event is told to one role, once, and a target that is down ends nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from customer_truth.notify.message import body, subject
from customer_truth.notify.notify import pending_digests, tell, told_lines
from customer_truth.notify.send import send
from tests.unit.notify.servers import http_endpoint, mail_server
from tests.unit.notify.told_night import FIRST, Company

_at_once: Callable[[str, str, str], bool] = partial(send, pause=lambda _: None)


def _told(company: Company) -> dict[str, str]:
    pending = pending_digests(company.warehouse, company.definitions)
    return {digest.role: subject(digest).split(": ")[1] for digest, _ in pending}


def test_mail_reaches_the_owner_by_the_server_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = Company(tmp_path, sales_operations="mailto:devon@example.com")
    company.fails("v-1", company.night())
    with mail_server() as (address, mails):
        monkeypatch.setenv("CUSTOMER_TRUTH_MAIL", address)
        told = tell(company.project, company.warehouse, company.definitions, _at_once)
    assert told.sent == ["sales_operations"]
    ((recipients, mail),) = mails
    assert recipients == ["devon@example.com"]
    assert mail["Subject"] == "Customer Truth, sales operations: 1 new"
    part = mail.get_body(("plain",))
    assert part is not None
    text = part.get_content()
    assert "Proposals without a price: 1 record, 1 customer touched, 60 in error" in text
    assert "owners/sales_operations/rules/proposal_has_amount.html" in text.replace("=\n", "")


def test_nothing_is_told_twice(tmp_path: Path) -> None:
    with http_endpoint() as endpoint:
        company = Company(tmp_path, sales_operations=endpoint.address)
        company.fails("v-1", company.night())
        for _ in range(2):
            tell(company.project, company.warehouse, company.definitions, _at_once)
        company.night()
        told = tell(company.project, company.warehouse, company.definitions, _at_once)
        assert (told.sent, told_lines(told)) == ([], [])
        company.fails("v-2", company.night())
        tell(company.project, company.warehouse, company.definitions, _at_once)
    assert [message["title"].split(": ")[1] for message in endpoint.taken] == ["1 new"] * 2


def test_second_night_tells_only_what_changed(tmp_path: Path) -> None:
    company = Company(tmp_path)
    first = company.night()
    for key in ("v-1", "v-2", "v-3"):
        company.fails(key, first)
    assert _told(company) == {"sales_operations": "3 new"}
    second = company.night()
    company.mended("v-1", second)
    company.fails("v-4", second)
    company.fails("v-5", second, times_reopened=1)
    assert _told(company) == {"sales_operations": "1 new, 1 reopened, 1 resolved"}
    company.night()
    assert _told(company) == {}


def test_what_was_not_looked_at_is_told_by_the_table_that_is_not_whole(tmp_path: Path) -> None:
    company = Company(tmp_path)
    night = company.night()
    stale = "not judged: crm.deal is stale (nothing newer than 2026-10-13 05:00)"
    cut = "not judged: crm.history is cut (usual 4,646, found 464)"
    company.leaves_out("proposal_has_amount", night, stale)
    company.leaves_out("email_is_well_formed", night, cut)
    company.leaves_out("a_third", night, stale)
    ((digest, _),) = pending_digests(company.warehouse, company.definitions)
    lines = body(digest, "https://truth.example").splitlines()
    at = lines.index(f"Not looked at, it stays as before; {stale}")
    assert [line.partition(":")[0] for line in lines[at + 1 : at + 5 : 2]] == [
        "- a_third",
        "- A proposal carries a price",
    ]
    assert f"Not looked at, it stays as before; {cut}" in lines
    assert subject(digest).endswith(": 3 not looked at")


def test_waived_record_is_no_news(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.fails("v-1", company.night(), waiver_id="w1")
    assert _told(company) == {}


def test_deadline_that_passed_goes_to_the_decider_and_up_once(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.night()
    company.waits("v-9", due=FIRST + timedelta(hours=30))
    assert _told(company) == {}
    company.night()
    assert _told(company) == {}
    company.night()
    assert _told(company) == {"sales_operations": "1 overdue", "chief": "1 escalated to you"}
    digests = {d.role: d for d, _ in pending_digests(company.warehouse, company.definitions)}
    text = body(digests["chief"], "https://truth.example.com")
    assert "(sales operations decides)" in text
    assert "https://truth.example.com/owners/sales_operations/decisions/" in text
    assert "All of it: https://truth.example.com/index.html" in text
    company.night()
    assert _told(company) == {}


def test_target_that_comes_back_is_reached_by_trying_again(tmp_path: Path) -> None:
    with http_endpoint() as endpoint:
        endpoint.answers = [503, 500]
        company = Company(tmp_path, sales_operations=endpoint.address)
        company.fails("v-1", company.night())
        told = tell(company.project, company.warehouse, company.definitions, _at_once)
    assert (told.sent, endpoint.asked, len(endpoint.taken)) == (["sales_operations"], 3, 1)


def test_target_that_stays_down_is_reported_and_told_with_the_next_news(tmp_path: Path) -> None:
    with http_endpoint() as endpoint:
        endpoint.answers = [500, 500, 500]
        company = Company(tmp_path, sales_operations=endpoint.address)
        company.fails("v-1", company.night())
        told = tell(company.project, company.warehouse, company.definitions, _at_once)
        assert told.failed == ["sales_operations"]
        assert "not taken by the target of sales_operations" in told_lines(told)[0]
        company.fails("v-2", company.night())
        tell(company.project, company.warehouse, company.definitions, _at_once)
    assert [message["title"].split(": ")[1] for message in endpoint.taken] == ["2 new"]


def test_digest_on_its_way_when_a_run_was_killed_is_not_sent_again(tmp_path: Path) -> None:
    def killed(*_: str) -> bool:
        raise KeyboardInterrupt

    with http_endpoint() as endpoint:
        company = Company(tmp_path, sales_operations=endpoint.address)
        run_id = company.night()
        company.fails("v-1", run_id)
        with pytest.raises(KeyboardInterrupt):
            tell(company.project, company.warehouse, company.definitions, killed)
        told = tell(company.project, company.warehouse, company.definitions, _at_once)
        assert (told.sent, told.unknown) == ([], [("sales_operations", run_id)])
        assert "may or may not have got the digest" in told_lines(told)[0]
        company.fails("v-2", company.night())
        told = tell(company.project, company.warehouse, company.definitions, _at_once)
    assert [message["title"].split(": ")[1] for message in endpoint.taken] == ["1 new"]
    assert told.unknown == []


def test_secret_that_is_not_set_is_named_and_never_guessed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRUTH_SALES_HOOK", raising=False)
    company = Company(tmp_path, sales_operations="slack://${TRUTH_SALES_HOOK}")
    company.fails("v-1", company.night())
    told = tell(company.project, company.warehouse, company.definitions, _at_once)
    assert told.not_configured == {"TRUTH_SALES_HOOK": ["sales_operations"]}
    assert "TRUTH_SALES_HOOK is not set" in told_lines(told)[0]
    told_row = {"role": "sales_operations", "outcome": "TRUTH_SALES_HOOK is not set"}
    assert list(told.rows()) == [told_row]


def test_secret_comes_from_the_environment_and_is_never_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRUTH_TOKEN", "geheim/17")
    given: list[str] = []

    def deliver(address: str, *_: str) -> bool:
        given.append(address)
        return False

    company = Company(tmp_path, sales_operations="json://127.0.0.1:9/${TRUTH_TOKEN}")
    company.fails("v-1", company.night())
    told = tell(company.project, company.warehouse, company.definitions, deliver)
    assert given == ["json://127.0.0.1:9/geheim%2F17"]
    assert "geheim" not in "".join(told_lines(told))
    captured = capfd.readouterr()
    assert "geheim" not in captured.out + captured.err


def test_owner_without_a_target_is_named(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.fails("v-1", company.night())
    told = tell(company.project, company.warehouse, company.definitions, _at_once)
    assert "no target in owners.csv for sales_operations" in told_lines(told)[0]
    assert list(told.rows()) == [{"role": "sales_operations", "outcome": "without target"}]


@pytest.mark.parametrize("address", ["nonsense", "unknown://x", "json://127.0.0.1:1/"])
def test_address_that_cannot_be_used_is_a_failure_and_no_crash(address: str) -> None:
    assert _at_once(address, "title", "text") is False
