"""What a company makes of the catalogue, and what lint says of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

import jsonschema
import pytest

from customer_truth.definitions.load import every_suite
from customer_truth.definitions.marts import load_marts
from customer_truth.files import layers
from customer_truth.gate.side import load_side
from customer_truth.lint import lint
from customer_truth.registry.adoption import Adoption, Amendment
from customer_truth.rules import Rule
from customer_truth.verdict.verdict import Severity
from tests.conftest import ROOT

TODAY = date(2026, 11, 20)
Home = Callable[..., Path]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home over the demo company's own registry, with this adoption."""

    def write(adoption: str, since: str = "2000-01-01") -> Path:
        root = tmp_path / "home"
        shutil.copytree(ROOT / "seeds", root / "seeds")
        shutil.copy(ROOT / "dbt_project.yml", root)
        (root / "expectations").mkdir()
        head = f"version: {version('customer-truth')}\nadopted_on: {since}\n"
        (root / "expectations" / "catalogue.yml").write_text(head + adoption)
        return root

    return write


def rules_of(root: Path) -> dict[str, Rule]:
    return {rule.id: rule for suite in every_suite(root) for rule in suite.rules}


def told(root: Path) -> list[str]:
    return [str(problem) for problem in lint(root, TODAY)]


def test_a_catalogue_adopted_as_it_ships_is_the_flat_repositorys(home: Home) -> None:
    root = home("")
    flat = rules_of(ROOT)
    assert told(root) == []
    found = rules_of(root)
    assert found.keys() == flat.keys()
    for id, rule in found.items():
        assert (rule.wordings, rule.owner) == (flat[id].wordings, flat[id].owner)


def test_a_rule_adopted_today_judges_nothing_from_before(home: Home) -> None:
    adopted = date(2026, 11, 1)
    flat, found = rules_of(ROOT), rules_of(home("", since=adopted.isoformat()))
    for id, rule in found.items():
        firsts = [wording.effective_from for wording in rule.wordings]
        assert min(firsts) >= adopted
        assert firsts == sorted(firsts, reverse=True)
        assert len(rule.wordings) <= len(flat[id].wordings)
    assert any(rule.effective_from == adopted for rule in found.values())


def test_a_rule_has_the_limits_severity_and_first_day_that_the_company_says(home: Home) -> None:
    flat = rules_of(ROOT)
    limited = next(rule for rule in flat.values() if rule.limits and not rule.before)
    name, value = next((k, v) for k, v in limited.limits.items() if not isinstance(v, str))
    root = home(
        f"rules:\n  {limited.id}: {{limits: {{{name}: {value + 7}}}, effective_from: 2025-02-03}}\n"
        "  ticket_skips_no_stage: {severity: info}\n"
    )
    assert told(root) == []
    found = rules_of(root)
    assert found[limited.id].limits == {**limited.limits, name: value + 7}
    assert found[limited.id].effective_from == date(2025, 2, 3)
    assert found["ticket_skips_no_stage"].severity is Severity.INFO
    assert flat["ticket_skips_no_stage"].severity is not Severity.INFO


def test_sections_lifecycles_suites_and_rules_are_switched_off_with_a_reason(home: Home) -> None:
    root = home(
        "off:\n"
        "  sections: {DLV: {because: We deliver nothing.}}\n"
        "  lifecycles: {olist_seller: {because: We are no marketplace.}}\n"
        "  suites: {surveys: {because: We ask nobody.}}\n"
        "  rules: {ticket_skips_no_stage: {because: Agents skip on purpose.}}\n"
    )
    assert told(root) == []
    flat, found = rules_of(ROOT), rules_of(root)
    gone = {id for id in flat if id not in found}
    assert "ticket_skips_no_stage" in gone
    assert gone == {
        id
        for id, rule in flat.items()
        if (rule.reference or "").startswith("DLV-")
        or rule.lifecycle == "olist_seller"
        or rule.suite == "surveys"
        or id == "ticket_skips_no_stage"
    }


