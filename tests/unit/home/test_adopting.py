"""What adopting another version of the catalogue writes into the home."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from customer_truth.errors import Unusable
from customer_truth.files.layers import ADOPTION
from customer_truth.registry.adoption import Adoption, Amendment
from customer_truth.upgrade.adopting import adopted_text
from customer_truth.upgrade.days import Days, adopted_days

FIRST, SECOND, THIRD = "2024-01-01", "2026-05-01", "2026-10-01"
EARLIER, TODAY, LATER = date(2026, 7, 1), date(2026, 11, 20), date(2027, 2, 1)


def wordings(*days: str) -> dict[str, object]:
    """A rule of the catalogue whose wordings begin on these days, the newest first."""
    before = [{"effective_from": day, "must": day} for day in days[1:]]
    return {"id": "r", "effective_from": days[0], "must": days[0], "before": before}


@pytest.mark.parametrize(
    ("was", "now", "said", "written"),
    [
        ([FIRST], [SECOND, FIRST], Amendment(), {"newest_from": TODAY}),
        (
            [SECOND, FIRST],
            [THIRD, SECOND, FIRST],
            Amendment(newest_from=(EARLIER,)),
            {"newest_from": [TODAY, EARLIER]},
        ),
        # Two wordings at once: the one between never held here.
        ([FIRST], [THIRD, SECOND, FIRST], Amendment(), {"newest_from": [TODAY, TODAY]}),
        # The newest was said otherwise in its place.
        (
            [SECOND, FIRST],
            [SECOND, FIRST],
            Amendment(newest_from=(EARLIER,)),
            {"newest_from": TODAY},
        ),
        # The company puts the rule off, or its newest wording.
        (
            [FIRST],
            [SECOND, FIRST],
            Amendment(effective_from=LATER),
            {"newest_from": LATER},
        ),
        (
            [SECOND, FIRST],
            [THIRD, SECOND, FIRST],
            Amendment(newest_from=(LATER,)),
            {"newest_from": [LATER, LATER]},
        ),
        # There is no earlier wording to hold until then.
        ([FIRST], [SECOND], Amendment(), {"effective_from": TODAY}),
        (
            [SECOND, FIRST],
            [THIRD],
            Amendment(newest_from=(EARLIER,)),
            {"effective_from": TODAY, "newest_from": TODAY},
        ),
    ],
)
def test_an_upgrade_keeps_the_day_of_each_wording_that_held(
    was: list[str], now: list[str], said: Amendment, written: dict[str, object]
) -> None:
    found = adopted_days(wordings(*was), wordings(*now), said, TODAY)
    assert found == written


def test_after_two_upgrades_nobody_is_judged_by_a_wording_from_before_it_was_adopted() -> None:
    first, second, third = (
        wordings(FIRST),
        wordings(SECOND, FIRST),
        wordings(THIRD, SECOND, FIRST),
    )
    once = adopted_days(first, second, Amendment(), EARLIER)
    assert once == {"newest_from": EARLIER}
    twice = adopted_days(second, third, Amendment(newest_from=(EARLIER,)), TODAY)
    assert twice == {"newest_from": [TODAY, EARLIER]}
    amended = Amendment(newest_from=(TODAY, EARLIER))
    fields = Adoption("1", date(2025, 1, 1), rules={"r": amended}).adopted(third, {})
    assert fields is not None
    days = [(one["must"], one["effective_from"]) for one in (fields, *fields["before"])]
    assert days == [(THIRD, str(TODAY)), (SECOND, str(EARLIER)), (FIRST, "2025-01-01")]


NEW: dict[str, Days] = {"r": {"newest_from": TODAY}, "new": {"effective_from": TODAY}}


@pytest.mark.parametrize(
    ("text", "adopted"),
    [
        (
            "version: 0.1.0\nrules: {}\n",
            "version: 0.2.0\nrules:\n"
            "  r: {newest_from: 2026-11-20}\n  new: {effective_from: 2026-11-20}\n",
        ),
        (
            "version: 0.1.0  # agreed on Monday\nroles: {a: b}",
            "version: 0.2.0  # agreed on Monday\nroles: {a: b}\nrules:\n"
            "  r: {newest_from: 2026-11-20}\n  new: {effective_from: 2026-11-20}\n",
        ),
        (
            "'version': '0.1.0'\nrules:  # ours\n\n# the end\n",
            "'version': 0.2.0\nrules:  # ours\n"
            "  r: {newest_from: 2026-11-20}\n  new: {effective_from: 2026-11-20}\n\n# the end\n",
        ),
        (
            "version: 0.1.0\nrules:\n"
            "  # late\n  r:\n    severity: info  # why\n    limits: {a: 1,\n      b: 2}\n"
            "# then\nroles:\n  a: b\n",
            "version: 0.2.0\nrules:\n"
            "  # late\n  r:\n    severity: info  # why\n    limits: {a: 1,\n      b: 2}\n"
            "    newest_from: 2026-11-20\n  new: {effective_from: 2026-11-20}\n"
            "# then\nroles:\n  a: b\n",
        ),
        (
            "rules: {\n  r: {newest_from: [2026-07-01], # one\n    severity: info},\n}\n"
            "version: 0.1.0\n",
            "rules: {new: {effective_from: 2026-11-20},\n"
            "  r: {newest_from: 2026-11-20, # one\n    severity: info},\n}\nversion: 0.2.0\n",
        ),
        (
            "version: 0.1.0\nrules:\n    r:   {severity: info}   # mild\n"
            "    other:\n      severity: info\n",
            "version: 0.2.0\nrules:\n    r:   {newest_from: 2026-11-20, severity: info}   # mild\n"
            "    other:\n      severity: info\n    new: {effective_from: 2026-11-20}\n",
        ),
        (
            "version: 0.1.0\r\nrules:\r\n  r:\r\n    severity: info\r\n",
            "version: 0.2.0\r\nrules:\r\n  r:\r\n    severity: info\r\n"
            "    newest_from: 2026-11-20\r\n  new: {effective_from: 2026-11-20}\r\n",
        ),
    ],
)
def test_adopting_changes_what_it_adopts_and_not_a_letter_more(
    tmp_path: Path, text: str, adopted: str
) -> None:
    (tmp_path / ADOPTION).parent.mkdir()
    (tmp_path / ADOPTION).write_bytes(text.encode())
    assert adopted_text(tmp_path, "0.2.0", NEW) == adopted


def test_what_cannot_be_written_as_it_is_meant_is_refused_in_words(tmp_path: Path) -> None:
    text = "version: 0.1.0\nrules:\n  r: &r {severity: info}\n  s: *r\n"
    (tmp_path / ADOPTION).parent.mkdir()
    (tmp_path / ADOPTION).write_text(text)
    with pytest.raises(Unusable, match=r"catalogue\.yml: has parts .* needs every rule written"):
        adopted_text(tmp_path, "0.2.0", NEW)
    assert (tmp_path / ADOPTION).read_text() == text


def test_a_version_that_yaml_would_take_for_a_number_stays_a_text(tmp_path: Path) -> None:
    (tmp_path / ADOPTION).parent.mkdir()
    (tmp_path / ADOPTION).write_text("{adopted_on: 2026-01-01, version: 0.1.0}\n")
    written = adopted_text(tmp_path, "0.10", NEW)
    assert yaml.safe_load(written) == {
        "adopted_on": date(2026, 1, 1),
        "version": "0.10",
        "rules": NEW,
    }
