"""The rules for people: the list, and everything there is to say about one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from customer_truth.definitions.load import Definitions, look_up_definitions
from customer_truth.errors import Unusable
from customer_truth.lookups.known import refuse_unknown
from customer_truth.project import Project
from customer_truth.rules import Rule
from customer_truth.verdict.verdict import WORST_FIRST, Verdict

_NIGHTS_SHOWN = 7
_OWN_SYSTEM = "the record's own system"
RULE_COLUMNS = (
    *("id", "title", "broken", "suite", "mart", "kind", "stage", "stage_means", "owner", "person"),
    *("severity", "dimension", "reference", "effective_from", "criterion", "why", "fix", "fix_in"),
)
FOUND_COLUMNS = ("verdict", "records", "failing", "new", "resolved")
NIGHT_COLUMNS = ("as_of", *FOUND_COLUMNS, *RULE_COLUMNS)


def rule_rows(project: Project, today: date, owner: str | None) -> list[dict[str, Any]]:
    """One row a rule, in the order of id, with the person who holds its role today."""
    definitions = look_up_definitions(project, today)
    roles = {row.role for row in definitions.registry.owners}
    refuse_unknown("owner", owner, roles, "a role of owners.csv")
    return [
        {
            "id": rule.id,
            "title": rule.title,
            "broken": rule.broken,
            "suite": rule.suite,
            "mart": rule.mart,
            "kind": rule.kind.value,
            "stage": rule.stage,
            "stage_means": rule.stage_means,
            "owner": rule.owner,
            "person": definitions.person(rule.owner),
            "severity": rule.severity.value,
            "dimension": rule.dimension,
            "reference": rule.reference,
            "effective_from": rule.effective_from,
            "criterion": rule.definition,
            "why": rule.why,
            "fix": rule.fix,
            "fix_in": rule.fix_in,
        }
        for rule in sorted(definitions.rules, key=lambda rule: rule.id)
        if owner in (None, rule.owner)
    ]


def applicable_rows(
    project: Project, rows: list[dict[str, Any]], *, applicable: bool
) -> list[dict[str, Any]]:
    """The rules that the last night could judge, or could not, each with its `reason`."""
    last = _last_night(project)
    return [
        row | {"reason": last[row["id"]]["reason"]}
        for row in rows
        if row["id"] in last
        if (last[row["id"]]["verdict"] != Verdict.NOT_APPLICABLE) is applicable
    ]


def failing_rows(
    project: Project, rows: list[dict[str, Any]], *, only_new: bool
) -> list[dict[str, Any]]:
    """The rules that found something in the last night, or something new, the worst first."""
    last = _last_night(project)
    found = [
        row | {name: last[row["id"]][name] for name in FOUND_COLUMNS}
        for row in rows
        if row["id"] in last
        if last[row["id"]]["new"] or (not only_new and _found(last[row["id"]]))
    ]
    return sorted(
        found, key=lambda row: (WORST_FIRST.index(row["verdict"]), -row["failing"], row["id"])
    )


def _found(result: Mapping[str, Any]) -> bool:
    """A rule whose records vanished, or that errored, has no record that fails."""
    return bool(result["failing"]) or result["verdict"] in (Verdict.ERRORED, Verdict.FAILED)


def _last_night(project: Project) -> dict[str, Mapping[str, Any]]:
    """What each rule came to in the last night."""
    from customer_truth.lookups.nights import latest_run, results_query, stream
    from customer_truth.warehouse import open_warehouse

    warehouse = open_warehouse(project)
    if not warehouse.is_published():
        raise Unusable("warehouse: has no finished night, needs one. Run: truth nightly")
    with warehouse.reading() as connection:
        results = results_query(latest_run(connection)["run_id"])
        return {row["rule_id"]: row for row in stream(connection, results)}


def explain_rule(project: Project, rule_id: str) -> Iterator[str]:
    """The rule, its owner and person, the criterion in words and SQL, its nights, what next."""
    today = datetime.now(UTC).date()
    definitions = look_up_definitions(project, today)
    rule = _find(definitions, rule_id)
    yield f"{rule.id}: {rule.title}"
    yield ""
    yield f"owner       {rule.owner} ({definitions.person(rule.owner)})"
    yield f"severity    {rule.severity.value}, {rule.dimension}, {rule.kind.value}"
    if rule.decision:
        right = definitions.registry.decision(rule.decision)
        yield f"decider     {right.decider if right else '?'} ({rule.decision})"
    yield f"in force    {_in_force(rule)}"
    yield f"reference   {rule.reference or 'none'}"
    yield f"file        {rule.file}:{rule.line}"
    yield f"why         {rule.why}"
    yield f"broken      {rule.broken}"
    yield f"fix         {rule.fix}"
    yield f"fix in      {rule.fix_in or _OWN_SYSTEM}"
    yield ""
    yield from _criterion(project, definitions, rule)
    yield ""
    yield from _nights(project, rule)


def rule_nights(project: Project, rule_id: str) -> list[dict[str, Any]]:
    """The newest nights of one rule, each with what the rule says today."""
    rows = rule_rows(project, datetime.now(UTC).date(), None)
    said = {row["id"]: row for row in rows}
    refuse_unknown("rule", rule_id, said, "the id of a rule; truth rules lists them")
    return [
        {"as_of": night["as_of"], **{n: night[n] for n in FOUND_COLUMNS}} | said[rule_id]
        for night in _newest_nights(project, rule_id)
    ]


def _newest_nights(project: Project, rule_id: str) -> Sequence[Mapping[str, Any]]:
    from customer_truth.lookups.nights import nights_of
    from customer_truth.warehouse import open_warehouse

    warehouse = open_warehouse(project)
    if not warehouse.is_published():
        return ()
    with warehouse.reading() as connection:
        return nights_of(connection, rule_id, _NIGHTS_SHOWN)


def _find(definitions: Definitions, rule_id: str) -> Rule:
    by_id = {rule.id: rule for rule in definitions.rules}
    refuse_unknown("rule", rule_id, by_id, "the id of a rule; truth rules lists them")
    return by_id[rule_id]


def _in_force(rule: Rule) -> str:
    until = f" until {rule.effective_until}" if rule.effective_until else ""
    judged = f", by each record's {rule.judged_at}" if rule.judged_at else ""
    return f"from {rule.effective_from}{until}{judged}"


def _criterion(project: Project, definitions: Definitions, rule: Rule) -> Iterator[str]:
    yield f"one record  of {rule.mart}, named by {rule.key}"
    yield f"when        {rule.when or 'always'}"
    yield f"must        {rule.must or (rule.order.told if rule.order else rule.definition)}"
    if rule.in_error:
        yield f"in error    {rule.in_error}"
    for was in rule.before:
        yield f"before      from {was.effective_from}, when {was.when or 'always'}: {was.must}"
    if rule.limits:
        yield "limits      " + ", ".join(f"{name} = {value}" for name, value in rule.limits.items())
    if rule.expect is None:
        from customer_truth.criteria.rule_sql import compile_rule

        compiled = compile_rule(
            rule,
            definitions.marts[rule.mart],
            person="",
            dialect=project.target,
            as_of=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        )
        further = "".join(f', {sql} as "{name}"' for name, sql in compiled.columns.items())
        source = f"(select *{further} from {rule.mart})" if further else rule.mart
        yield f"SQL         select {rule.key} from {source}"
        yield f"            where {compiled.activation}"
        yield f"            and not coalesce({compiled.must}, false)"


def _nights(project: Project, rule: Rule) -> Iterator[str]:
    nights = _newest_nights(project, rule.id)
    if not nights:
        yield "nights      none yet. Run: truth nightly"
        return
    for number, night in enumerate(nights):
        label = "last night" if number == 0 else ""
        told = (
            f"{night['failing']:,} of {night['records']:,} records fail" if night["records"] else ""
        )
        reason = f" ({night['reason']})" if night["reason"] else ""
        yield f"{label:<11} {night['as_of']:%Y-%m-%d}  {night['verdict']:<8} {told}{reason}"
    yield f"records     truth exceptions --rule {rule.id}{project.lookup_options}"