def test_several_functions_of_the_catalogue_may_be_one_role(home: Home) -> None:
    root = home("roles: {controller: sales_operations, transport_planning: sales_operations}\n")
    assert told(root) == []
    flat, found = rules_of(ROOT), rules_of(root)
    derived = {id for id, rule in flat.items() if rule.file.parts[0] == "seeds"}
    for id, rule in found.items():
        was = flat[id].owner
        is_mapped = was in ("controller", "transport_planning") and id not in derived
        assert rule.owner == ("sales_operations" if is_mapped else was)
    owners = {mart.owner for mart in load_marts(root)[0].values()}
    assert not owners & {"controller", "transport_planning"}


def test_a_role_that_nobody_holds_is_told_once_and_only_where_it_answers(home: Home) -> None:
    root = home("roles: {controller: finance_lead}\n")
    problems = [text for text in told(root) if "finance_lead" in text]
    assert len(problems) == 1
    assert problems[0].startswith("seeds/owners.csv:1: role finance_lead: has no holder, needs")
    assert "rules" in problems[0] and "expectations/catalogue.yml" in problems[0]


def test_a_role_that_answers_for_nothing_needs_no_holder(home: Home) -> None:
    rules = [r for r in rules_of(ROOT).values() if r.owner == "compensation_manager"]
    off = "".join(f"    {r.id}: {{because: No bonus here.}}\n" for r in rules)
    root = home(f"roles: {{compensation_manager: pay_lead}}\noff:\n  rules:\n{off}")
    assert [text for text in told(root) if "pay_lead" in text] == []


@pytest.mark.parametrize(
    ("adoption", "line", "says"),
    [
        ("roles: {controler: boss}\n", 3, "the unknown controler"),
        ("roles: {controller: The Boss}\n", 3, "'The Boss' as a role"),
        ("roles: [controller]\n", 3, "roles"),
        ("off: {sections: {XX: {because: no}}}\n", 3, "the unknown XX"),
        ("off: {sections: {DLV: {}}}\n", 3, "no because"),
        ("off: {sections: {DLV: ours}}\n", 3, "'ours' as DLV"),
        ("off: {sektions: {DLV: {because: no}}}\n", 3, "the unknown field sektions"),
        ("off: {lifecycles: {deal: {because: no}}}\n", 3, "the unknown deal"),
        ("off: {suites: {order: {because: no}}}\n", 3, "Did you mean orders?"),
        ("rules:\n  ticket_skips_no_stag: {severity: info}\n", 4, "the unknown ticket_skips"),
        ("rules:\n  ticket_skips_no_stage: {severity: high}\n", 4, "'high' as severity"),
        (
            "rules:\n  ticket_skips_no_stage: {effective_from: soon}\n",
            4,
            "'soon' as effective_from",
        ),
        ("rules:\n  ticket_skips_no_stage: {must: x}\n", 4, "the unknown field must"),
        ("rules:\n  ticket_skips_no_stage: {}\n", 4, "nothing for the rule"),
        ("rules:\n  proposal_has_amount: {limits: {days: 3}}\n", 4, "the unknown limit days"),
        ("rules:\n  proposal_has_amount: {limits: {days: [3]}}\n", 4, "[3] as days"),
        ("surprise: 1\n", 3, "the unknown field surprise"),
    ],
)
def test_a_bad_adoption_is_told_at_its_line(
    home: Home, adoption: str, line: int, says: str
) -> None:
    found = told(home(adoption))
    problems = [text for text in found if says in text]
    assert problems, found
    assert problems[0].startswith(f"expectations/catalogue.yml:{line}: adoption")


def test_another_version_than_the_installed_one_is_told(home: Home) -> None:
    root = home("")
    path = root / "expectations" / "catalogue.yml"
    path.write_text("version: 0.0.7\nadopted_on: 2000-01-01\n")
    [problem] = told(root)
    assert problem.startswith("expectations/catalogue.yml:1: adoption: has the catalogue 0.0.7")

    path.write_text("adopted_on: never\n")
    assert [text.partition(": ")[2] for text in told(root)] == [
        "adoption: has 'never' as adopted_on, needs a day such as 2026-01-31.",
        "adoption: has no version, needs a text.",
    ]


