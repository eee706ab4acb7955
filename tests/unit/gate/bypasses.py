"""Ways around the gate that move no record tonight: each change, who agreed, what comes of it.

Eve wrote the change and fay is her friend. Devon (dm) holds sales_operations, Beatriz (bk) is
controller, Amara (ao) answers for the tool, Ingrid (is) is chief and stands in for dm and bk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from customer_truth.cli.commands import app
from tests.unit.gate.company import Edit
from tests.unit.lint.lint_project import RULES, VISITS

OWNERS, STAGES = "seeds/owners.csv", "seeds/lifecycle_stages.csv"
POLICY, PLANTED = "checkpoints/pull_request.yml", "tests/planted/visits.yml"
GATE = ".github/workflows/gate.yml"
SALES, CONTROLLER, TOOL = "sales_operations", "controller", "customer_truth_owner"
CRITICAL = "critical_rule_loosened_without_its_owner"
DRIFTED, UNSOUND, NEVER_RED = "codeowners_drifted", "unsound_definition", "rule_never_seen_red"


@dataclass(frozen=True)
class Bypass:
    """One way: with nobody's word it `needs` these roles and is `blocked` by these findings.

    `before` stood in the company before, `merged` went into main since the change began.
    `not_enough` are handles whose word does not let it through, `enough` those whose word does;
    None where nobody's does. `says` stands in what the gate says where a night is at hand.
    """

    way: str
    edit: Edit
    needs: str | tuple[str, ...] = ()
    enough: tuple[str, ...] | None = ()
    blocked: tuple[str, ...] = ()
    not_enough: tuple[str, ...] = ("fay",)
    kind: str = ""
    says: tuple[str, ...] = ()
    merged: Edit | None = None
    before: Edit | None = None
    author: str = "eve"

    @property
    def roles(self) -> set[str]:
        """The roles whose word is missing where nobody gave any."""
        return {self.needs} if isinstance(self.needs, str) else set(self.needs)


def replaced(file: str, old: str, new: str) -> Edit:
    """Puts one text in the place of another, wherever it stands in the file."""

    def edit(root: Path) -> None:
        text = (root / file).read_text("utf-8")
        assert old in text, f"{file} has no {old!r}"
        (root / file).write_text(text.replace(old, new), "utf-8")

    return edit


def written(file: str, text: str) -> Edit:
    """Writes a file, whether it was there or not."""

    def edit(root: Path) -> None:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, "utf-8")

    return edit


def appended(file: str, text: str) -> Edit:
    """Writes at the end of a file."""

    def edit(root: Path) -> None:
        with (root / file).open("a", encoding="utf-8") as end:
            end.write(text)

    return edit


def removed(file: str) -> Edit:
    """Takes a file away."""
    return lambda root: (root / file).unlink()


def moved(file: str, to: str) -> Edit:
    """Gives a file another name."""

    def edit(root: Path) -> None:
        (root / to).parent.mkdir(parents=True, exist_ok=True)
        (root / file).rename(root / to)

    return edit


def linked(file: str, to: str) -> Edit:
    """Puts a link in the place of a file."""

    def edit(root: Path) -> None:
        (root / file).unlink(missing_ok=True)
        (root / file).symlink_to(to)

    return edit


def followed(root: Path) -> None:
    """Writes CODEOWNERS anew, as a well-meant change would."""
    assert CliRunner().invoke(app, ["codeowners", "--project", str(root)]).exit_code == 0


def together(*edits: Edit) -> Edit:
    """Several edits in one change."""

    def edit(root: Path) -> None:
        for one in edits:
            one(root)

    return edit


def overlooked(file: str, text: str) -> Edit:
    """A file that git is told to ignore by a list of its own."""
    ignored = appended(".git/info/exclude", f"{file}\n")
    return together(ignored, written(file, text))


_RULE = """\
suite: others
mart: visits
key: visit_id
rules:
  - id: amount_is_known
    title: The amount is known
    kind: invariant
    owner: controller
    severity: info
    dimension: completeness
    why: Nobody can add up what is missing.
    fix: Enter it.
    effective_from: 2026-01-01
    must: amount is not null
