"""How much it is: net of credits, each currency by its rate, each contract once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from customer_truth.extracts.system_clocks import SystemClock
from tests.hand_made import HandMade, Row, project

USD, GBP, EUR, JPY = 1, 2, 4, 6
SYMBOLS = {USD: "USD", GBP: "GBP", EUR: "EUR", JPY: "JPY"}


class Books(HandMade):
    """The documents of one customer in the ERP, 10, and the deals of its account."""

    def __init__(self, **rates: float) -> None:
        super().__init__(systems=("salesforce", "netsuite"))
        self.documents: list[Row] = []
        self.lines: list[Row] = []
        self.agreements: list[Row] = []
        self.links: list[Row] = []
        self.deals: list[Row] = []
        self.revenue: list[Row] = []
        self.erp_rates: list[Row] = []
        self.revenue_stands: list[Row] = []
        self.fill("cost_rates", project.seed_types("cost_rates"))
        self.fill(
            "currency_rates",
            {"from_currency": "text", "to_currency": "text", "valid_from": "date"}
            | {"rate": "numeric(28,10)"},
            [
                {"from_currency": currency, "to_currency": "USD", "valid_from": "2026-01-01"}
                | {"rate": rate}
                for currency, rate in rates.items()
            ],
        )

    def document(
        self, id: int, type: str, amount: float, created_from: int | None = None, **header: object
    ) -> None:
        """A document with its main line, and a line that names the one it was made from."""
        told = {"entity": 10, "trandate": "2026-08-01", "currency": USD, "posting": "T"} | header
        self.documents.append({"id": id, "type": type, **told})
        main = {"id": 0, "transaction": id, "mainline": "T", "foreignamount": amount}
        line = {"id": 1, "transaction": id, "mainline": "F", "foreignamount": -amount}
        self.lines += [main, line | {"createdfrom": created_from}]

    def contract(self, id: int, amount: float, deal: str | None = "006D", **more: object) -> None:
        """A contract of the customer, signed one day after the one before it."""
        signed = f"2026-07-{len(self.agreements) + 1:02}"
        told = {
            "custrecord_customer": 10,
            "custrecord_currency": "USD",
            "custrecord_signed": signed,
        }
        told |= {"custrecord_start": "2026-08-01", "custrecord_end": "2027-07-31"} | more
        deal_id = {"custrecord_crm_deal": deal and f"salesforce:{deal}"}
        self.agreements.append({"id": id, "custrecord_amount": amount, **deal_id, **told})

    def link(
        self, invoice: int, document: int, amount: float | None, linktype: str = "Payment"
    ) -> None:
        """A row of the table of links."""
        self.links.append(
            {"previousdoc": invoice, "previousline": 0, "nextdoc": document, "nextline": 0}
            | {"linktype": linktype, "foreignamount": amount}
        )

    def deal(self, amount: float, currency: str = "USD") -> None:
        """The deal of the contracts."""
        self.deals.append(
            {"opportunity_id": "salesforce:006D", "amount": amount, "currency": currency}
        )

    def close(self) -> None:
        """No more rows come."""
        self.raw("netsuite.currency", *({"id": i, "symbol": s} for i, s in SYMBOLS.items()))
        self.raw("netsuite.customer", {"id": 10, "entityid": "C10", "currency": USD})
        self.raw("netsuite.transaction", *self.documents)
        self.raw("netsuite.transaction_line", *self.lines)
        self.raw("netsuite.next_transaction_line_link", *self.links)
        self.raw("netsuite.previous_transaction_line_link", *self.links)
        self.raw("netsuite.customrecord_contract", *self.agreements)
        self.raw("netsuite.currency_rate", *self.erp_rates)
        links = {"billing_account_id": "text", "customer_id": "text"}
        linked = {"billing_account_id": "netsuite:10", "customer_id": "c"}
        self.fill("int_billing_accounts__linked", links, [linked])
        staged = {"opportunity_id": "text", "amount": "numeric(18,2)", "currency": "text"}
        staged |= {"close_date": "date", "customer_id": "text"}
        self.fill("int_opportunities__staged", staged, self.deals)
        named = {"record_id": "text", "lifecycle": "text", "stage_means": "text"}
        self.fill("int_stage_changes__named", named | {"changed_at": "timestamp"})
        visits = {"record_id": "text", "stage_means": "text", "left_at": "timestamp"}
        self.fill("int_revenue_visits__defined", visits, self.revenue_stands)
        self.entity("revenue_events", *self.revenue)

    def billed(self, contract: int = 7) -> Any:
        """What a contract was billed."""
        query = f"select billed_amount from contracts where contract_id = 'netsuite:{contract}'"
        return self.row(query)[0]

    def agreed(self) -> tuple[Any, ...]:
        """Amount and months of what the deal's contracts agree."""
        return self.row("select amount, term_months from int_contracts__agreed")

    def open_amount(self, invoice: int = 1) -> Any:
        """What an invoice still waits for."""
        query = f"select open_amount from invoices where invoice_id = 'netsuite:{invoice}'"
        return self.row(query)[0]