def test_editors_refuse_what_lint_refuses() -> None:
    schema = json.loads((ROOT / "expectations" / "catalogue.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    off = {"sections": {"DLV": {"because": "We deliver nothing."}}}
    rule = {"limits": {"x": 1}, "severity": "info", "effective_from": "2026-01-01"}
    head = {
        "version": version("customer-truth"),
        "adopted_on": "2026-01-01",
        "roles": {"controller": "boss"},
    }
    assert validator.is_valid({**head, "off": off, "rules": {"a": rule}})
    wrong: list[dict[str, object]] = [
        *({"off": {"sektions": {}}}, {"off": {"rules": {"a": {}}}}),
        *({"rules": {"a": {}}}, {"rules": {"a": {"must": "x"}}}, {"x": 1}),
    ]
    for bad in wrong:
        assert not validator.is_valid({**head, **bad}), bad


def test_an_upgraded_rule_is_judged_by_its_earlier_wording_until_the_day_it_was_adopted() -> None:
    shipped = {
        "id": "r",
        "effective_from": "2026-05-01",
        "must": "new",
        "before": [{"effective_from": "2024-01-01", "must": "old"}],
    }
    adopted = Adoption("1", date(2025, 1, 1), rules={"r": Amendment(newest_from=(TODAY,))})
    fields = adopted.adopted(shipped, {})
    assert fields is not None
    assert (fields["must"], fields["effective_from"]) == ("new", TODAY.isoformat())
    assert fields["before"] == [{"effective_from": "2025-01-01", "must": "old"}]


def test_the_gate_names_the_line_of_the_home_by_which_a_rule_of_the_catalogue_is_adopted(
    home: Home,
) -> None:
    root = home("rules:\n  won_deal_is_not_reopened: {severity: info}\n")
    side = load_side(root, TODAY)
    changed, other = side.rules["won_deal_is_not_reopened"], side.rules["won_deal_has_signed_scope"]
    file = Path("expectations/catalogue.yml")
    assert side.place(changed, "severity") == (file, 4)
    assert side.place(other, "severity") == (file, 3)


def test_the_companys_limits_hold_in_earlier_wordings_too() -> None:
    shipped = {
        "id": "r",
        "effective_from": "2026-05-01",
        "must": "days <= :most",
        "limits": {"most": 3},
        "before": [
            {"effective_from": "2024-01-01", "must": "weeks <= :most", "limits": {"most": 9}},
            {"effective_from": "2023-01-01", "must": "months <= :least", "limits": {"least": 1}},
        ],
    }
    amended = Amendment(limits={"most": 5}, newest_from=(TODAY,))
    fields = Adoption("1", date(2023, 6, 1), rules={"r": amended}).adopted(shipped, {})
    assert fields is not None
    assert (fields["effective_from"], fields["limits"]) == (TODAY.isoformat(), {"most": 5})
    assert [(one["effective_from"], one["limits"]) for one in fields["before"]] == [
        ("2024-01-01", {"most": 5}),
        ("2023-06-01", {"least": 1}),
    ]


def test_a_rule_that_is_switched_off_is_named_at_the_line_that_does(home: Home) -> None:
    shipped = load_side(home("rules: {}\n"), TODAY)
    gone = shipped.rules["won_deal_is_not_reopened"]
    (shipped.root / "expectations" / "catalogue.yml").write_text(
        f"version: {version('customer-truth')}\nadopted_on: 2000-01-01\noff:\n"
        "  sections:\n    CRM: {because: We sell nothing.}\n"
    )
    assert load_side(shipped.root, TODAY).place(gone, "id") == (
        Path("expectations/catalogue.yml"),
        5,
    )
    (shipped.root / "expectations" / "catalogue.yml").unlink()
    assert load_side(shipped.root, TODAY).place(gone, "id")[1] == 1


def test_what_is_wrong_with_the_adoption_is_told_alone(home: Home) -> None:
    root = home("roles: [a, b]\n")
    assert {problem.file.name for problem in lint(root, TODAY)} == {"catalogue.yml"}
    misspelt = root / "expectations" / "catalogue.yml"
    misspelt.write_text(
        misspelt.read_text().replace("roles: [a, b]", "off: {sections: {DVL: {because: No.}}}")
    )
    (told,) = lint(root, TODAY)
    assert "has the unknown DVL" in told.message


def test_a_rule_is_not_both_off_and_changed_and_a_derived_one_has_no_limits(home: Home) -> None:
    derived = "salesforce_stage_is_mapped"
    root = home(
        "off: {rules: {won_deal_is_not_reopened: {because: No.}}}\n"
        "rules:\n  won_deal_is_not_reopened: {severity: info}\n"
        f"  {derived}: {{limits: {{n: 1}}}}\n"
    )
    told = [problem.message for problem in lint(root, TODAY)]
    assert any("has won_deal_is_not_reopened, which is off" in message for message in told)
    assert any("has limits of a derived rule" in message for message in told)


def test_a_day_in_quotes_is_told_to_lose_them(home: Home) -> None:
    root = home("rules: {won_deal_is_not_reopened: {effective_from: '2027-01-01'}}\n")
    (told,) = lint(root, TODAY)
    assert told.message.endswith("Write it without quotes.")


def test_each_wording_holds_from_the_day_of_its_own_upgrade() -> None:
    shipped = {
        "id": "r",
        "effective_from": "2026-10-01",
        "must": "third",
        "before": [
            {"effective_from": "2024-01-01", "must": "first"},
            {"effective_from": "2026-05-01", "must": "second"},
        ],
    }
    amended = Amendment(newest_from=(TODAY, date(2026, 7, 1)))
    fields = Adoption("1", date(2025, 1, 1), rules={"r": amended}).adopted(shipped, {})
    assert fields is not None
    assert (fields["must"], fields["effective_from"]) == ("third", TODAY.isoformat())
    assert [(one["must"], one["effective_from"]) for one in fields["before"]] == [
        ("second", "2026-07-01"),
        ("first", "2025-01-01"),
    ]


def test_a_wording_that_came_with_its_successor_never_held_here() -> None:
    shipped = {
        "id": "r",
        "effective_from": "2026-10-01",
        "must": "third",
        "before": [
            {"effective_from": "2026-05-01", "must": "second"},
            {"effective_from": "2024-01-01", "must": "first"},
        ],
    }
    amended = Amendment(newest_from=(TODAY, TODAY))
    fields = Adoption("1", date(2025, 1, 1), rules={"r": amended}).adopted(shipped, {})
    assert fields is not None
    assert [one["must"] for one in fields["before"]] == ["first"]


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ("2026-07-01", ""),
        (
            "[2026-11-01, 2026-07-01]",
            "has 2 days for 1 wording, needs at most one day for each wording",
        ),
        ("[2026-07-01, 2026-11-01]", "needs the newest first"),
        ("[2026-07-01, soon]", "needs days such as 2026-01-31"),
        ("[]", "needs days such as 2026-01-31"),
        ("'2026-07-01'", "Write it without quotes."),
    ],
)
def test_the_days_of_newest_wordings_are_one_day_or_several(
    home: Home, days: str, says: str
) -> None:
    root = home(f"rules:\n  won_deal_is_not_reopened: {{newest_from: {days}}}\n")
    problems = told(root)
    assert len(problems) == bool(says)
    assert all("catalogue.yml:4: " in one and says in one for one in problems), problems


