"""Rule files become suites and rules, each with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from customer_truth.files.lined_yaml import read_yaml
from customer_truth.rules import Kind, Suite
from customer_truth.rules.load import load_suites
from customer_truth.rules.model import Rule
from customer_truth.rules.schema import schema
from customer_truth.verdict.verdict import Severity

SOUND = """\
suite: visits
mart: stage_visits
key: visit_id
lifecycle: opportunity
rules:
  - id: proposal_has_amount
    title: A proposal carries a price
    kind: entry
    stage: proposal
    owner: sales_operations
    severity: critical
    dimension: completeness
    why: >-
      A forecast built on proposals without a price
      is a guess.
    fix: Enter the quoted amount.
    effective_from: 2026-01-01
    limits: {least: 0.5, word: x, since: 2026-02-01}
    when: stage = 'proposal'
    must: |
      amount > :least

  - id: key_is_unique
    title: Every visit is there once
    kind: invariant
    owner: controller
    severity: warning
    dimension: uniqueness
    why: Doubles count twice.
    fix: Remove the double.
    effective_from: "2026-01-01"
    effective_until: 2026-12-31
    tolerance: 0.01
    expect: {type: expect_column_values_to_be_unique, column: visit_id}
"""


def load(root: Path, text: str | bytes) -> tuple[list[Suite], list[str]]:
    path = root / "expectations" / "visits.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    suites, problems = load_suites(root)
    return suites, [str(problem) for problem in problems]


def test_a_rule_file_becomes_a_suite_with_the_place_of_each_rule(tmp_path: Path) -> None:
    (suite,), problems = load(tmp_path, SOUND)
    assert problems == []
    assert (suite.name, suite.mart, suite.customer) == ("visits", "stage_visits", None)
    first, second = suite.rules
    assert (first.kind, first.severity, first.line) == (Kind.ENTRY, Severity.CRITICAL, 6)
    assert (first.lifecycle, first.stage, second.line) == ("opportunity", "proposal", 23)
    assert first.must == "amount > :least"
    assert first.why == "A forecast built on proposals without a price is a guess."
    assert first.limits == {"least": 0.5, "word": "x", "since": "2026-02-01"}
    assert first.file == Path("expectations/visits.yml")
    assert second.effective_from == date(2026, 1, 1)
    assert (second.effective_until, second.tolerance) == (date(2026, 12, 31), 0.01)
    assert second.expect == {"type": "expect_column_values_to_be_unique", "column": "visit_id"}


def test_a_rule_says_how_it_reads_when_broken_and_where_it_is_put_right(tmp_path: Path) -> None:
    said = "title: A proposal carries a price\n    broken: Proposals without a price"
    text = SOUND.replace("title: A proposal carries a price", said).replace(
        "fix: Enter the quoted amount.", "fix: Enter the quoted amount.\n    fix_in: netsuite"
    )
    (suite,), problems = load(tmp_path, text)
    assert problems == []
    first, second = suite.rules
    assert (first.broken, first.fix_in) == ("Proposals without a price", "netsuite")
    assert (second.broken, second.fix_in) == ("Not so: Every visit is there once", None)


def test_byte_order_mark_and_crlf_change_nothing(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode()
    (suite,), problems = load(tmp_path, text)
    assert problems == []
    assert [rule.line for rule in suite.rules] == [6, 23]


def test_a_broken_rule_leaves_its_sound_neighbours(tmp_path: Path) -> None:
    (suite,), problems = load(tmp_path, SOUND.replace("owner: controller", "owner: [a, b]"))
    assert [rule.id for rule in suite.rules] == ["proposal_has_amount"]
    assert problems == [
        "expectations/visits.yml:26: rule key_is_unique: has two owners (a, b), needs exactly one. "
        "Name the one accountable role."
    ]


BROKEN = [
    ("", "has nothing in file, needs fields"),
    ("- a\n- b\n", "as file, needs fields"),
    ("just words", "as file, needs fields"),
    ("a: [1", "has broken YAML"),
    ("a: 1\n---\nb: 2\n", "has broken YAML"),
    ("a: \t- x", "has broken YAML"),
    ("&x a: *y", "has the alias *y, which no anchor defines"),
    ("rules: &r [*r]", "has a part that contains itself"),
    (SOUND.replace("rules:", "rules: {}\nmore:"), "has {} as rules, needs a list"),
    (SOUND.replace("rules:", "rules: []\nmore:"), "has no rules, needs at least one"),
    (SOUND.replace("mart: stage_visits\n", ""), "suite visits: has no mart"),
    (SOUND + "  - just words\n", 'suite visits: has "just words" as item, needs fields'),
    (SOUND.replace("key: visit_id\n", "key: visit_id\nkey: id\n"), "has the field key twice"),
    (SOUND.replace("severity: critical", "? [a, b]\n    : c"), "whose name is a list"),
    (
        SOUND.replace("title: Every", "title: !!python/name:os.system Every"),
        "has the tag !!python/name:os.system, needs a plain value",
    ),
    (SOUND.replace("owner: controller", "owner: a & b"), "has two owners (a, b)"),
    (SOUND.replace("owner: controller", "owner: [a]"), "has a list as owner (a)"),
    (SOUND.replace("owner: controller", "owner: {a: b}"), "as owner"),
    (SOUND.replace("owner: controller", "owner: 7"), "as owner, needs the id of one role"),
    (SOUND.replace("owner: controller", "owner: Sales Ops"), "needs the id of one role"),
    (SOUND.replace("kind: entry", "broken: [a]\n    kind: entry"), "as broken, needs a text"),
    (SOUND.replace("kind: entry", "broken: ' '\n    kind: entry"), "as broken, needs a text"),
    (SOUND.replace("kind: entry", "fix_in: The ERP\n    kind: entry"), "as fix_in, needs one name"),
    (b"\xff\xfe", "needs UTF-8"),
]


@pytest.mark.parametrize(("text", "told"), BROKEN)
def test_a_broken_file_is_told_and_raises_nothing(
    tmp_path: Path, text: str | bytes, told: str
) -> None:
    _, problems = load(tmp_path, text)
    assert any(told in problem for problem in problems), problems


def test_the_schema_is_sound_and_describes_every_field_of_a_rule() -> None:
    Draft202012Validator.check_schema(schema())
    fields = schema()["$defs"]["rule"]["properties"]
    assert all("description" in field for field in fields.values())
    of_the_suite = {"suite", "mart", "key", "customer", "value", "touches_customers", "judged_at"}
    places = of_the_suite | {"trace", "file", "line"}
    assert set(fields) == set(Rule.__dataclass_fields__) - places


def test_every_part_of_a_document_knows_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("a:\n  - b: 1\n    c: |\n      x\n  - d\n")
    document = read_yaml(path)
    assert document.line("a", 0, "c") == 3
    assert document.line("a", 1) == 5
    assert document.line("a", 0, "missing") == 2
    assert document.data == {"a": [{"b": 1, "c": "x\n"}, "d"]}
