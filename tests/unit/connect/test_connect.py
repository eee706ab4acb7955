"""`truth connect` writes what is sound, replaces nothing, and says what it found."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy

from customer_truth.connect.plan import Plan, Wanted, make_plan, write_plan
from customer_truth.dialects import SPELLINGS
from customer_truth.errors import Unusable
from customer_truth.extracts.check import check_table
from customer_truth.extracts.contract import declared_tables
from customer_truth.extracts.places import Files
from customer_truth.home.write import Wanted as WantedHome
from customer_truth.home.write import write_home
from customer_truth.lint import lint
from tests.conftest import truth

TODAY = date.today()
DEALS = "Deal No,Sent on,Amount,Status,Owner mail\n" + "".join(
    f"D{n},{'see invoice' if n % 3 == 0 else f'{n % 28 + 1:02}/01/2026'},{n},"
    f"{'open' if n % 2 else 'closed'},zora{n}@example.com\n"
    for n in range(1, 301)
)


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "acme"
    write_home(WantedHome(folder, ("zendesk",), TODAY, "Ada Byron <ada@acme.test>"))
    return folder


@pytest.fixture
def home(shared_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shared_home, tmp_path / "home", symlinks=True))


def folder_of(place: Path, **files: str) -> Path:
    folder = place / "drop"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def plan_of(home: Path, folder: Path, system: str = "crm_export", **keys: tuple[str, ...]) -> Plan:
    return make_plan(Wanted(home, system, folder, TODAY, keys=keys), lambda _: None)


def contents(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_what_is_written_is_sound_and_tried(home: Path, tmp_path: Path) -> None:
    plan = plan_of(home, folder_of(tmp_path, deals=DEALS))
    before = contents(home)
    write_plan(home, plan)
    assert [str(problem) for problem in lint(home, TODAY)] == []
    tried = truth("test", *plan.suites, "--project", home, home=tmp_path)
    assert tried.code == 0, tried.err
    after = contents(home)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"seeds/source_systems.csv", "dbt_project.yml"}
    for name in changed:
        gone = set(before[name].splitlines()) - set(after[name].splitlines())
        assert not gone or (name == "dbt_project.yml" and gone == {b"  own_marts: []"})


@pytest.mark.parametrize("marked", ["", "\ufeff"])
def test_the_row_of_a_system_has_the_columns_that_the_home_has(
    home: Path, tmp_path: Path, marked: str
) -> None:
    systems = home / "seeds" / "source_systems.csv"
    assert ",UTC\n" in systems.read_text()
    lines = [line.rsplit(",", 1)[0] for line in systems.read_text().splitlines()]
    systems.write_text(marked + "\n".join(lines) + "\n", encoding="utf-8")
    write_plan(home, plan_of(home, folder_of(tmp_path, deals=DEALS)))
    assert systems.read_text().splitlines()[-1].count(",") == 2
    assert [str(problem) for problem in lint(home, TODAY)] == []


def test_a_second_system_stands_beside_the_first(home: Path, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, deals=DEALS)
    write_plan(home, plan_of(home, folder))
    write_plan(home, plan_of(home, folder, "erp_export"))
    assert [str(problem) for problem in lint(home, TODAY)] == []
    assert (
        "own_marts: [crm_export_deals, erp_export_deals]" in (home / "dbt_project.yml").read_text()
    )


def test_values_are_shown_only_where_they_can_be_nobodys(home: Path, tmp_path: Path) -> None:
    text = DEALS.replace("see invoice", "Zora Quill", 30)
    plan = plan_of(home, folder_of(tmp_path, deals=text))
    said = "\n".join(plan.said)
    assert "100 of 300 sent_on are no date: 'see invoice' 70, a text of 10 characters 30" in said
    everything = said + "".join(plan.files.values())
    assert "Zora" not in everything
    assert "@example" not in everything


def test_one_bad_file_keeps_no_other_from_being_connected(home: Path, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, deals=DEALS, empty="", twice="a,a\n1,2\n", keyless="a\nx\nx\n")
    (folder / "sub").mkdir()
    plan = plan_of(home, folder)
    assert [line.split(":")[0] for line in plan.left_out] == [
        *("empty.csv", "keyless.csv", "sub", "twice.csv")
    ]
    assert "--key keyless=COLUMN" in plan.left_out[1]


def test_a_key_is_a_code_and_nobodys_mail_or_name(home: Path, tmp_path: Path) -> None:
    people = "Mail,Who,Day\n" + "".join(
        f"zora{n}@example.com,Zora Quill {n},2026-01-01\n" for n in range(9)
    )
    with pytest.raises(Unusable, match="names a row and is nobody's own"):
        plan_of(home, folder_of(tmp_path, people=people))
    lines = "order,line,amount\n" + "".join(f"{n // 3},{n % 3},{n}.5\n" for n in range(9))
    plan = plan_of(home, folder_of(tmp_path, lines=lines))
    assert "  key order_value + line" in plan.said or "  key line + order_value" in plan.said
    several = "id,code,other_id\n" + "".join(f"{n},c{n},o{n}\n" for n in range(9))
    shutil.rmtree(tmp_path / "drop")
    plan = plan_of(home, folder_of(tmp_path, several=several))
    assert "  key id; so could code, other_id" in plan.said
    named = plan_of(home, folder_of(tmp_path), several=("other_id",))
    assert "  key other_id" in named.said


@pytest.mark.parametrize(
    "name", ["CRM", "con", "a b", "", "zendesk", "night", "x" * 41, "1crm", "crm/..", "crm'"]
)
def test_a_name_that_nothing_can_have_or_that_is_taken_is_refused(
    home: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(Unusable, match=r"NAME: has .* needs"):
        plan_of(home, folder_of(tmp_path, deals=DEALS), name)


def test_a_mart_of_the_engine_is_not_written_again(home: Path, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="customer_events as the name of its mart, which is taken"):
        plan_of(home, folder_of(tmp_path, events=DEALS), "customer")


def test_no_file_that_is_there_is_replaced(home: Path, tmp_path: Path) -> None:
    own = home / "expectations" / "crm_export_deals.yml"
    own.write_text("# ours\n")
    before = contents(home)
    with pytest.raises(Unusable, match=r"crm_export_deals.yml: is there already"):
        plan_of(home, folder_of(tmp_path, deals=DEALS))
    assert contents(home) == before


def test_a_dry_run_writes_nothing_and_needs_no_terminal(home: Path, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, deals=DEALS)
    before = contents(home)
    ended = truth("connect", "crm_export", folder, "--dry-run", "--project", home, home=tmp_path)
    assert ended.code == 0, ended.err
    assert "Would write models/staging/crm_export/_crm_export__sources.yml" in ended.out
    assert contents(home) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("crm_export", "nowhere"), "needs a folder of files"),
        (("crm_export", ".", "--key", "deals"), "needs a table and columns"),
        (("crm_export", ".", "--owner", "Ada Byron"), "--owner: has"),
        (
            ("crm_export", ".", "--owner", "nosuch_role"),
            "--owner 'nosuch_role': is unknown, needs a role",
        ),
    ],
)
def test_what_cannot_be_connected_ends_with_2_and_words(
    home: Path, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    ended = truth("connect", *arguments, "--project", home, home=tmp_path)
    assert ended.code == 2
    assert told in ended.err
    assert "Traceback" not in ended.err


def test_headers_and_file_names_of_any_sign_are_sound_or_refused(
    home: Path, tmp_path: Path
) -> None:
    text = "id,%s\n" + "".join(f"{n},{n % 3}\n" for n in range(9))
    odd = ['"a ""b"""', "c'd", "100%", "a: b # c", "[x]", "*", "\\", "Ünï côdé", "- y", "true"]
    folder = folder_of(tmp_path)
    for place, header in enumerate(odd):
        (folder / f"it's {place} [1] #{{x}}.csv").write_text(text % header, encoding="utf-8")
    (folder / "brace.csv").write_text(text % "{{ x }}")
    (folder / "line.csv").write_text(text % '"a\nb"')
    plan = plan_of(home, folder)
    assert [line.split(":")[0] for line in plan.left_out] == ["brace.csv", "line.csv"]
    write_plan(home, plan)
    assert [str(problem) for problem in lint(home, TODAY)] == []
    tables = declared_tables(home, ("crm_export",))
    with sqlalchemy.create_engine("truth_duckdb://").connect() as connection:
        for table in tables:
            bound, problems = check_table(connection, Files(folder), table, {}, SPELLINGS["duckdb"])
            assert not problems, problems
            assert bound is not None
    assert len(tables) == len(odd)


def test_a_mart_of_ones_own_that_is_none_is_told_at_its_line(home: Path, tmp_path: Path) -> None:
    write_plan(home, plan_of(home, folder_of(tmp_path, deals=DEALS)))
    settings = home / "dbt_project.yml"
    settings.write_text(settings.read_text().replace("[crm_export_deals]", "[crm_export_deal]"))
    (problem,) = lint(home, TODAY)
    assert "own_marts" in settings.read_text().splitlines()[problem.line - 1]
    assert "the unknown mart crm_export_deal" in problem.message
    assert "Did you mean crm_export_deals?" in problem.message
    settings.write_text(settings.read_text().replace("[crm_export_deal]", "[customers]"))
    (problem,) = lint(home, TODAY)
    assert "the mart customers, which has no source_system" in problem.message


def test_two_files_of_one_name_are_refused_before_anything_is_written(
    home: Path, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, deals=DEALS)
    (folder / "deals.tsv").write_text(DEALS.replace(",", "\t"), "utf-8")
    with pytest.raises(Unusable, match=r"deals.tsv beside deals.csv, needs one file a table"):
        plan_of(home, folder)
    (folder / "deals.tsv").rename(folder / "deals.2025.tsv")
    assert not plan_of(home, folder).left_out
