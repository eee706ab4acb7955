"""What adopting another version of the catalogue writes into the home."""

from __future__ import annotations

from datetime import date

import pytest

from customer_truth.registry.adoption import Adoption, Amendment
from customer_truth.upgrade.days import adopted_days

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