def test_an_invoice_credited_and_billed_again_counts_once() -> None:
    books = Books()
    books.contract(7, 29430)
    books.document(1, "CustInvc", 29430, custbody_contract=7)
    books.document(2, "CustCred", -29430, created_from=1)
    books.document(3, "CustInvc", 29430, custbody_contract=7)
    books.close()
    assert books.billed() == 29430


def test_a_voided_invoice_is_not_billed_to_its_contract() -> None:
    books = Books()
    books.contract(7, 15020)
    books.document(1, "CustInvc", 15020, custbody_contract=7, status="V", posting="F")
    books.document(2, "CustInvc", 15020, custbody_contract=7, status="A", posting="T")
    books.close()
    assert books.billed() == 15020


@pytest.mark.parametrize("sign", [1, -1])
def test_a_part_that_was_credited_or_refunded_lessens_what_was_billed(sign: int) -> None:
    books = Books()
    books.contract(7, 1000)
    books.document(1, "CustInvc", 700, custbody_contract=7)
    books.document(2, "CustCred", sign * 100, created_from=1)
    books.document(3, "CashSale", 300, custbody_contract=7)
    books.document(4, "CashRfnd", sign * 50, created_from=3)
    books.document(5, "CustRfnd", sign * 100, created_from=2)  # pays the credit note out
    books.close()
    assert books.billed() == 850


def test_a_credit_note_that_names_the_contract_itself_lessens_it() -> None:
    books = Books()
    books.contract(7, 1000)
    books.document(1, "CustInvc", 1000, custbody_contract=7)
    books.document(2, "CustCred", 200, custbody_contract=7)
    books.close()
    assert books.billed() == 800


def test_a_contract_that_nobody_billed_yet_was_billed_nothing() -> None:
    books = Books()
    books.contract(7, 1000)
    books.close()
    assert books.billed() == 0


def test_an_addendum_adds_to_the_contract_of_the_deal() -> None:
    books = Books()
    books.deal(7360)
    books.contract(7, 5888)
    books.contract(8, 1472)
    books.close()
    assert books.agreed() == (7360, 12)


def test_a_contract_signed_again_takes_the_place_of_the_first() -> None:
    books = Books()
    books.deal(5888)
    books.contract(7, 5888)
    books.contract(8, 5888)
    books.close()
    assert books.agreed() == (5888, 12)


def test_a_contract_signed_again_with_its_addendum_adds_up_once() -> None:
    books = Books()
    books.deal(7360)
    books.contract(7, 5888)
    books.contract(8, 5888)
    books.contract(9, 1472)
    books.close()
    assert books.agreed() == (7360, 12)


def test_contracts_that_never_make_the_price_of_the_deal_leave_the_newest() -> None:
    books = Books()
    books.deal(9000)
    books.contract(7, 5888)
    books.contract(8, 1000)
    books.close()
    assert books.agreed() == (1000, 12)


def test_what_a_contract_says_of_another_one_goes_before_what_adds_up() -> None:
    books = Books()
    books.deal(7000)
    books.contract(7, 6000)
    books.contract(8, 500, deal=None, custrecord_amends=7)
    books.close()
    assert books.agreed() == (6500, 12)
    books = Books()
    books.deal(7000)
    books.contract(7, 6000)
    books.contract(8, 1000, custrecord_replaces=7)
    books.close()
    assert books.agreed() == (1000, 12)