"""
_DM, _LH = "Devon Marsh,d@example.com,dm,,chief,chief,2026-01-01,", "2024-01-01,2025-12-31"
_BK = "Beatriz Kowal,b@example.com,bk,,chief,chief,2024-01-01,"
_FAY = "Fay Friend,f@example.com,fay,,chief,chief"
_D1 = "d1,email_is_well_formed,v-2,a,The customer confirmed it,sales_operations,2026-10-02"
_W1 = "w1,proposal_has_amount,v-1,Migrated deal,sales_operations,controller,2026-10-01,2026-12-31"
_WEAKER = "    before:\n      - {effective_from: 2025-01-01, must: amount >= 0}"
_WON = "opportunity,won,3,It is signed,won,sales_operations,false,true,,Closed,1,2024-01-01,"
_V2 = "opportunity,won,3,It is said,won,controller,true,true,,Closed,2,2026-11-24,\n"
_HANDED = together(replaced(OWNERS, _BK, _FAY + ",2024-01-01,"), followed)

RULE_FIELDS = (
    Bypass(
        "the value dropped",
        replaced(RULES, "value: amount\n", ""),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        kind="figures_changed",
    ),
    Bypass(
        "an amount in error added",
        replaced(
            RULES, "must: amount >= :least\n", "must: amount >= :least\n    in_error: amount\n"
        ),
        (SALES,),
        ("dm",),
        kind="figures_changed",
    ),
    Bypass(
        "a suite said to touch nobody",
        replaced(RULES, "value: amount\n", "value: amount\ntouches_customers: false\n"),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        kind="figures_changed",
    ),
    Bypass(
        "the customer swapped",
        replaced(RULES, "customer: customer_id", "customer: visit_id"),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        kind="figures_changed",
    ),
    Bypass(
        "the key swapped",
        replaced(RULES, "key: visit_id", "key: customer_id"),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        not_enough=("dm",),
    ),
    Bypass(
        "the moment of judgement dropped",
        replaced(RULES, "judged_at: entered_at\n", ""),
        (SALES, CONTROLLER),
        ("dm", "bk"),
    ),
    Bypass(
        "claims swapped",
        together(
            replaced(RULES, "function: sales", "function: x"),
            replaced(RULES, "function: customer", "function: sales"),
            replaced(RULES, "function: x", "function: customer"),
        ),
        (CONTROLLER, SALES),
        ("bk", "dm"),
        not_enough=("bk",),
        kind="claims_changed",
    ),
    Bypass(
        "a title turned into its opposite",
        replaced(RULES, "A proposal carries a price", "A proposal carries no price"),
        SALES,
        ("dm",),
        kind="reworded",
    ),
    Bypass(
        "a why turned into its opposite", replaced(RULES, "is a guess", "is fine"), SALES, ("dm",)
    ),
    Bypass(
        "a fix turned into its opposite",
        replaced(RULES, "Enter the amount.", "Leave it empty."),
        SALES,
        ("dm",),
    ),
    Bypass(
        "a system's word that means more",
        replaced("seeds/system_words.csv", "Champion,takes_part", "Champion,decides"),
        SALES,
        ("dm",),
    ),
    Bypass("another reference", replaced(RULES, "CRM-09", "CRM-10"), SALES, ("dm",)),
    Bypass(
        "another dimension",
        replaced(RULES, "dimension: conformity", "dimension: accuracy"),
        CONTROLLER,
        ("bk",),
    ),
    Bypass(
        "another stage",
        replaced(RULES, "    stage: proposal", "    stage: qualification"),
        SALES,
        ("dm",),
    ),
    Bypass(
        "a criterion that moves nothing tonight",
        replaced(
            RULES, "amount >= :least", "amount >= :least or entered_at > timestamp '2026-12-01'"
        ),
        SALES,
        ("dm",),
    ),
    Bypass(
        "an earlier wording added",
        replaced(
            RULES,
            "    limits: {least: 1}",
            "    limits: {least: 1}\n" + _WEAKER,
        ),
        SALES,
        ("dm",),
    ),
    Bypass(
        "a critical rule that ends the day after tomorrow",
        replaced(RULES, "    limits:", "    effective_until: 2099-01-01\n    limits:"),
        SALES,
        ("dm",),
        (CRITICAL,),
        kind="rule_ended",
    ),
    Bypass(
        "a contradiction that ends",
        replaced(RULES, "    expect:", "    effective_until: 2099-01-01\n    expect:"),
        (CONTROLLER, SALES),
        ("bk", "dm"),
        not_enough=("bk",),
        kind="rule_ended",
    ),
    Bypass(
        "a critical rule that begins years from now",
        replaced(
            RULES,
            "effective_from: 2026-01-01\n    limits",
            "effective_from: 2099-01-01\n    limits",
        ),
        SALES,
        ("dm",),
        (CRITICAL,),
        kind="effective_date_changed",
    ),
    Bypass(
        "a critical rule that begins later and keeps a weaker past",
        replaced(
            RULES,
            "effective_from: 2026-01-01\n    limits: {least: 1}",
            "effective_from: 2099-01-01\n    limits: {least: 1}\n" + _WEAKER,
        ),
        SALES,
        ("dm",),
        (CRITICAL,),
    ),
    Bypass(
        "a rule under another id",
        together(
            replaced(RULES, "proposal_has_amount", "proposal_has_price"),
            replaced("seeds/waivers.csv", "proposal_has_amount", "proposal_has_price"),
            replaced(PLANTED, "proposal_has_amount", "proposal_has_price"),
        ),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        (CRITICAL,),
    ),
    Bypass(
        "owner and criterion in one change",
        together(
            replaced(RULES, "owner: sales_operations", "owner: controller"),
            replaced(RULES, "least: 1", "least: 0"),
            followed,
        ),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        not_enough=("bk", "fay"),
    ),
    Bypass(
        "a rule that nobody has seen red",
        together(written("expectations/others.yml", _RULE), followed),
        CONTROLLER,
        None,
        (NEVER_RED,),
    ),
    Bypass(
        "rules moved where nothing reads them",
        moved(RULES, "expectations/off/visits.yml"),
        (SALES, CONTROLLER, TOOL),
        None,
        (CRITICAL, UNSOUND, DRIFTED),
        not_enough=("dm", "bk", "ao"),
    ),
    Bypass("a comment in a rule file", appended(RULES, "# a remark\n")),
)

REGISTRY = (
    Bypass(
        "the author's friend as holder from next year on",
        together(
            replaced(OWNERS, _DM, _DM + "2099-12-31"),
            appended(OWNERS, f"sales_operations,sales,{_FAY},2100-01-01,\n"),
        ),
        SALES,
        ("dm", "fay"),
        kind="holder_changed",
    ),
    Bypass(
        "the author's friend after an end that was set before",
        appended(OWNERS, f"controller,finance,{_FAY},2100-01-01,\n"),
        CONTROLLER,
        ("bk", "fay"),
        before=replaced(OWNERS, _BK, _BK + "2099-12-31"),
    ),
    Bypass("a holder replaced today", _HANDED, CONTROLLER, ("bk", "fay"), kind="holder_changed"),
    Bypass(
        "a holder's row taken away",
        replaced(OWNERS, f"controller,finance,{_BK}\n", ""),
        CONTROLLER,
        None,
        (UNSOUND, DRIFTED),
    ),
    Bypass(
        "a delegate who is the author's friend",
        replaced(OWNERS, _BK, _BK.replace("chief,chief", "customer_master_steward,chief")),
        CONTROLLER,
        ("bk",),
        not_enough=("tw",),
    ),
    Bypass(
        "another way of escalation",
        replaced(OWNERS, _BK, _BK.replace("chief,chief", "chief,customer_master_steward")),
        CONTROLLER,
        ("bk",),
        not_enough=("tw",),
    ),
    Bypass(
        "another alert address",
        replaced(OWNERS, _BK, _BK.replace("bk,,", "bk,mailto:eve@example.com,")),
        CONTROLLER,
        ("bk",),
    ),
    Bypass(
        "another handle for the same person",
        together(replaced(OWNERS, ",bk,", ",fay,"), followed),
        CONTROLLER,
        ("bk",),
    ),
    Bypass(
        "an owner who eases the own delegate",
        replaced(OWNERS, _BK, _BK.replace("chief,chief", "customer_master_steward,chief")),
        CONTROLLER,
        ("is",),
        not_enough=("bk", "tw"),
        author="bk",
    ),
    Bypass(
        "a new role for the friend",
        appended(OWNERS, f"auditor,finance,{_FAY},2024-01-01,\n"),
        ("auditor", TOOL),
        ("fay", "ao"),
    ),
    Bypass(
        "a rule for the friend's new role",
        together(
            appended(OWNERS, f"auditor,finance,{_FAY},2024-01-01,\n"),
            written("expectations/others.yml", _RULE.replace("controller", "auditor")),
            written(
                "tests/planted/others.yml",
                "amount_is_known:\n  passes: [{amount: 1}]\n  fails: [{}]\n",
            ),
            followed,
        ),
        ("auditor", TOOL),
        ("fay", "ao"),
    ),
    Bypass(
        "a version that names another owner",
        replaced(STAGES, _WON, _WON + "2026-11-23\n" + _V2.strip()),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        not_enough=("bk",),
        kind="stage_changed",
    ),
    Bypass(
        "a stage that means something else",
        replaced(STAGES, "An offer,offered", "An offer,negotiated"),
        SALES,
        ("dm",),
        not_enough=("bk", "fay"),
        kind="stage_changed",
    ),
    Bypass(
        "a version ahead of the one that holds",
        appended(STAGES, _V2),
        (SALES, CONTROLLER),
        None,
        (UNSOUND,),
        not_enough=("bk", "dm"),
    ),
    Bypass(
        "a stage of somebody else's",
        appended(
            STAGES,
            "opportunity,lost,4,It is not,lost,controller,true,true,,Omitted,1,2024-01-01,\n",
        ),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        not_enough=("bk",),
        kind="stage_added",
    ),
    Bypass(
        "a stage's owner swapped",
        replaced(STAGES, "signed,won,sales_operations", "signed,won,controller"),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        not_enough=("bk",),
    ),
    Bypass(
        "another definition of a figure",
        together(
            replaced("seeds/function_kpis.csv", "2024-01-01,", "2024-01-01,2099-12-31"),
            appended(
                "seeds/function_kpis.csv",
                "delivery,on_time_in_full,2,Some,0.1,controller,2100-01-01,\n",
            ),
        ),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        not_enough=("bk",),
    ),
    Bypass(
        "a figure of a newcomer",
        appended(
            "seeds/function_kpis.csv",
            "finance,invoiced_in_time,1,All invoiced,0.1,controller,2024-01-01,\n",
        ),
        (CONTROLLER, TOOL),
        ("bk", "ao"),
        not_enough=("bk",),
    ),
    Bypass(
        "a decider swapped",
        together(
            replaced(
                "seeds/decision_rights.csv",
                "forecast_entry,sales_operations",
                "forecast_entry,controller",
            ),
            replaced("seeds/decisions.csv", _D1, _D1.replace(SALES, CONTROLLER)),
        ),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        not_enough=("bk",),
    ),
    Bypass(
        "the limits of a decision",
        replaced("seeds/decision_rights.csv", "may not carry,5", "may not carry,500"),
        SALES,
        ("dm",),
    ),
    Bypass(
        "a decision right that nobody knew",
        appended("seeds/decision_rights.csv", "gifts,controller,chief,Any,5\n"),
        (CONTROLLER, TOOL),
        ("bk", "ao"),
        not_enough=("bk",),
    ),
    Bypass(
        "a contradiction decided by somebody",
        appended(
            "seeds/decisions.csv",
            "d2,email_is_well_formed,v-9,a,So be it,sales_operations,2026-10-02\n",
        ),
        SALES,
        ("dm",),
    ),
    Bypass(
        "a system's owner swapped",
        replaced("seeds/source_systems.csv", "CRM,sales_operations", "CRM,controller"),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        not_enough=("bk",),
    ),
    Bypass(
        "a waiver added",
        appended(
            "seeds/waivers.csv",
            "w2,email_is_well_formed,v-3,Known,sales_operations,controller,2026-10-01,2099-12-31\n",
        ),
        CONTROLLER,
        ("bk",),
        kind="waiver_added",
    ),
    Bypass(
        "a waiver for longer",
        replaced("seeds/waivers.csv", "2026-12-31", "2099-12-31"),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        not_enough=("dm",),
        kind="waiver_extended",
    ),
    Bypass(
        "a waiver that only says that somebody approved it",
        appended(
            "seeds/waivers.csv",
            "w2,email_is_well_formed,v-3,Known,controller,Tomasz Wilk,2026-10-01,2099-12-31\n",
        ),
        (CONTROLLER, "customer_master_steward"),
        ("bk", "tw"),
        not_enough=("bk",),
    ),
    Bypass(
        "a waiver moved to another rule",
        replaced("seeds/waivers.csv", "w1,proposal_has_amount", "w1,email_is_well_formed"),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        not_enough=("bk",),
    ),
    Bypass(
        "a waiver taken away",
        replaced(
            "seeds/waivers.csv",
            f"{_W1}\n",
            "",
        ),
        SALES,
        ("dm",),
        kind="waiver_removed",
    ),
    Bypass(
        "a seed that no table of the registry reads",
        replaced("seeds/regions.csv", "north,a", "north,b"),
        TOOL,
        ("ao",),
        kind="registry_changed",
    ),
    Bypass(
        "a row that a person reads as before, beside one that is changed",
        together(
            replaced(STAGES, "Pipeline,1", "Pipeline,2"),
            replaced(STAGES, "false,true,,Closed", "false,TRUE,,Closed"),
        ),
        (SALES, TOOL),
        ("dm", "ao"),
        not_enough=("dm",),
    ),
    Bypass(
        "line ends of two kinds, which an engine cannot read",
        appended("seeds/regions.csv", "\r\n"),
        TOOL,
        ("ao",),
    ),
    Bypass(
        "rows in another order", written("seeds/regions.csv", "region,depot\nsouth,b\nnorth,a\n")
    ),
)

FILES_OF_ANY_KIND = (
    Bypass(
        "the checker itself",
        written("src/checker.py", "print('fine')\n"),
        TOOL,
        ("ao",),
        kind="tool_changed",
    ),
    Bypass(
        "the gate's workflow neutered",
        written(GATE, "name: gate\non: {}\n"),
        TOOL,
        ("ao",),
        kind="tool_changed",
    ),
    Bypass("the gate's workflow gone", removed(GATE), TOOL, ("ao",)),
    Bypass(
        "a profile with a plugin",
        appended("profiles/profiles.yml", "  plugins: [{module: evil}]\n"),
        TOOL,
        ("ao",),
    ),
    Bypass("a package of macros", written("packages.yml", "packages: []\n"), TOOL, ("ao",)),
    Bypass(
        "an installed package that git ignores",
        together(
            appended(".git/info/exclude", "dbt_packages/\n"),
            written("dbt_packages/x/macros/x.sql", "{% macro x() %}{% endmacro %}"),
        ),
        TOOL,
        ("ao",),
    ),
    Bypass(
        "rules that git ignores",
        together(overlooked("expectations/others.yml", _RULE), followed),
        CONTROLLER,
        None,
        (NEVER_RED,),
    ),
    Bypass("a list of what git ignores", written(".gitignore", "expectations/\n"), TOOL, ("ao",)),
    Bypass(
        "a model in Python",
        written("models/marts/lifecycle/late.py", "def model(dbt, session): ...\n"),
        TOOL,
        ("ao",),
    ),
    Bypass(
        "a hook of the project",
        appended("dbt_project.yml", "on-run-end: ['drop schema marts']\n"),
        TOOL,
        ("ao",),
        kind="tool_changed",
    ),
    Bypass(
        "a setting of the company",
        replaced("dbt_project.yml", "vars:", "vars:\n  raw: elsewhere"),
        TOOL,
        ("ao",),
        kind="model_changed",
    ),
    Bypass("a macro", replaced("macros/time.sql", "as date", "as text"), TOOL, ("ao",)),
    Bypass("a data test removed", removed("tests/data/assert_visits.sql"), TOOL, ("ao",)),
    Bypass(
        "a staging model",
        replaced("models/staging/salesforce/stg.sql", "1 as id", "2 as id"),
        TOOL,
        ("ao",),
    ),
    Bypass(
        "a mart's SQL",
        replaced("models/marts/lifecycle/visits.sql", "'it -- is'", "'it -- was'"),
        SALES,
        ("dm",),
    ),
    Bypass(
        "a mart's safe columns", replaced(VISITS, "personal: true", "safe: true"), SALES, ("dm",)
    ),
    Bypass(
        "a mart that may be empty",
        replaced(
            VISITS,
            "meta: {owner: sales_operations}",
            "meta: {owner: sales_operations, may_be_empty: true}",
        ),
        SALES,
        ("dm",),
    ),
    Bypass(
        "a mart's owner swapped",
        together(replaced(VISITS, "owner: sales_operations", "owner: controller"), followed),
        (SALES, CONTROLLER),
        ("dm", "bk"),
        not_enough=("bk",),
        kind="owner_changed",
    ),
    Bypass(
        "a contract hidden in a file of a mart's name",
        written("models/marts/visits.yml", "sources:\n  - name: evil\n"),
        TOOL,
        ("ao",),
        not_enough=("dm",),
    ),
    Bypass(
        "planted rows emptied",
        replaced(PLANTED, "fails: [{amount: 0}]", "fails: [{amount: -1}]"),
        SALES,
        ("dm",),
        kind="examples_changed",
    ),
    Bypass(
        "the policy eased",
        replaced(POLICY, "  tightened: [owner]", "  tightened: []"),
        TOOL,
        ("ao",),
        kind="checkpoint_changed",
    ),
    Bypass(
        "what the night keeps",
        replaced("checkpoints/nightly.yml", "samples: 20", "samples: 0"),
        TOOL,
        ("ao",),
    ),
    Bypass(
        "the model of matching",
        replaced("matching/customers.yml", "0.9\nblock", "0.1\nblock"),
        "customer_master_steward",
        ("tw",),
    ),
    Bypass(
        "a rule file with another ending",
        moved(RULES, "expectations/visits.YML"),
        (SALES, CONTROLLER, TOOL),
        None,
        (CRITICAL, UNSOUND, DRIFTED),
        not_enough=("dm", "bk", "ao"),
    ),
    Bypass("a folder in another case", written("Expectations/others.yml", _RULE), TOOL, ("ao",)),
    Bypass(
        "a seed that is a link",
        together(
            moved("seeds/regions.csv", "docs/regions.txt"),
            linked("seeds/regions.csv", "../docs/regions.txt"),
        ),
        TOOL,
        ("ao",),
    ),
    Bypass(
        "rules that are a link to a page for people",
        together(moved(RULES, "docs/rules.md"), linked(RULES, "../docs/rules.md")),
        TOOL,
        ("ao",),
    ),
    Bypass(
        "a rule that stands twice, the second time weaker",
        lambda root: written(
            "expectations/zz.yml",
            (root / RULES)
            .read_text("utf-8")
            .replace("suite: visits", "suite: zz")
            .replace("least: 1", "least: 0"),
        )(root),
        (SALES, CONTROLLER),
        None,
        (UNSOUND, DRIFTED),
        not_enough=("dm", "bk"),
    ),
    Bypass(
        "a limit that a merge key hides",
        replaced(RULES, "limits: {least: 1}", "limits: {<<: {least: 0}}"),
        TOOL,
        None,
        (UNSOUND, DRIFTED),
        not_enough=("ao", "dm"),
    ),
    Bypass("planted rows taken away", removed(PLANTED), (SALES, CONTROLLER), ("dm", "bk")),
    Bypass(
        "critical rules that only warn",
        replaced("checkpoints/nightly.yml", "critical: failed", "critical: warned"),
        TOOL,
        ("ao",),
    ),
    Bypass(
        "types of a reviewed table's columns",
        written(
            "seeds/_seeds.yml",
            "seeds:\n  - name: regions\n    config: {column_types: {region: integer}}\n",
        ),
        TOOL,
        ("ao",),
    ),
    Bypass(
        "an engine's own macro beside the shared one",
        written("macros/other.sql", "{% macro duckdb__day(x) %}null{% endmacro %}\n"),
        TOOL,
        ("ao",),
    ),
    Bypass(
        "attributes of git in a folder",
        written("seeds/.gitattributes", "*.csv working-tree-encoding=UTF-16\n"),
        TOOL,
        ("ao",),
    ),
    Bypass("a page that is a link", linked("README.md", "seeds/owners.csv"), TOOL, ("ao",)),
    Bypass("a script among the pages", written("docs/run.py", "print(1)\n"), TOOL, ("ao",)),
    Bypass("attributes of git", written(".gitattributes", "*.csv filter=x\n"), TOOL, ("ao",)),
    Bypass(
        "a submodule",
        written(".gitmodules", '[submodule "x"]\n\tpath = models/x\n\turl = ../x\n'),
        TOOL,
        ("ao",),
    ),
    Bypass("dependencies of the tool", written("requirements.lock", "evil==1\n"), TOOL, ("ao",)),
    Bypass(
        "CODEOWNERS gone", removed(".github/CODEOWNERS"), TOOL, None, (DRIFTED,), not_enough=("ao",)
    ),
    Bypass(
        "CODEOWNERS that names the friend",
        appended(".github/CODEOWNERS", "* @fay\n"),
        TOOL,
        None,
        (DRIFTED,),
        not_enough=("ao",),
    ),
    Bypass(
        "CODEOWNERS at the root",
        written("CODEOWNERS", "* @fay\n"),
        TOOL,
        None,
        (DRIFTED,),
        not_enough=("ao",),
    ),
    Bypass(
        "CODEOWNERS among the pages",
        written("docs/CODEOWNERS", "* @fay\n"),
        TOOL,
        None,
        (DRIFTED,),
        not_enough=("ao",),
    ),
    Bypass(
        "CODEOWNERS in another case",
        written(".github/codeowners", "* @fay\n"),
        TOOL,
        None,
        (DRIFTED,),
        not_enough=("ao",),
    ),
    Bypass(
        "pages for people",
        together(appended("README.md", "More.\n"), written("docs/way.md", "Another.\n")),
    ),
    Bypass(
        "a comment in a model", appended("models/marts/lifecycle/visits.sql", "\n-- a remark\n")
    ),
    Bypass(
        "code in a comment of a model",
        appended(
            "models/marts/lifecycle/visits.sql", "\n-- {{ run_query('drop schema marts') }}\n"
        ),
        (SALES, TOOL),
        ("dm", "ao"),
        not_enough=("dm",),
    ),
    Bypass(
        "code that a model brings along",
        appended("models/marts/lifecycle/visits.sql", "{% do adapter.execute('drop x') %}\n"),
        (SALES, TOOL),
        ("dm", "ao"),
        not_enough=("dm",),
        kind="tool_changed",
    ),
    Bypass(
        "a hook of a model",
        appended("models/marts/lifecycle/visits.sql", "{{ config(post_hook='drop x') }}\n"),
        (SALES, TOOL),
        ("dm", "ao"),
        not_enough=("dm",),
    ),
    Bypass(
        "a hook in a contract",
        replaced(VISITS, "config: {meta: {owner", "config: {pre-hook: drop x, meta: {owner"),
        (SALES, TOOL),
        ("dm", "ao"),
        not_enough=("dm",),
    ),
    Bypass(
        "a macro of before used in a model",
        appended("models/marts/lifecycle/visits.sql", "{{ day('entered_at') }} {{ ref('x') }}\n"),
        SALES,
        ("dm",),
    ),
    Bypass("a comment in a contract", appended(VISITS, "# a remark\n")),
    Bypass("a comment in the project's file", appended("dbt_project.yml", "# a remark\n")),
)

_SEVERITY = replaced(RULES, "severity: info", "severity: warning")
_ENDED = replaced(
    OWNERS,
    f"controller,finance,{_BK}",
    f"controller,finance,{_BK}2026-01-31\ncontroller,finance,{_FAY},2026-02-01,",
)
_DEPUTY = replaced(OWNERS, _BK, _BK.replace("chief,chief", "customer_master_steward,chief"))

OLD_BRANCHES = (
    Bypass(
        "a branch from before the owner was replaced, approved by the former",
        _SEVERITY,
        CONTROLLER,
        ("fay",),
        not_enough=("bk",),
        merged=together(_ENDED, followed),
    ),
    Bypass(
        "a branch from before the deputy was replaced, approved by the former",
        _SEVERITY,
        CONTROLLER,
        ("tw",),
        not_enough=("is",),
        merged=_DEPUTY,
    ),
    Bypass(
        "a branch from before the rule was handed over",
        _SEVERITY,
        (CONTROLLER, SALES),
        ("dm", "bk"),
        not_enough=("bk",),
        merged=together(replaced(RULES, "owner: controller", "owner: sales_operations"), followed),
    ),
    Bypass(
        "a branch from before the policy was tightened",
        _SEVERITY,
        (CONTROLLER, "chief"),
        ("bk", "is"),
        not_enough=("bk",),
        merged=replaced(POLICY, "severity_changed: [owner]", "severity_changed: [owner, chief]"),
    ),
    Bypass(
        "a branch from before the policy was eased",
        _SEVERITY,
        CONTROLLER,
        ("bk",),
        merged=replaced(POLICY, "severity_changed: [owner]", "severity_changed: []"),
    ),
    Bypass(
        "a branch from before a role was given up",
        _SEVERITY,
        (SALES, TOOL),
        ("dm", "ao"),
        not_enough=("bk",),
        merged=together(
            replaced(OWNERS, f"controller,finance,{_BK}\n", ""),
            replaced(RULES, "owner: controller", "owner: sales_operations"),
            replaced(
                "seeds/decision_rights.csv", "sales_operations,controller", "sales_operations,chief"
            ),
            replaced("seeds/waivers.csv", "sales_operations,controller", "sales_operations,chief"),
            followed,
        ),
    ),
)

AUTHORS = (
    Bypass(
        "an owner's own change",
        _SEVERITY,
        CONTROLLER,
        ("is",),
        not_enough=("bk", "dm"),
        author="bk",
    ),
    Bypass(
        "an owner's own change under another case of the handle",
        _SEVERITY,
        CONTROLLER,
        ("is",),
        not_enough=("bk", "BK"),
        author="Bk",
    ),
    Bypass(
        "an author who holds a second role by a second handle",
        _SEVERITY,
        CONTROLLER,
        ("is",),
        not_enough=("bk2",),
        author="bk2",
        merged=together(
            appended(
                OWNERS, "auditor,finance,Beatriz Kowal,b@example.com,bk2,,chief,chief,2024-01-01,\n"
            ),
            followed,
        ),
    ),
    Bypass(
        "an author who approves by a second handle",
        _SEVERITY,
        CONTROLLER,
        ("is",),
        not_enough=("bk",),
        author="bk2",
        merged=together(
            appended(
                OWNERS, "auditor,finance,B. Kowal,b@example.com,bk2,,chief,chief,2024-01-01,\n"
            ),
            followed,
        ),
    ),
    Bypass(
        "the tool's owner changes the tool",
        written("src/checker.py", "print('fine')\n"),
        TOOL,
        ("is",),
        not_enough=("ao", "dm"),
        author="ao",
    ),
)

BYPASSES: tuple[Bypass, ...] = (
    *RULE_FIELDS,
    *REGISTRY,
    *FILES_OF_ANY_KIND,
    *OLD_BRANCHES,
    *AUTHORS,
)


def table(rows: Iterable[Bypass]) -> str:
    """The table for people: each way, what it meets, and whose word lets it through."""
    lines = []
    for row in rows:
        meets = [*(f"needs {role}" for role in sorted(row.roles)), *row.blocked]
        if row.enough is None:
            then = "nobody's word lets it through"
        elif row.enough:
            then = f"0 with {' and '.join(row.enough)}, 1 with {' and '.join(row.not_enough)}"
        else:
            then = "0: says the same, or is read by people alone"
        lines.append(f"{row.way:<66} {'1: ' + ', '.join(meets) if meets else ''}; {then}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(BYPASSES))
