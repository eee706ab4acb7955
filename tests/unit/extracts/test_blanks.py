"""What counts as blank is the same to the extracts, the readings and the models."""

from __future__ import annotations

import pytest

from customer_truth.sql.text import BLANKS
from tests.hand_made import HandMade

BLANK = pytest.mark.parametrize("blank", [" ", "\t", "\r\n", "\u00a0", "\u200b", "\ufeff"])


def test_the_models_and_the_extracts_name_the_same_blanks() -> None:
    assert set(HandMade().tells("{{ blanks() }}")) == set(BLANKS)


@BLANK
def test_a_state_with_blanks_around_it_is_that_state(blank: str) -> None:
    night = HandMade()
    night.raw(
        "netsuite.transaction",
        {"id": 1, "type": "CustInvc", "status": f"{blank}Voided{blank}"},
        {"id": 2, "type": "CustInvc", "status": "Open"},
    )
    assert night.current("netsuite.transaction", "id") == [2]


@BLANK
def test_an_id_with_blanks_around_it_is_that_id(blank: str) -> None:
    night = HandMade(
        {
            "salesforce.account": [
                {"id": "001A", "master_record_id": None},
                {"id": "001B", "master_record_id": f"{blank}001A{blank}"},
            ],
            "salesforce.contact": [
                {"id": "003A", "account_id": f"001B{blank}"},
                {"id": "003B", "account_id": f"{blank}001A"},
                {"id": "003C", "account_id": blank},
            ],
        }
    )
    assert night.current("salesforce.contact", "account_id") == ["001A", "001A", None]
    found = "select reference_id, is_found, record_count from source_references"
    assert night.rows(found) == [("salesforce.contact.account_id", True, 2)]


@BLANK
def test_a_window_with_blanks_around_it_is_read(blank: str) -> None:
    typed = {"window_id": "W1", "site_id": "S1", "window_text": f"{blank}Mo 06:00-10:00{blank}"}
    night = HandMade({"route_planner.time_windows": [typed]})
    query = "select window_text, opens_minute from {{ source('night', 'window_texts') }}"
    assert night.rows(query) == [("Mo 06:00-10:00", 360)]


@BLANK
def test_words_that_stand_in_one_text_have_no_blanks_around_them(blank: str) -> None:
    night = HandMade()
    query = "select {{{{ one_row_each('said') }}}} as word from (select 'A;{}b' as said) as g"
    assert sorted(night.values(query.format(blank))) == ["a", "b"]