def test_a_contract_and_its_addendum_may_be_billed_under_one_of_them() -> None:
    books = Books()
    books.deal(7360)
    books.contract(7, 5888)
    books.contract(8, 1472)
    books.document(1, "CustInvc", 7360, custbody_contract=7)
    books.close()
    found = "select distinct agreed_amount, agreed_billed_amount from contracts"
    assert books.row(found) == (7360, 7360)


def test_an_amount_in_another_currency_counts_by_the_rate_of_its_day() -> None:
    books = Books(JPY=0.0065)
    books.document(1, "CustInvc", 500000, currency=JPY)
    books.close()
    assert books.row("select amount, company_amount from invoices") == (500000, 3250)
    assert books.rows("select currency_month_id from currencies_in_use where rate is null") == []


def test_an_amount_without_a_rate_is_unknown_and_its_currency_and_day_a_finding() -> None:
    books = Books()
    books.document(1, "CustInvc", 500000, currency=JPY)
    books.document(2, "CustInvc", 100)
    books.document(3, "CustInvc", 100)
    books.close()
    query = "select company_amount from invoices where currency = 'JPY'"
    assert books.row(query) == (None,)
    lacking = books.rows("select currency_month_id from currencies_in_use where rate is null")
    assert lacking == [("JPY:2026-08",)]


def test_a_contract_signed_near_midnight_is_of_the_day_on_the_calendar_of_its_erp() -> None:
    books = Books(EUR=1.1)
    books.clocks = (SystemClock("netsuite", "America/Los_Angeles"),)
    books.contract(7, 100, custrecord_currency="EUR", custrecord_signed="2026-01-01 03:00:00")
    books.close()
    assert books.read("currencies_in_use", "currency", "month_on", where="entity = 'contract'") == [
        ("EUR", date(2025, 12, 1))
    ]
    # The first rate holds from the day after.
    assert books.values("select company_amount from int_contracts__linked") == [None]


def test_contracts_of_one_deal_are_summed_by_the_rate_of_the_day_in_their_erp() -> None:
    books = Books()
    books.clocks = (SystemClock("netsuite", "America/Los_Angeles"),)
    days = [("EUR", "2025-12-01", 1), ("EUR", "2026-01-01", 1.2), ("GBP", "2025-12-01", 2)]
    names = ("from_currency", "valid_from", "rate")
    books.fill(
        "currency_rates",
        {"from_currency": "text", "to_currency": "text", "valid_from": "date"}
        | {"rate": "numeric(28,10)"},
        [dict(zip(names, day, strict=True)) | {"to_currency": "USD"} for day in days],
    )
    books.deal(300, "EUR")
    signed = "2026-01-01 03:00:00"  # the last evening of the year there
    books.contract(7, 100, custrecord_currency="EUR", custrecord_signed=signed)
    more = {"custrecord_currency": "GBP", "custrecord_signed": signed}
    books.contract(8, 100, custrecord_amends=7, **more)
    books.close()
    assert books.agreed()[0] == 300
    query = "select agreed_amount from contracts where contract_id = 'netsuite:7'"
    assert books.values(query) == [300]


def test_a_day_before_the_first_rate_has_none() -> None:
    books = Books(JPY=0.0065)
    books.document(1, "CustInvc", 500000, currency=JPY, trandate="2025-12-31")
    books.close()
    assert books.row("select company_amount from invoices") == (None,)


def test_one_currency_alone_needs_no_rates() -> None:
    books = Books()
    books.document(1, "CustInvc", 500, currency=EUR)
    books.document(2, "CustInvc", 500, currency=EUR)
    books.close()
    assert books.rows("select distinct company_amount from invoices") == [(500,)]
    assert books.rows("select currency_month_id from currencies_in_use where rate is null") == []


