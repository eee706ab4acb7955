"""The headline figures of a night, computed another way: key by key, from exceptions and marts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest
import yaml

from tests.conftest import ROOT, NightHome
from tests.warehouse_contents import query

# What of a record is in error, said of the marts once more and otherwise than the rules say it.
_SAID_AGAIN = {
    "contract_is_not_billed_beyond_its_price": (
        "select contract_id, round((billed_amount - amount) * company_amount / amount, 2) "
        "from marts.contracts"
    ),
    "contract_amount_agrees_with_the_deal": (
        "select d.opportunity_id, case when d.currency = c.currency "
        "then round(abs(c.amount - d.amount) * d.company_amount / d.amount, 2) end "
        "from marts.opportunities as d inner join marts.contracts as c using (contract_id)"
    ),
    "delivered_order_is_invoiced": "select order_id, company_amount from marts.orders",
    "bonus_is_paid_on_a_deal_that_is_won": "select bonus_id, amount from marts.bonus_payments",
}
_OPEN = """
select rule_id, owner, mart, record_key, customer_id, in_error from quality.exceptions
where resolved is null and waiver_id is null
"""


@pytest.fixture(scope="module")
def suites() -> Mapping[str, tuple[str, bool]]:
    """By mart the column that names a record, and whether it touches a customer, from the files."""
    found = {"stage_visits": ("stage_visit_id", True)}
    for file in (ROOT / "expectations").glob("*.yml"):
        said = yaml.safe_load(file.read_text("utf-8"))
        if "mart" in said:
            found[said["mart"]] = (said["key"], said.get("touches_customers", True))
    return found


@pytest.fixture(scope="module")
def on_paper(
    demo_night: NightHome, suites: Mapping[str, tuple[str, bool]]
) -> Mapping[str, dict[str, object]]:
    """The figures by owner, and under no name those of the night, counted row by row."""
    business = dict(
        query(demo_night.home, "select customer_id, invoiced_last_year from marts.customers")
    )
    records: defaultdict[str, dict[tuple[str, str], list[Decimal]]] = defaultdict(dict)
    customers: defaultdict[str, set[str]] = defaultdict(set)
    for _, owner, mart, key, customer, in_error in query(demo_night.home, _OPEN):
        named_by, touches = suites.get(mart, (mart, True))
        for name in ("", owner):
            amounts = records[name].setdefault(_record(mart, named_by, key), [])
            amounts += [] if in_error is None else [in_error]
            if touches and customer is not None:
                customers[name].add(customer)
    return {
        name: {
            "records_failing": len(found),
            "in_error": _sum(max(amounts) for amounts in found.values() if amounts),
            "records_in_error": sum(1 for amounts in found.values() if amounts),
            "customers_touched": len(customers[name]),
            "yearly_business": _sum(
                business[one] for one in customers[name] if business.get(one) is not None
            ),
            "business_not_known": sum(1 for one in customers[name] if business.get(one) is None),
        }
        for name, found in records.items()
    }


def _record(mart: str, named_by: str, key: str) -> tuple[str, str]:
    if ":" not in key:
        return mart, key
    if named_by.endswith("stage_visit_id"):
        return "stay", key.partition(":")[2] if mart == "stage_visits" else key
    return named_by, key


def _sum(amounts: Iterator[Decimal]) -> float | None:
    told = list(amounts)
    return float(sum(told)) if told else None


def test_the_figures_of_the_night_and_of_each_owner_are_those_counted_row_by_row(
    demo_night: NightHome, on_paper: Mapping[str, dict[str, object]]
) -> None:
    assert demo_night.run["figures"] == on_paper[""]
    told = {one["owner"]: one for one in demo_night.run["owners"]}
    for owner in told.keys() & on_paper.keys():
        assert {name: told[owner][name] for name in on_paper[owner]} == on_paper[owner], owner
    assert on_paper[""]["in_error"]


def test_rows_do_not_add_up_to_more_than_the_night(
    demo_night: NightHome,
) -> None:
    night, rules = demo_night.run["figures"], demo_night.run["rules"]
    for name in ("records_failing", "in_error", "customers_touched"):
        most = max(rule[name] or 0 for rule in rules)
        assert most <= night[name] <= sum(rule[name] or 0 for rule in rules)


@pytest.mark.parametrize("rule", _SAID_AGAIN)
def test_what_a_rule_says_is_in_error_is_so_in_the_marts(demo_night: NightHome, rule: str) -> None:
    kept = dict(
        query(
            demo_night.home,
            f"select record_key, in_error from quality.exceptions where rule_id = '{rule}'",
        )
    )
    said = dict(query(demo_night.home, _SAID_AGAIN[rule]))
    assert kept and any(kept.values())
    assert {key: abs(said[key]) for key in kept if said[key] is not None} == {
        key: amount for key, amount in kept.items() if said[key] is not None
    }
    assert all(kept[key] is None for key in kept if said[key] is None)


def test_terminal_and_front_page_tell_the_same_figures(demo_night: NightHome) -> None:
    figures, checks = demo_night.run["figures"], demo_night.run["checks"]
    passed = sum(r["records"] - r["failing"] - r["waived"] for r in demo_night.run["rules"])
    assert (checks["made"], checks["passed"]) == (
        sum(r["records"] for r in demo_night.run["rules"]),
        passed,
    )
    front = (demo_night.home / "site" / "index.html").read_text("utf-8")
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", front))
    for told in (demo_night.ended.out, page):
        assert f"{checks['made']:,}" in told
        assert f"{figures['in_error']:,.0f}" in told
        assert f"{figures['customers_touched']:,}" in told
        assert f"{figures['yearly_business']:,.0f}" in told


def test_rules_on_reports_surveys_and_registers_carry_no_customers_business(
    demo_night: NightHome, suites: Mapping[str, tuple[str, bool]]
) -> None:
    for rule in demo_night.run["rules"]:
        if not suites.get(rule["mart"], ("", True))[1]:
            assert (rule["customers_touched"], rule["yearly_business"]) == (0, None), rule["id"]