@pytest.mark.parametrize("amended", ["effective_from", "newest_from"])
@pytest.mark.parametrize("day", ["9999-01-01", "9999-12-31"])
def test_a_rule_may_be_put_off_for_ever(home: Home, amended: str, day: str) -> None:
    assert told(home(f"rules:\n  won_deal_is_not_reopened: {{{amended}: {day}}}\n")) == []


@pytest.mark.parametrize(
    ("adoption", "where"),
    [
        ("off: {suites: {a: {because: '\u200b'}}}\n", "off: suites: a: has '\\u200b' as because"),
        ("off: {sections: {CRM: {}}}\n", "off: sections: CRM: has no because"),
        ("off: {rules: {a: {why: x, because: y}}}\n", "off: rules: a: has the unknown field why"),
        ("off: {suites: {a: []}}\n", "off: suites: has [] as a"),
        ("rules: {a: {severity: high}}\n", "rules: a: has 'high' as severity"),
        ("rules: {a: {}}\n", "rules: a: has nothing for the rule"),
        ("rules: {a: {limits: {b: [1]}}}\n", "rules: a: limits: has [1] as b"),
    ],
)
def test_what_is_wrong_in_an_adoption_is_told_with_the_way_to_it(
    home: Home, adoption: str, where: str
) -> None:
    found = told(home(adoption))
    assert any(f"catalogue.yml:3: adoption: {where}" in text for text in found), found