def test_the_table_of_rates_of_the_erp_speaks_where_the_registry_is_silent() -> None:
    books = Books(JPY=0.0065)
    books.erp_rates += [
        {"id": 1, "basecurrency": USD, "transactioncurrency": EUR, "effectivedate": "2026-01-01"}
        | {"exchangerate": 1.1},
        {"id": 2, "basecurrency": USD, "transactioncurrency": EUR, "effectivedate": "2026-08-01"}
        | {"exchangerate": 1.2},
        {"id": 3, "basecurrency": USD, "transactioncurrency": JPY, "effectivedate": "2026-08-01"}
        | {"exchangerate": 9},
    ]
    books.document(1, "CustInvc", 100, currency=EUR, trandate="2026-07-31")
    books.document(2, "CustInvc", 100, currency=EUR)
    books.document(3, "CustInvc", 1000, currency=JPY)
    books.close()
    query = "select company_amount from invoices order by invoice_id"
    assert [amount for (amount,) in books.rows(query)] == [110, 120, 6.5]


@pytest.mark.parametrize("said", [0, -1.2, None])
def test_a_rate_of_the_erp_that_is_none_leaves_the_amounts_from_its_day_unknown_and_is_found(
    said: float | None,
) -> None:
    books = Books()
    for id, day, rate in ((1, "2026-01-01", 1.1), (2, "2026-08-01", said), (3, "2026-09-15", 1.3)):
        books.erp_rates.append(
            {"id": id, "basecurrency": USD, "transactioncurrency": EUR, "effectivedate": day}
            | {"exchangerate": rate}
        )
    for id, day in ((1, "2026-07-31"), (2, "2026-08-01"), (3, "2026-09-14"), (4, "2026-09-15")):
        books.document(id, "CustInvc", 100, currency=EUR, trandate=day)
    books.close()
    query = "select company_amount from invoices order by invoice_id"
    assert books.values(query) == [110, None, None, 130]
    query = (
        "select currency_month_id, unrated_from, unrated_count, said_rate from currencies_in_use "
        "where rate is null order by 1"
    )
    rate = None if said is None else Decimal(str(said))
    assert books.rows(query) == [
        ("EUR:2026-08", date(2026, 8, 1), 1, rate),
        ("EUR:2026-09", date(2026, 9, 14), 1, rate),
    ]


@pytest.mark.parametrize(
    ("lacking", "is_told"),
    [
        ({}, None),
        ({"effectivedate": None}, "effectivedate"),
        ({"basecurrency": None}, "basecurrency"),
        ({"transactioncurrency": None}, "transactioncurrency"),
    ],
)
def test_a_rate_of_the_erp_without_its_day_or_a_currency_is_told_as_one_nobody_can_read(
    lacking: Row, is_told: str | None
) -> None:
    rate: Row = {"id": 1, "basecurrency": USD, "transactioncurrency": EUR, "exchangerate": 1.1}
    night = HandMade(
        {
            "netsuite.currency": [{"id": i, "symbol": s} for i, s in SYMBOLS.items()],
            "netsuite.currency_rate": [rate | {"effectivedate": "2026-01-01"} | lacking],
        }
    )
    told = "select unreadable_columns from source_records where source_table = 'currency_rate'"
    assert night.values(told) == [is_told]


@pytest.mark.parametrize("blank", [None, "", "\u00a0"])
def test_a_currency_without_a_code_is_told(blank: str | None) -> None:
    night = HandMade(
        {"netsuite.currency": [{"id": 1, "symbol": "USD"}, {"id": 2, "symbol": blank}]}
    )
    told = "select record_key, unreadable_columns from source_records order by 1"
    assert night.rows(told) == [("1", None), ("2", "symbol")]


def test_a_sound_rate_of_the_same_day_goes_before_one_that_is_none() -> None:
    books = Books()
    for id, rate in ((1, 0), (2, 1.2)):
        books.erp_rates.append(
            {"id": id, "basecurrency": USD, "transactioncurrency": EUR}
            | {"effectivedate": "2026-01-01", "exchangerate": rate}
        )
    books.document(1, "CustInvc", 100, currency=EUR)
    books.close()
    assert books.values("select company_amount from invoices") == [120]


def test_a_currency_without_a_rate_is_one_finding_a_month_and_says_from_when() -> None:
    books = Books()
    for id, day in enumerate(("2026-08-03", "2026-08-19", "2026-08-19", "2026-09-01"), 1):
        books.document(id, "CustInvc", 500, currency=JPY, trandate=day)
    books.erp_rates.append(
        {"id": 1, "basecurrency": USD, "transactioncurrency": EUR, "effectivedate": "2026-01-01"}
        | {"exchangerate": 1.1}
    )
    books.close()
    query = "select currency_month_id, unrated_from, unrated_count, amount_count from "
    assert books.rows(query + "currencies_in_use where currency = 'JPY' order by 1") == [
        ("JPY:2026-08", date(2026, 8, 3), 3, 3),
        ("JPY:2026-09", date(2026, 9, 1), 1, 1),
    ]


