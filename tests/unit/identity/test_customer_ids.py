"""Customer ids stay, decisions hold, and whatever changes is in the log."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hand_made.engine import engine_here
from tests.unit.identity.identity_nights import Identity, Records

SALES, INSIDE, ERP, DESK = "salesforce", "hubspot", "netsuite", "zendesk"
LOG = "select kind, previous_customer_id, customer_id, record_count, decision_id "
LOG += "from customer_id_changes order by changed_at, change_id"


@pytest.fixture
def identity() -> Identity:
    return Identity()


def account(key: str, number: str | None = None) -> tuple[object, ...]:
    return (SALES, f"{SALES}:{key}", number)


def deleted(key: str, into: str | None = None, number: str | None = None) -> tuple[object, ...]:
    return (SALES, f"{SALES}:{key}", number, into and f"{SALES}:{into}")


def billing(key: str, of: str | None = None, number: str | None = None) -> tuple[object, ...]:
    return (ERP, f"{ERP}:{key}", number, of and f"{SALES}:{of}")


def organization(key: str, number: str | None) -> tuple[object, ...]:
    return (DESK, f"{DESK}:{key}", number)


def decided(a: str, b: str, decision: str, number: int = 1) -> tuple[object, ...]:
    return (f"M-{number}", a, b, decision)


def matched(identity: Identity) -> dict[str, str]:
    return dict(identity.rows("select crosswalk_id, matched_by from customer_crosswalk"))  # type: ignore[arg-type]


def test_keys_lead_each_record_to_one_customer(identity: Identity) -> None:
    customers = identity.run(
        Records(
            accounts=[account("a"), account("b", "C2"), (INSIDE, f"{INSIDE}:1", "C2")],
            billing_accounts=[billing("1", "a", "C1"), billing("2", None, "C2"), billing("3")],
            organizations=[organization("1", "C1"), organization("2", "C9")],
        )
    )
    assert customers == {
        "account:salesforce:a": "salesforce:a",
        "account:salesforce:b": "salesforce:b",
        "account:hubspot:1": "hubspot:1",
        "billing_account:netsuite:1": "salesforce:a",
        "billing_account:netsuite:2": "salesforce:b",
        "billing_account:netsuite:3": "netsuite:3",
        "organization:zendesk:1": "salesforce:a",
        "organization:zendesk:2": None,
    }
    ways = Counter(matched(identity).values())
    assert ways == {"anchor": 4, "erp_key": 2, "crm_key": 1, "none": 1}


def test_an_id_outlives_the_record_that_it_is_named_after(identity: Identity) -> None:
    erp = [billing("1", "a", "C1")]
    identity.run(Records(accounts=[account("a")], billing_accounts=erp))
    alone = identity.run(Records(billing_accounts=erp))
    assert alone == {"billing_account:netsuite:1": "salesforce:a"}
    back = identity.run(Records(accounts=[account("a")], billing_accounts=erp))
    assert set(back.values()) == {"salesforce:a"}
    assert identity.rows(LOG) == []


def test_the_older_id_survives_a_merge_and_the_merge_is_logged(identity: Identity) -> None:
    erp = [billing("1", None, "C1")]
    identity.run(Records(billing_accounts=erp))
    identity.run(Records(billing_accounts=erp, accounts=[account("a")]))
    erp = [billing("1", "a", "C1")]
    linked = identity.run(Records(billing_accounts=erp, accounts=[account("a")]))
    assert set(linked.values()) == {"netsuite:1"}
    assert identity.rows(LOG) == [("merge", "salesforce:a", "netsuite:1", 1, None)]


def test_accounts_merged_in_the_crm_lead_to_the_survivor_however_often(identity: Identity) -> None:
    customers = identity.run(
        Records(
            accounts=[account("c")],
            deleted_accounts=[
                *(deleted("a", "b"), deleted("b", "c"), deleted("x", "gone")),
                *(deleted("r", "s"), deleted("s", "r")),
            ],
            billing_accounts=[billing("1", "a", "C1")],
        )
    )
    merged = {record for record, customer in customers.items() if customer == "salesforce:c"}
    assert merged == {
        *("account:salesforce:a", "account:salesforce:b", "account:salesforce:c"),
        "billing_account:netsuite:1",
    }
    assert {record for record, customer in customers.items() if customer is None} == {
        *("account:salesforce:x", "account:salesforce:r", "account:salesforce:s"),
    }
    assert matched(identity)["account:salesforce:a"] == "merge_audit"


def test_a_deleted_account_leads_to_the_customer_that_finance_still_bills(
    identity: Identity,
) -> None:
    erp = [billing("1", "a", "C1")]
    identity.run(Records(accounts=[account("a")], billing_accounts=erp))
    customers = identity.run(Records(deleted_accounts=[deleted("a")], billing_accounts=erp))
    assert set(customers.values()) == {"salesforce:a"}
    assert matched(identity) == {
        "account:salesforce:a": "erp_key",
        "billing_account:netsuite:1": "anchor",
    }


def test_a_decision_cuts_the_key_of_the_record_farther_from_the_centre(identity: Identity) -> None:
    systems = {
        "accounts": [account("a")],
        "billing_accounts": [billing("1", "a", "C1"), billing("2", "a", "C2")],
        "organizations": [organization("1", "C1"), organization("2", "C2")],
    }
    identity.run(Records(**systems))
    apart = decided("billing_account:netsuite:1", "billing_account:netsuite:2", "different")
    customers = identity.run(Records(**systems, match_decisions=[apart]))
    assert customers == {
        "account:salesforce:a": "salesforce:a",
        "billing_account:netsuite:1": "salesforce:a",
        "organization:zendesk:1": "salesforce:a",
        "billing_account:netsuite:2": "netsuite:2",
        "organization:zendesk:2": "netsuite:2",
    }
    assert identity.rows(LOG) == [("split", "salesforce:a", "netsuite:2", 2, "M-1")]


def test_a_record_that_changes_its_key_moves_and_both_customers_stay(identity: Identity) -> None:
    accounts = [account("a"), account("b")]
    erp = [billing("1", "a", "C1"), billing("2", "b", "C2")]
    identity.run(
        Records(accounts=accounts, billing_accounts=erp, organizations=[organization("1", "C1")])
    )
    identity.run(
        Records(accounts=accounts, billing_accounts=erp, organizations=[organization("1", "C2")])
    )
    assert identity.rows(LOG) == [("move", "salesforce:a", "salesforce:b", 1, None)]


def test_decisions_count_more_than_the_keys_that_lead_around_them(identity: Identity) -> None:
    """Keys and decisions together would make a and d one customer, by way of two others."""
    customers = identity.run(
        Records(
            accounts=[account("a"), account("b"), account("d")],
            billing_accounts=[billing("1", "a", "C1"), billing("2", "b", "C2")],
            match_decisions=[
                decided("billing_account:netsuite:1", "account:salesforce:b", "same", 1),
                decided("billing_account:netsuite:2", "account:salesforce:d", "same", 2),
                decided("account:salesforce:a", "account:salesforce:d", "different", 3),
            ],
        )
    )
    assert customers == {
        "account:salesforce:a": "salesforce:a",
        "billing_account:netsuite:1": "salesforce:b",
        "account:salesforce:b": "salesforce:b",
        "billing_account:netsuite:2": "salesforce:d",
        "account:salesforce:d": "salesforce:d",
    }


KEYS = st.sampled_from("abcd")
NUMBERS = st.sampled_from(["C1", "C2", "C3", None])


def _unique(rows: st.SearchStrategy[tuple[object, ...]], most: int) -> st.SearchStrategy[Rows]:
    return st.lists(rows, max_size=most, unique_by=lambda row: row[1])


Rows = list[tuple[object, ...]]
RECORD_IDS = [
    *(f"account:{SALES}:{key}" for key in "abcd"),
    *(f"billing_account:{ERP}:{key}" for key in "1234"),
    *(f"organization:{DESK}:{key}" for key in "12"),
]


@st.composite
def systems(draw: st.DrawFn) -> dict[str, Rows]:
    fates = draw(st.lists(st.sampled_from(["live", "deleted", "gone"]), min_size=4, max_size=4))
    held = list(zip("abcd", fates, strict=True))
    return {
        "accounts": [account(key, draw(NUMBERS)) for key, fate in held if fate == "live"],
        "deleted_accounts": [
            deleted(key, draw(st.none() | KEYS), draw(NUMBERS))
            for key, fate in held
            if fate == "deleted"
        ],
        "billing_accounts": draw(
            _unique(st.builds(billing, st.sampled_from("1234"), st.none() | KEYS, NUMBERS), 4)
        ),
        "organizations": draw(_unique(st.builds(organization, st.sampled_from("12"), NUMBERS), 2)),
    }


@st.composite
def decisions(draw: st.DrawFn) -> Rows:
    """Decisions that do not contradict each other; lint refuses the others."""
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(RECORD_IDS), st.sampled_from(RECORD_IDS), st.booleans()),
            max_size=6,
            unique_by=lambda pair: frozenset(pair[:2]),
        )
    )
    kept: Rows = []
    for a, b, is_same in pairs:
        proposed = [*kept, decided(a, b, "same" if is_same else "different", len(kept) + 1)]
        group = _groups(proposed)
        if a != b and all(d != "different" or group[x] != group[y] for _, x, y, d in proposed):
            kept = proposed
    return kept


def _groups(rows: Rows) -> dict[object, object]:
    group = {record: record for row in rows for record in row[1:3]}
    for _, a, b, decision in rows:
        if decision == "same":
            old, new = group[a], group[b]
            group = {r: new if g == old else g for r, g in group.items()}
    return group


# A server takes its time over so many small tables; what may differ there is in a few nights.
@settings(
    max_examples=40 if engine_here().dialect == "duckdb" else 5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(nights=st.lists(st.tuples(systems(), decisions()), min_size=2, max_size=4))
def test_over_random_nights_ids_stay_decisions_hold_and_all_changes_are_logged(
    nights: list[tuple[dict[str, Rows], Rows]],
) -> None:
    identity = Identity()
    known: dict[str, str] = {}
    for held, decided_pairs in nights:
        records = Records(**held, match_decisions=decided_pairs)
        customers = identity.run(records)
        _assert_decisions_hold(identity, decided_pairs)
        _assert_one_id_each(identity)
        _assert_logged(identity, known, customers)
        known |= {record: c for record, c in customers.items() if c}
        log = identity.rows(LOG)
        assert identity.run(records) == customers
        assert identity.rows(LOG) == log


def _assert_decisions_hold(identity: Identity, pairs: Rows) -> None:
    component = dict(identity.rows("select record_id, component_id from int_records__joined"))  # type: ignore[arg-type]
    for _, a, b, decision in pairs:
        if a in component and b in component:
            assert (component[a] == component[b]) == (decision == "same"), (a, b, decision)


def _assert_one_id_each(identity: Identity) -> None:
    """Components and customer ids are the same thing, and only live records make a customer."""
    found = identity.rows(
        "select component_id, r.customer_id, bool_or(j.is_anchor), "
        "count(*) filter (where x.matched_by = 'anchor') "
        "from int_records__joined as j join int_customer_ids__resolved as r using (record_id) "
        "join customer_crosswalk as x on x.crosswalk_id = j.record_id "
        "group by component_id, r.customer_id"
    )
    ids = [customer for _, customer, _, _ in found if customer]
    assert len(ids) == len(set(ids))
    assert len(found) == len({component for component, _, _, _ in found})
    for _, customer, has_anchor, anchors in found:
        assert (customer is not None) == bool(has_anchor) == (anchors == 1)  # type: ignore[comparison-overlap]


def _assert_logged(
    identity: Identity, known: dict[str, str], customers: dict[str, str | None]
) -> None:
    """Tonight's changes are exactly the records that stand for another customer than before."""
    moved: defaultdict[tuple[str, str], int] = defaultdict(int)
    for record, customer in customers.items():
        if customer and known.get(record, customer) != customer:
            moved[known[record], customer] += 1
    in_use, in_use_before = set(customers.values()), set(known.values())
    expected = {
        (
            "split" if new not in in_use_before else "move" if old in in_use else "merge",
            old,
            new,
            count,
        )
        for (old, new), count in moved.items()
    }
    changed = "kind, previous_customer_id, customer_id, record_count"
    assert set(identity.rows(f"select {changed} from int_customer_ids__changed")) == expected
