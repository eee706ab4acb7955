"""Reading YAML costs no more than the file is worth, and guesses nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from customer_truth.files.lined_yaml import Document, read_yaml
from customer_truth.rules.load import load_suites
from tests.bounded import bounded

LAUGHS = 'a0: &a0 ["lol"]\n' + "".join(
    f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 12)
)
BOMBS = {
    "aliases that multiply": (LAUGHS, "too many parts"),
    "a list of lists": ("[" * 900 + "]" * 900, "levels of nesting"),
    "a very deep list": ("[" * 100_000, "levels of nesting"),
    "very deep fields": ("{a: " * 100_000, "levels of nesting"),
    "deep blocks": ("".join(f"{' ' * at}a:\n" for at in range(900)), "levels of nesting"),
    "many parts": ("[" + "[]," * 1_300_000 + "]", "too many parts"),
    "many fields": ("\n".join(f"f{at}: 1" for at in range(200_000)), "too many parts"),
    "many aliases": ("- &a [1, 2]\n" + "- *a\n" * 200_000, "too many parts"),
    "a large file": ("a: b\n" * 1_000_000, "5,000,000 bytes, needs at most 4,000,000"),
    "a long text": ("a: " + "x" * 1_000_000, "a text of 1,000,000 characters"),
    "many tags": ("- !!x y\n" * 100_000, "100 values that cannot be read, the last the tag !!x"),
    "a merge of a merge": ("a: &a {b: 1}\nc: {<<: *a}\n", "the merge key <<"),
}


def read(folder: Path, text: str | bytes) -> Document:
    path = folder / "file.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(path)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_told_in_few_words_and_in_bounded_time(tmp_path: Path, name: str) -> None:
    text, told = BOMBS[name]
    with bounded():
        document = read(tmp_path, text)
    ((_, has, needs),) = document.problems
    assert told in f"{has}, needs {needs}"
    assert len(has) < 400


MISREAD = {
    "010": "a plain number",
    "0x1f": "a plain number",
    "1_000": "a plain number",
    "1:30": "a plain number",
    "9" * 10_000: "a plain number",
    ".nan": "a plain number such as 0.5",
    "-.inf": "a plain number such as 0.5",
    "1.0e+400": "a plain number such as 0.5",
    "1:30.5": "a plain number such as 0.5",
    "no": "true, false, or quotes",
    "On": "true, false, or quotes",
    "2026-13-40": "a day or a moment that exists",
    "2026-01-01 25:00:00": "a day or a moment that exists",
    "!!bool x": "a plain value",
    "!!int x": "a plain value",
    "!own x": "a plain value",
    "!!python/object/apply:os.system [x]": "a plain value",
    "<<": "a value that exists, or quotes",
    "=": "a value that exists, or quotes",
    "*a": "its anchor",
}


@pytest.mark.parametrize("text", MISREAD)
def test_what_yaml_reads_otherwise_than_a_person_is_refused(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, f"first: 1\nfield: {text}\n")
    ((line, has, needs),) = document.problems
    assert line == 2
    assert needs.startswith(MISREAD[text])
    assert len(has) < 400


def test_of_a_file_that_breaks_off_nothing_counts(tmp_path: Path) -> None:
    path = tmp_path / "expectations" / "visits.yml"
    path.parent.mkdir()
    path.write_text(SUITE.replace("key: visit_id", "key").replace("mart: visits", "") + "  x\n")
    suites, (problem,) = load_suites(tmp_path)
    assert suites == []
    assert "has broken YAML" in str(problem)


def test_quotes_keep_a_word_as_it_is(tmp_path: Path) -> None:
    document = read(tmp_path, "a: 'no'\nb: \"010\"\nc: 1e6\nd: 2026-01-31x\ne: ~\nf: -0.5\n")
    assert document.problems == []
    assert document.data == {"a": "no", "b": "010", "c": "1e6", "d": "2026-01-31x", "e": None} | {
        "f": -0.5
    }


def test_an_alias_repeats_what_its_anchor_names(tmp_path: Path) -> None:
    document = read(tmp_path, "a: &x {b: [1, 2]}\nc: *x\n")
    assert document.problems == []
    assert document.data == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}}
    assert document.line("c", "b", 0) == 2


UNENDING: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": lambda path: path.mkdir(),
    "a file that cannot be read": lambda path: path.symlink_to(path),
}


@pytest.mark.parametrize("kind", UNENDING)
def test_what_is_no_plain_file_is_told_and_not_waited_for(tmp_path: Path, kind: str) -> None:
    UNENDING[kind](tmp_path / "file.yml")
    ((line, has, _),) = read_yaml(tmp_path / "file.yml").problems
    assert line == 1
    assert has.startswith(kind)


@pytest.mark.parametrize(
    "content", [b"a: \xed\xa0\x80", b"a: \x00", "a: b".encode("utf-16"), b"a: \x1b[31m", b"\xff"]
)
def test_bytes_that_are_no_text_are_one_problem(tmp_path: Path, content: bytes) -> None:
    assert len(read(tmp_path, content).problems) == 1


SUITE = """\
suite: visits
mart: visits
key: visit_id
rules:
  - id: a
    title: b
    kind: invariant
    owner: chief
    severity: info
    dimension: accuracy
    why: c
    fix: d
    effective_from: 2026-01-01
    must: e
"""
NO_TEXT = {
    "must: 2026-01-01": 'has "2026-01-01" as must, needs a text',
    "must: .nan": "has '.nan', needs",
    "must: 7": "has 7 as must, needs a text",
    "must: true": "has true as must, needs a text",
    "must: [a]": 'has ["a"] as must, needs a text',
    "must: {a: b}": 'has {"a": "b"} as must, needs a text',
    "must:": "has nothing in must, needs a text",
    "must: !!bool x": "has the tag !!bool",
    "must: e\n    when: 2026-01-01": 'has "2026-01-01" as when, needs a text',
    "must: e\n    title: 2026-01-01": "has the field title twice",
}


@pytest.mark.parametrize("text", NO_TEXT)
def test_a_criterion_that_is_no_text_is_one_problem(tmp_path: Path, text: str) -> None:
    path = tmp_path / "expectations" / "visits.yml"
    path.parent.mkdir()
    path.write_text(SUITE.replace("must: e", text))
    _, (problem,) = load_suites(tmp_path)
    assert NO_TEXT[text] in str(problem)


def test_a_name_does_not_end_in_a_line_break(tmp_path: Path) -> None:
    path = tmp_path / "expectations" / "visits.yml"
    path.parent.mkdir()
    path.write_text(SUITE.replace("id: a", 'id: "a\\n"'))
    _, (problem,) = load_suites(tmp_path)
    assert "as id, needs one name in lower case" in str(problem)


def test_thousands_of_wrong_rules_are_told_in_a_hundred_problems(tmp_path: Path) -> None:
    path = tmp_path / "expectations" / "visits.yml"
    path.parent.mkdir()
    path.write_text("suite: a\nmart: b\nkey: c\nrules: [" + "{x: 1}," * 3_001 + "]")
    with bounded():
        suites, problems = load_suites(tmp_path)
    assert suites == []
    assert len(problems) == 101
    assert "has more than 100 wrong parts" in str(problems[-1])