def test_a_contract_billed_in_another_currency_is_held_against_its_own() -> None:
    books = Books(EUR=1.2, GBP=1.5)
    books.contract(7, 1000, custrecord_currency="GBP")
    books.document(1, "CustInvc", 500, currency=EUR, custbody_contract=7)
    books.document(2, "CustInvc", 600, currency=GBP, custbody_contract=7)
    books.close()
    assert books.billed() == 1000


def test_a_payment_that_names_its_invoice_on_the_line_pays_it() -> None:
    books = Books()
    books.document(1, "CustInvc", 100)
    books.document(2, "CustPymt", 100, created_from=1)
    books.close()
    assert books.open_amount() == 0
    assert books.row("select paid_amount from invoices") == (100,)


@pytest.mark.parametrize("type", ["RtnAuth", "Journal", "ItemShip", "InvAdjst"])
def test_what_is_made_from_an_invoice_and_settles_nothing_pays_nothing(type: str) -> None:
    books = Books()
    books.document(1, "CustInvc", 100)
    books.document(2, type, 100, created_from=1)
    books.close()
    assert books.rows("select paid_amount, open_amount from invoices") == [(0, 100)]


def test_a_journal_entry_that_was_set_off_against_an_invoice_pays_it() -> None:
    books = Books()
    books.document(1, "CustInvc", 100)
    books.document(2, "Journal", 100)
    books.link(1, 2, 100)
    books.close()
    assert books.rows("select paid_amount, open_amount from invoices") == [(100, 0)]


def test_a_payment_whose_invoice_stands_in_the_table_of_links_pays_it() -> None:
    books = Books()
    books.document(1, "CustInvc", 100)
    books.document(2, "CustPymt", 100)
    books.link(1, 2, 100)
    books.close()
    assert books.open_amount() == 0
    assert books.row("select paid_amount from invoices") == (100,)


def test_a_payment_of_several_invoices_pays_each_its_part_and_none_twice() -> None:
    books = Books()
    books.document(1, "CustInvc", 100)
    books.document(2, "CustInvc", 50)
    books.document(3, "CustPymt", 130, created_from=1)
    books.link(1, 3, 100)
    books.link(2, 3, 30)
    books.close()
    query = "select paid_amount, open_amount from invoices order by invoice_id"
    assert books.rows(query) == [(100, 0), (30, 20)]


def test_a_credit_note_set_off_against_another_invoice_settles_that_one() -> None:
    books = Books()
    books.document(1, "CustInvc", 100)
    books.document(2, "CustPymt", 100, created_from=1)
    books.document(3, "CustCred", -40, created_from=1)
    books.document(4, "CustInvc", 40)
    books.link(1, 3, 40, "SaleRet")
    books.link(4, 3, 40)
    books.close()
    query = "select credited_amount, paid_amount, open_amount from invoices order by invoice_id"
    assert books.rows(query) == [(40, 100, 0), (0, 0, 0)]


def test_a_cash_sale_is_a_paid_invoice() -> None:
    books = Books()
    books.document(1, "CashSale", 80, custbody_order="O1")
    books.close()
    found = books.row("select amount, paid_amount, open_amount, order_id from invoices")
    assert found == (80, 80, 0, "route_planner:O1")


def test_an_applied_deposit_pays_its_invoice() -> None:
    books = Books()
    books.document(1, "CustInvc", 100)
    books.document(2, "DepAppl", 60)
    books.link(1, 2, 60)
    books.close()
    assert books.open_amount() == 40


def test_a_payment_of_a_document_that_is_gone_pays_nothing() -> None:
    """What was voided or deleted is not among the documents that models read."""
    books = Books()
    books.document(1, "CustInvc", 100)
    books.link(1, 2, 100)
    books.close()
    assert books.open_amount() == 100


