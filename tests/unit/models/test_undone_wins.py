"""What came of the deals of a quarter: a win that was undone is no win."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.hand_made import HandMade

Visit = tuple[str | None, str, str | None]
OPEN_BEFORE: Visit = ("negotiated", "2026-06-01", "2026-08-10")


def outcomes(
    *visits: Visit,
    is_closed: bool = True,
    amount: float | None = 21390,
    forecast: float | None = 21390,
    asked: str = "won_amount",
) -> dict[str, tuple[Any, ...]]:
    """Amount won and outcome by the quarter's first day, of one deal of 21,390."""
    night = HandMade()
    night.fill(
        "int_opportunities__staged",
        {"opportunity_id": "text", "customer_id": "text", "amount": "numeric(18,2)"}
        | {"is_deal_closed": "boolean", "close_date": "date", "currency": "text"}
        | {"source_system": "text"},
        [
            {"opportunity_id": "d", "customer_id": "c", "amount": amount}
            | {"is_deal_closed": is_closed, "close_date": date(2026, 9, 3)}
        ],
    )
    night.entity(
        "stage_versions",
        *(
            {"opportunity_id": "d", "source_stage": means, "started_at": entered}
            | {"amount_at_entry": forecast, "close_date_at_entry": date(2026, 9, 3)}
            for means, entered, _ in visits
        ),
    )
    night.fill(
        "int_opportunity_visits__defined",
        {"record_id": "text", "stage_means": "text", "entered_at": "timestamp"}
        | {"left_at": "timestamp"},
        [
            {
                "record_id": "d",
                "stage_means": means,
                "left_at": left and datetime.fromisoformat(left),
            }
            | {"entered_at": datetime.fromisoformat(entered)}
            for means, entered, left in visits
        ],
    )
    query = f"select quarter_starts_on, {asked}, outcome from int_forecast_deals__outcome"
    return {str(day): (found, said) for day, found, said in night.rows(query)}


def test_a_deal_won_then_lost_in_one_quarter_is_not_won() -> None:
    found = outcomes(
        OPEN_BEFORE,
        ("won", "2026-08-10", "2026-09-01"),
        ("negotiated", "2026-09-01", "2026-09-03"),
        ("lost", "2026-09-03", None),
    )
    assert found == {"2026-07-01": (0, "lost")}


def test_a_win_that_stands_is_won() -> None:
    assert outcomes(OPEN_BEFORE, ("won", "2026-08-10", None)) == {"2026-07-01": (21390, "won")}


def test_a_win_that_was_opened_again_is_not_won_though_nobody_lost_it_yet() -> None:
    found = outcomes(
        OPEN_BEFORE,
        ("won", "2026-08-10", "2026-09-01"),
        ("negotiated", "2026-09-01", None),
        is_closed=False,
    )
    assert found["2026-07-01"] == (0, "open")


def test_a_win_undone_after_its_quarter_counts_in_neither() -> None:
    found = outcomes(
        OPEN_BEFORE,
        ("won", "2026-08-10", "2026-10-05"),
        ("negotiated", "2026-10-05", "2026-10-20"),
        ("lost", "2026-10-20", None),
    )
    assert [amount for amount, _ in found.values()] == [0] * len(found)


def test_a_deal_won_twice_counts_once_in_the_quarter_of_its_last_win() -> None:
    found = outcomes(
        OPEN_BEFORE,
        ("won", "2026-08-10", "2026-10-05"),
        ("negotiated", "2026-10-05", "2026-10-20"),
        ("won", "2026-10-20", None),
    )
    assert {day: amount for day, (amount, _) in found.items() if amount} == {"2026-10-01": 21390}


def test_a_stage_that_nobody_mapped_undoes_no_win() -> None:
    found = outcomes(OPEN_BEFORE, ("won", "2026-08-10", "2026-09-01"), (None, "2026-09-01", None))
    assert found["2026-07-01"] == (21390, "won")


def test_a_win_without_a_price_is_worth_an_unknown_amount_and_a_loss_nothing() -> None:
    won = outcomes(OPEN_BEFORE, ("won", "2026-08-10", None), amount=None)
    assert won == {"2026-07-01": (None, "won")}
    lost = outcomes(OPEN_BEFORE, ("lost", "2026-08-10", None), amount=None)
    assert lost == {"2026-07-01": (0, "lost")}


def test_a_forecast_without_a_price_is_of_an_unknown_amount_and_no_forecast_is_of_none() -> None:
    won: Visit = ("won", "2026-08-10", None)
    asked = "forecast_amount"
    assert outcomes(OPEN_BEFORE, won, forecast=None, asked=asked) == {"2026-07-01": (None, "won")}
    added: Visit = ("negotiated", "2026-07-05", "2026-08-10")
    assert outcomes(added, won, asked=asked) == {"2026-07-01": (0, "added")}
