"""Why a rule has nothing to judge: what its mart lacks, in words that say what to do."""

from __future__ import annotations

import pytest

from customer_truth.nightly.evaluate import _nothing
from customer_truth.registry import load_registry
from customer_truth.rules.from_registry import registry_suites
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("rule_id", "words"),
    [
        ("zendesk_sync_is_on_time", "no table has a warn_after"),
        ("zendesk_sync_is_alive", "no table has an error_after"),
        ("zendesk_tables_are_whole", "no earlier night is known yet"),
        ("zendesk_tables_do_not_swell", "fewer than 7 nights are known yet"),
        ("zendesk_references_lead_somewhere", "none in scope"),
    ],
)
def test_a_rule_on_raw_tables_without_a_record_says_which_limit_is_missing(
    rule_id: str, words: str
) -> None:
    suites = registry_suites(load_registry(ROOT))
    (rule,) = (rule for suite in suites for rule in suite.rules if rule.id == rule_id)
    assert _nothing(rule) == words