def test_revenue_that_was_taken_back_is_not_recognised() -> None:
    books = Books()
    books.contract(7, 1000)
    for line in ("r1", "r2"):
        books.revenue.append(
            {"revenue_event_id": line, "contract_id": "netsuite:7", "amount": 500}
            | {"recognised_on": "2026-09-30"}
        )
    books.revenue_stands.append({"record_id": "r2", "stage_means": "taken_back"})
    books.close()
    assert books.row("select recognised_amount, obligation_count from contracts") == (500, 2)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), (0, 0)),
        (((500, True), (None, False)), (500, 500)),
        (((500, True), (None, True)), (None, None)),
        (((None, True),), (None, None)),
    ],
)
def test_what_was_recognised_and_evidenced_is_unknown_where_the_amount_of_a_line_is(
    lines: tuple[tuple[float | None, bool], ...], expected: tuple[Any, ...]
) -> None:
    books = Books()
    books.contract(7, 1000)
    for at, (amount, is_recognised) in enumerate(lines):
        told = {"revenue_event_id": f"r{at}", "contract_id": "netsuite:7", "obligation": "goods"}
        day = {"recognised_on": "2026-09-30", "evidence": "delivery", "evidence_on": "2026-09-30"}
        books.revenue.append({**told, "amount": amount, **(day if is_recognised else {})})
    books.close()
    orders = {"order_id": "text", "customer_id": "text", "delivered_at": "timestamp"}
    books.fill("int_orders__promised", orders)
    assert (
        books.row("select recognised_amount, evidenced_amount from revenue_positions") == expected
    )
    found = "select distinct obligation_recognised_amount from revenue_events"
    assert books.values(found) == [expected[0]] * bool(lines)


@pytest.mark.parametrize(
    ("paid", "credited", "expected"),
    [
        ((60,), (40,), (60, 0)),
        ((60, None), (), (None, None)),
        ((60,), (None,), (60, None)),
        ((None,), (), (None, None)),
        ((100, None), (), (None, None)),
        ((), (), (0, 100)),
    ],
)
def test_what_is_open_is_unknown_where_the_amount_of_a_payment_or_credit_is(
    paid: tuple[float | None, ...], credited: tuple[float | None, ...], expected: tuple[Any, ...]
) -> None:
    books = Books()
    books.document(1, "CustInvc", 100)
    for at, amount in enumerate(paid, 10):
        books.document(at, "CustPymt", 100)
        books.link(1, at, amount)
    for at, amount in enumerate(credited, 20):
        books.document(at, "CustCred", -100)
        books.link(1, at, amount)
    books.close()
    assert books.row("select paid_amount, open_amount from invoices") == expected


@pytest.mark.parametrize(("second", "expected"), [(50, 150), (None, None)])
def test_what_is_overdue_is_unknown_where_the_amount_of_an_invoice_is(
    second: float | None, expected: float | None
) -> None:
    books = Books()
    accounts = {"billing_account_id": "netsuite:10", "customer_number": "C10", "currency": "USD"}
    books.entity("billing_accounts", accounts | {"credit_limit": 900})
    numbers = {"customer_number": "text", "customer_id": "text"}
    books.fill(
        "int_customer_numbers__resolved", numbers, [{"customer_number": "C10", "customer_id": "c"}]
    )
    solved = {"customer_id": "text", "stage_means": "text"}
    books.fill("int_tickets__solved", solved)
    books.entity(
        "invoices",
        *(
            {"invoice_id": f"netsuite:{at}", "billing_account_id": "netsuite:10", "amount": amount}
            | {"issued_on": "2026-08-01", "due_on": "2026-08-31", "currency": "USD"}
            for at, amount in enumerate((100, second))
        ),
    )
    books.close()
    assert books.values("select overdue_amount from int_customer_risks__measured") == [expected]


