"""Which rules are not applicable, and of which systems records are judged."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from customer_truth.definitions.marts import Column, Mart
from customer_truth.lineage import applicable
from customer_truth.lineage.applicable import (
    Applicability,
    applicabilities,
    applicability,
    lacking_words,
)
from customer_truth.lineage.relation import Branch, Relation
from customer_truth.lineage.value import GIVEN, Value, absent, constant, either
from customer_truth.rules import Rule
from customer_truth.rules.model import Kind
from customer_truth.verdict.verdict import Severity

LEI = "crm.account.lei"
TYPES = {
    "id": "text", "source_system": "text", "amount": "numeric", "lei": "text", "kind": "text",
    "score": "double precision",
}  # fmt: skip
MART = Mart(
    name="deals",
    description="",
    owner=None,
    columns={name: Column(name=name, data_type=kind, safe=False) for name, kind in TYPES.items()},
    file=Path("deals.yml"),
    line=1,
)


def branch(system: str, **columns: Value) -> Branch:
    told = dict.fromkeys(TYPES, GIVEN) | {"source_system": constant(system)} | columns
    return Branch(told)


CRM = branch("crm", lei=absent([LEI]), kind=constant("deal"), score=absent(["crm.deal.score"]))
SHOP = branch("shop", kind=constant("order"))


def rule(must: str | None = "lei is not null", when: str | None = None, **other: object) -> Rule:
    fields: dict[str, object] = {
        "id": "deal_has_a_lei", "title": "", "broken": "", "kind": Kind.INVARIANT, "owner": "sales",
        "severity": Severity.CRITICAL, "dimension": "completeness", "why": "", "fix": "",
        "effective_from": date(2026, 1, 1), "suite": "deals", "mart": "deals", "key": "id",
        "customer": None, "value": "amount", "judged_at": None, "file": Path("deals.yml"),
        "line": 1, "must": must, "when": when,
    }  # fmt: skip
    return Rule(**{**fields, **other})  # type: ignore[arg-type]


def of(asked: Rule, *branches: Branch) -> Applicability:
    relation = Relation(tuple(TYPES), branches)
    return applicability(asked, MART, relation, datetime(2026, 11, 28))


@pytest.mark.parametrize(
    "asked",
    [
        rule(),
        rule("amount > 1", when="lei is null"),
        rule("amount > 1 or lei is null"),
        rule(None, expect={"type": "expect_column_values_to_be_unique", "column": "lei"}),
        rule(None, expect={"type": "expect_compound_columns", "column_list": ["id", "lei"]}),
    ],
)
def test_a_rule_that_asks_for_an_absent_column_is_not_applicable(asked: Rule) -> None:
    found = of(asked, CRM)
    assert not found.is_applicable
    assert found.reason == f"{LEI} is not in the extracts"


@pytest.mark.parametrize(
    "asked",
    [rule("amount > 1"), rule("coalesce(lei, id) is not null"), rule("amount > 1", "id = 'x'")],
)
def test_a_rule_that_can_do_without_it_is_judged_as_before(asked: Rule) -> None:
    assert of(asked, CRM) == Applicability()


def test_where_one_system_has_the_column_its_records_are_judged() -> None:
    found = of(rule(), CRM, SHOP)
    assert found.is_applicable
    assert found.condition == "\"source_system\" in ('shop')"
    assert found.reason == f"{LEI} is not in the extracts; only records of shop are judged"


def test_a_system_that_the_rule_is_not_about_lacks_nothing() -> None:
    assert of(rule(when="kind = 'order'"), CRM, SHOP) == Applicability()


def test_a_mart_that_names_no_system_is_absent_only_where_all_of_it_is() -> None:
    unnamed = Branch({**CRM.columns, "source_system": GIVEN})
    assert of(rule(), unnamed, SHOP) == Applicability()
    assert not of(rule(), unnamed).is_applicable


def test_names_that_begin_alike_are_not_taken_for_one_system() -> None:
    either_of = either([constant("salesforce"), constant("spreadsheets")])
    unnamed = Branch({**SHOP.columns, "source_system": either_of})
    assert of(rule(), CRM, unnamed) == Applicability()


def test_a_mart_without_records_says_what_keeps_them_out() -> None:
    assert (
        of(rule("amount > 1"), branch("crm").emptied(frozenset(["shop"]))).reason == "shop is off"
    )


def test_a_rule_about_records_that_no_system_brings_says_so() -> None:
    found = of(rule(when="kind = 'seller'"), CRM, SHOP)
    assert found.is_nobodys
    assert found.reason == "no system that is on has such records"


def test_what_is_lacking_is_told_in_words() -> None:
    assert lacking_words(frozenset([LEI])) == f"{LEI} is not in the extracts"
    told = lacking_words(frozenset(["b.t", "a.t.c", "erp"]))
    assert told == "a.t.c, b.t are not in the extracts, erp is off"


def test_a_rule_of_which_it_cannot_be_found_out_judges_every_record(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> object:
        raise RecursionError

    night = datetime(2026, 11, 28)
    columns = {"deals": Relation(tuple(TYPES), (CRM,))}
    assert not applicabilities([rule()], {"deals": MART}, columns, night)[
        "deal_has_a_lei"
    ].is_applicable
    monkeypatch.setattr(applicable, "never_true", breaks)
    asked = rule(when="amount > 1")
    assert applicabilities([asked], {"deals": MART}, columns, night) == {}
    assert "deal_has_a_lei: what it lacks cannot be found out (RecursionError)" in caplog.text


def test_a_rounded_double_is_asked_for_as_any_column_is() -> None:
    asked = rule("round(score, 2) = 1")
    assert of(asked, CRM).lacks == {"crm.deal.score"}
