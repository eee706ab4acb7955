"""Which rules a night leaves out for a raw table that is not whole, and which it judges as ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from customer_truth.extracts.source_tables import Unwhole
from customer_truth.lineage.applicable import APPLICABLE, Applicability
from customer_truth.lineage.behind import tables_behind
from customer_truth.nightly.not_looked_at import not_looked_at, tables_behind_rules
from customer_truth.rules import Kind, Rule
from customer_truth.rules.load import load_suites
from tests.conftest import ROOT

AT = datetime(2026, 10, 20, 4)
ANY = load_suites(ROOT)[0][0].rules[0]
CUT = Unwhole("crm.history", "crm.history is cut (usual 4,646, found 464)", is_cut=True)
STALE = Unwhole("crm.deal", "crm.deal is stale (nothing newer than 2026-10-13 05:00)", is_cut=False)
_MARTS = {"deals": frozenset({"crm.history", "crm.deal"}), "tickets": frozenset({"desk.ticket"})}
_REFERENCES = {"crm": frozenset({"crm.deal", "desk.ticket"}), "desk": frozenset({"desk.ticket"})}


def behind(rules: list[Rule]) -> dict[str, frozenset[str]]:
    return tables_behind_rules(rules, _MARTS, _REFERENCES)


def rule(id: str, mart: str, kind: Kind = Kind.INVARIANT, when: str | None = None) -> Rule:
    return replace(ANY, id=id, mart=mart, kind=kind, when=when)


def test_every_rule_whose_mart_reads_a_cut_table_is_left_out_and_no_other() -> None:
    rules = [rule("deal", "deals"), rule("ticket", "tickets")]
    unseen, _ = not_looked_at([CUT], rules, behind(rules), {}, {}, AT)
    assert unseen.rules == {"deal": "not judged: crm.history is cut (usual 4,646, found 464)"}


def test_a_rule_on_the_rows_of_another_system_is_judged() -> None:
    own, other = (
        rule(system, "deals", Kind.SOURCE, f"source_system = '{system}'")
        for system in ("crm", "desk")
    )
    unseen, _ = not_looked_at([CUT], [own, other], behind([own, other]), {}, {}, AT)
    assert set(unseen.rules) == {"crm"}


def test_references_from_or_to_a_table_that_is_not_whole_are_left_out() -> None:
    crm, desk = (
        rule(system, "source_references", Kind.SOURCE, f"source_system = '{system}'")
        for system in ("crm", "desk")
    )

    def left_out(unwhole: Unwhole) -> set[str]:
        rules = [crm, desk]
        unseen, _ = not_looked_at([unwhole], rules, behind(rules), {}, {}, AT)
        return set(unseen.rules)

    assert left_out(STALE) == {"crm"}
    assert left_out(replace(CUT, table_id="desk.ticket")) == {"crm", "desk"}
    assert left_out(CUT) == set()


def test_a_stale_table_leaves_out_only_what_it_alone_says() -> None:
    lost = Applicability(frozenset({"crm.deal"}), ())
    part = Applicability(frozenset({"crm.deal"}), ("desk",))
    rules = [rule("alone", "deals"), rule("both", "deals"), rule("neither", "tickets")]
    without = {"alone": lost, "both": part, "neither": APPLICABLE}
    unseen, limited = not_looked_at([STALE], rules, behind(rules), {}, without, AT)
    words = "not judged: crm.deal is stale (nothing newer than 2026-10-13 05:00)"
    assert (unseen.rules, unseen.records) == ({"alone": words}, {"both": words})
    assert limited["both"].judged == ("desk",)
    assert limited["both"].reason == f"{words}; only records of desk are judged"


def test_what_is_not_applicable_anyway_stays_so() -> None:
    lacking = {"deal": Applicability(frozenset({"crm.x"}), ())}
    rules = [rule("deal", "deals")]
    unseen, limited = not_looked_at([CUT, STALE], rules, behind(rules), lacking, lacking, AT)
    assert (unseen.rules, limited) == ({}, lacking)


def test_a_rule_that_is_not_in_force_yet_is_not_among_those_that_are_not_judged() -> None:
    lost = {id: Applicability(frozenset({"crm.deal"}), ()) for id in ("later", "stale_later")}
    later = {"judged_at": None, "effective_from": date(2027, 1, 1)}
    rules = [
        replace(rule("later", "deals"), **later),
        replace(rule("stale_later", "others"), **later),
    ]
    asked = {"later": frozenset({CUT.table_id}), "stale_later": frozenset({STALE.table_id})}
    unseen, _ = not_looked_at([CUT, STALE], rules, asked, {}, lost, AT)
    assert (unseen.rules, unseen.records) == ({}, {})


def test_a_mart_reads_what_stands_behind_its_models_and_in_its_sql() -> None:
    def model(name: str, reads: list[str], sql: str = "") -> dict[str, object]:
        return {
            "resource_type": "model",
            "name": name,
            "alias": name,
            "schema": "marts",
            "depends_on": {"nodes": reads},
            "compiled_code": sql,
        }

    manifest = {
        "sources": {
            "s.deal": {"schema": "raw", "identifier": "crm__deal"},
            "s.history": {"schema": "raw", "identifier": "crm__deal_history"},
        },
        "nodes": {
            "m.rows": model("rows", [], "select 1 from raw.crm__deal_history"),
            "m.deals": model("deals", ["s.deal"]),
            "m.all": model("all", ["m.deals", "m.rows"]),
        },
    }
    assert tables_behind(manifest) == {
        "rows": frozenset({"crm.deal_history"}),
        "deals": frozenset({"crm.deal"}),
        "all": frozenset({"crm.deal", "crm.deal_history"}),
    }
