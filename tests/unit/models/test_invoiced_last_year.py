"""What a customer was invoiced is nothing where others were, and unknown where nobody's is kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hand_made import HandMade, Row

INVOICE: Row = {"id": 1, "type": "CustInvc", "entity": 10, "currency": 1, "posting": "T"}
LINE: Row = {"id": 0, "transaction": 1, "mainline": "T", "foreignamount": 700}


def company(*invoices: Row) -> HandMade:
    """Two customers of an ERP, of whom the first may have an invoice of 700."""
    made = HandMade(systems=("netsuite",))
    made.raw("netsuite.currency", {"id": 1, "symbol": "USD"})
    made.raw("netsuite.customer", *({"id": id, "currency": 1} for id in (10, 11)))
    made.raw("netsuite.transaction", *invoices)
    if invoices:
        made.raw("netsuite.transaction_line", LINE)
    return made


@pytest.mark.parametrize(
    ("invoices", "expected"),
    [
        ((), [None, None]),
        ((INVOICE | {"trandate": "2026-08-01"},), [700, 0]),
        ((INVOICE | {"trandate": "2024-08-01"},), [0, 0]),
    ],
)
def test_nothing_was_invoiced_only_where_invoices_are_kept(
    invoices: tuple[Row, ...], expected: list[Any]
) -> None:
    made = company(*invoices)
    query = "select invoiced_last_year from customers order by billing_account_id"
    assert made.values(query) == expected


@pytest.mark.parametrize(
    ("invoices", "expected"), [((), None), ((INVOICE | {"trandate": "2026-08-01"},), 0)]
)
def test_nothing_is_overdue_only_where_invoices_are_kept(
    invoices: tuple[Row, ...], expected: Any
) -> None:
    made = company(*invoices)
    numbers = {"customer_id": "text", "customer_number": "text"}
    made.fill(
        "int_customer_numbers__resolved", numbers, [{"customer_id": "c", "customer_number": "n"}]
    )
    made.entity("billing_accounts", {"billing_account_id": "netsuite:11", "customer_number": "n"})
    made.fill("int_tickets__solved", {"customer_id": "text", "stage_means": "text"})
    assert made.values("select overdue_amount from int_customer_risks__measured") == [expected]


@pytest.mark.parametrize(
    ("known", "unasked"),
    [(((100, True), (50, False)), 50), (((100, True),), 0), (((None, False),), None)],
)
def test_what_customers_are_worth_that_nobody_asked_is_unknown_where_theirs_is(
    known: tuple[tuple[int | None, bool], ...], unasked: int | None
) -> None:
    made = HandMade()
    customers = {"customer_id": "text", "segment": "text", "invoiced_last_year": "numeric(18,2)"}
    ids = [f"c{number}" for number in range(len(known))]
    worth = zip(ids, known, strict=True)
    made.fill(
        "customers",
        customers,
        [{"customer_id": i, "segment": "s", "invoiced_last_year": w} for i, (w, _) in worth],
    )
    orders = {"customer_id": "text", "status": "text", "requested_on": "date"}
    of_all = {"status": "delivered", "requested_on": "2026-10-20"}
    made.fill("orders", orders, [{"customer_id": i} | of_all for i in ids])
    surveys = {"customer_id": "text", "answered_on": "date", "sent_on": "date"}
    asked = [i for i, (_, is_asked) in zip(ids, known, strict=True) if is_asked]
    made.fill("surveys", surveys, [{"customer_id": i, "sent_on": "2026-10-01"} for i in asked])
    assert made.values("select unasked_invoiced_last_year from survey_coverage") == [unasked]