def test_a_catalogue_adopted_in_days_to_come_is_told_and_a_night_goes_on(home: Home) -> None:
    (problem,) = lint(home("", since="2026-11-21"), TODAY)
    assert str(problem).startswith("expectations/catalogue.yml:2: adoption: has 2026-11-21 as ")
    assert problem.lapsed


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ("{effective_from: 2026-03-01, newest_from: 2026-02-01}", "effective_from 2026-03-01"),
        ("{newest_from: 2025-12-31}", "adopted_on 2026-01-01"),
        ("{effective_from: 2026-03-01, newest_from: 2026-03-01}", ""),
        ("{effective_from: 2025-03-01, newest_from: 2025-12-31}", ""),
    ],
)
def test_a_wording_that_begins_before_its_rule_is_told_at_its_line(
    home: Home, days: str, says: str
) -> None:
    root = home(f"rules:\n  won_deal_is_not_reopened: {days}\n", since="2026-01-01")
    found = told(root)
    assert len(found) == bool(says), found
    assert all("catalogue.yml:4: adoption: rules: won_deal_is_not_reopened" in t for t in found)
    assert all(says in text for text in found)


@pytest.mark.parametrize(
    ("adoption", "line", "says"),
    [
        ("", 2, "adopted_on 2026-01-01"),
        ("rules:\n  proposal_has_amount: {effective_from: 2026-02-01}\n", 4, "2026-02-01"),
        ("rules:\n  proposal_has_amount: {effective_from: 2025-02-01}\n", 0, ""),
        ("off: {rules: {proposal_has_amount: {because: It has ended.}}}\n", 0, ""),
    ],
)
def test_a_rule_that_ended_before_it_begins_here_is_told_at_the_line_of_the_home(
    home: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    adoption: str,
    line: int,
    says: str,
) -> None:
    engine = tmp_path / "engine"
    for name in layers._SHIPPED:
        shutil.copytree(ROOT / name, engine / name)
    shutil.copytree(ROOT / "seeds", engine / "seeds")
    (file,) = (
        path
        for path in (engine / "expectations").glob("*.yml")
        if "id: proposal_has_amount\n" in path.read_text()
    )
    text = file.read_text()
    at = text.index("    effective_from:", text.index("id: proposal_has_amount\n"))
    file.write_text(f"{text[:at]}    effective_until: 2025-06-30\n{text[at:]}")
    for module in ("files.layers", "rules.load", "lint.adoption"):
        monkeypatch.setattr(f"customer_truth.{module}.engine_root", lambda: engine)
    found = told(home(adoption, since="2026-01-01"))
    assert len(found) == bool(line), found
    for text in found:
        assert f"catalogue.yml:{line}: adoption: " in text
        assert "proposal_has_amount, which ends on 2025-06-30" in text and says in text