def bridge(
    currency: str, contracts: tuple[float, ...], won: float | None = 1000, **rates: float
) -> tuple[Any, ...]:
    """Won and contracted of one deal of 1,000 that was won in the third quarter."""
    books = Books(**rates)
    books.deal(1000, currency)
    for number, amount in enumerate(contracts):
        books.contract(7 + number, amount, custrecord_currency=currency)
    types = {"quarter_starts_on": "date", "opportunity_id": "text", "customer_id": "text"}
    types |= {"currency": "text", "outcome": "text", "forecast_amount": "numeric(18,2)"}
    outcome = {"quarter_starts_on": "2026-07-01", "opportunity_id": "salesforce:006D"}
    outcome |= {"customer_id": "c", "currency": currency, "outcome": "won", "won_amount": won}
    books.fill(
        "int_forecast_deals__outcome",
        types | {"won_amount": "numeric(18,2)"},
        [outcome | {"forecast_amount": 900}],
    )
    books.close()
    return books.row("select won_amount, repriced_amount, contracted_amount from revenue_bridge")


def test_the_bridge_is_in_the_currency_of_the_company_and_counts_addenda() -> None:
    assert bridge("USD", (800, 200)) == (1000, 100, 1000)
    assert bridge("JPY", (800, 200), JPY=0.01) == (10, 1, 10)


def test_the_bridge_of_a_currency_without_a_rate_is_unknown() -> None:
    assert bridge("JPY", (1000,), EUR=1.2) == (None, None, None)


def test_the_bridge_of_a_win_without_a_price_is_unknown_on_the_side_of_sales() -> None:
    assert bridge("USD", (1000,), won=None) == (None, None, 1000)


@pytest.mark.parametrize("known", [[], [{"id": 99, "symbol": "JPY", "isinactive": "T"}]])
def test_an_amount_whose_currency_is_in_no_table_is_unknown_and_one_no_longer_in_use_is_read(
    known: list[Row],
) -> None:
    books = Books(JPY=0.0065)
    books.raw("netsuite.currency", *known)
    books.document(1, "CustInvc", 500000, currency=99)
    books.document(2, "CustCred", -100000, currency=99)
    books.close()
    query = "select company_amount from int_billings__signed order by document_id"
    assert books.values(query) == ([3250, -650] if known else [None, None])
    lacking = books.values("select currency from currencies_in_use where rate is null")
    assert lacking == ([] if known else ["99"])


def test_the_company_s_currency_is_that_of_the_erp_s_rates_whatever_most_amounts_are_in() -> None:
    books = Books()
    for id, base, priced, rate in [(1, USD, EUR, 1.2), (2, GBP, EUR, 0.9)]:
        books.erp_rates.append(
            {"id": id, "basecurrency": base, "transactioncurrency": priced}
            | {"effectivedate": "2026-01-01", "exchangerate": rate}
        )
    for id in (1, 2, 3):
        books.document(id, "CustInvc", 100, currency=EUR)
    books.document(4, "CustInvc", 100)
    books.close()
    query = "select company_amount from invoices order by invoice_id"
    assert books.values(query) == [120, 120, 120, 100]


def test_what_contracts_of_one_deal_were_billed_is_unknown_where_a_part_of_it_is() -> None:
    books = Books(EUR=1.2)
    books.deal(1000)
    books.contract(7, 800)
    books.contract(8, 200)
    books.document(1, "CustInvc", 900, currency=JPY, custbody_contract=7)
    books.document(2, "CustInvc", 900, custbody_contract=8)
    books.close()
    assert books.row("select distinct agreed_billed_amount from contracts") == (None,)


@pytest.mark.parametrize(
    "replaces",
    [
        {7: 7},
        {7: 8, 8: 7},
        {7: 8, 8: 8},
        {7: 8, 8: 9, 9: 7},
        {7: 9, 8: 7, 9: 8},
        {7: 8, 8: 9, 9: 10, 10: 11, 11: 7},
        {7: 9, 8: 9, 9: 9},
    ],
)
def test_contracts_that_say_they_replace_themselves_or_each_other_do_not_vanish(
    replaces: dict[int, int],
) -> None:
    books = Books()
    books.deal(1000)
    for contract, replaced in replaces.items():
        books.contract(contract, 1000, custrecord_replaces=replaced)
    books.close()
    assert books.agreed() == (1000, 12)


