"""Raw tables and models know one long form of a Salesforce id."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.extracts.salesforce_ids import of_18_signs
from tests.hand_made import HandMade

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
NIGHT = HandMade(systems=("salesforce",))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SIGNS), min_size=14, max_size=18).map("".join))
def test_a_raw_id_has_the_form_that_the_models_give_it(id: str) -> None:
    value = f"'{id}'"
    raw, modelled = NIGHT.row(
        f"select 'salesforce:' || {of_18_signs(value, NIGHT.engine.spelling)}, "
        f"{{{{ record_id('salesforce', \"{value}\") }}}}"
    )
    assert raw == modelled