@pytest.mark.parametrize(
    ("replaces", "amends", "expected"),
    [
        ({}, {}, []),
        ({8: 7, 9: 8}, {10: 9}, []),
        ({8: 7}, {8: 7}, []),
        ({7: 7}, {}, [7]),
        ({7: 8, 8: 7, 9: 8}, {10: 7}, [7, 8]),
        ({}, {8: 8}, [8]),
        ({}, {7: 8, 8: 9, 9: 7}, [7, 8, 9]),
        ({7: 8}, {8: 7, 9: 8}, [7, 8]),
        ({8: 99}, {9: 98}, []),
    ],
)
def test_contracts_that_change_each_other_in_a_ring_are_told(
    replaces: dict[int, int], amends: dict[int, int], expected: list[int]
) -> None:
    books = Books()
    books.deal(1000)
    for contract in (7, 8, 9, 10):
        says = {"custrecord_replaces": replaces.get(contract)}
        books.contract(contract, 1000, **says, custrecord_amends=amends.get(contract))
    books.close()
    told = books.values("select contract_id from contracts where is_circular order by contract_id")
    assert told == [f"netsuite:{contract}" for contract in expected]


@pytest.mark.parametrize("replaces", [{7: 8, 8: 9, 9: 7}, {7: 9, 8: 7, 9: 8}])
def test_of_a_ring_signed_on_one_day_or_not_at_all_one_stays(replaces: dict[int, int]) -> None:
    for signed in ("2026-07-01", None):
        books = Books()
        books.deal(1000)
        for contract, replaced in replaces.items():
            more = {"custrecord_signed": signed, "custrecord_replaces": replaced}
            books.contract(contract, 1000, **more)
        books.close()
        assert books.agreed() == (1000, 12)


def test_an_addendum_to_an_addendum_adds_to_the_contract() -> None:
    books = Books()
    books.deal(1600)
    books.contract(7, 1000)
    books.contract(8, 300, deal=None, custrecord_amends=7)
    books.contract(9, 200, deal=None, custrecord_amends=8)
    books.contract(10, 100, custrecord_amends=9)
    books.close()
    assert books.agreed() == (1600, 12)


def test_a_currency_in_small_letters_is_the_same_currency() -> None:
    books = Books(GBP=1.3)
    books.deal(1000, "usd")
    books.contract(7, 800, custrecord_currency="usd")
    books.contract(8, 200)
    books.close()
    assert books.agreed() == (1000, 12)
    assert books.row("select currency from int_contracts__agreed") == ("USD",)


def test_an_addendum_in_another_currency_adds_by_the_rate_of_its_day() -> None:
    books = Books(GBP=1.25)
    books.deal(1000)
    books.contract(7, 750)
    books.contract(8, 200, custrecord_currency="GBP", custrecord_amends=7)
    books.document(1, "CustInvc", 500, custbody_contract=7)
    books.document(2, "CustInvc", 200, currency=GBP, custbody_contract=8)
    books.close()
    assert books.agreed() == (1000, 12)
    query = "select agreed_amount, agreed_billed_amount from contracts order by contract_id"
    assert books.rows(query) == [(1000, 750), (800, 600)]


@pytest.mark.parametrize(
    ("invoiced", "currency", "is_paid"), [(900, JPY, False), (90000, JPY, True), (900, USD, True)]
)
def test_an_order_billed_in_another_currency_is_paid_by_the_rate_of_the_day(
    invoiced: float, currency: int, is_paid: bool
) -> None:
    books = Books(JPY=0.01)
    books.document(1, "CashSale", invoiced, currency=currency, custbody_order="O1")
    books.close()
    types = dict.fromkeys(_ORDER, "text") | {"amount": "numeric(18,2)"}
    types |= {"paid_amount": "numeric(18,2)", "payment_tolerance": "numeric(18,2)"}
    types |= {"is_on_time_by_definition": "boolean", "is_in_full": "boolean"}
    order = {"order_id": "route_planner:O1", "currency": "USD", "amount": 900}
    books.fill("int_orders__promised", types, [order | {"paid_amount": 0, "payment_tolerance": 0}])
    assert books.row("select is_paid from orders") == (is_paid,)


_ORDER = (
    *("order_id", "source_system", "customer_id", "site_id", "depot_id", "status", "ordered_at"),
    *("requested_on", "promised_from", "promised_until", "arrived_at", "delivered_at", "currency"),
    *("proof_of_delivery_at", "is_on_time", "otif_definition", "otif_on", "ordered_cases"),
    *("delivered_cases", "company_amount", "order_minimum", "minimum_exception_by"),
    "lowest_rating",
)
