"""The files of a new system, as text: sources, staging, marts, rules and planted rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from customer_truth.connect.drafts import Draft
from customer_truth.connect.profile import Profile
from customer_truth.connect.propose import Proposal
from customer_truth.extracts.contract import TextForm

_SCHEMA = "{{ 'raw' if target.schema == 'main' else target.schema ~ '_raw' }}"
_STAGING = """\
{{{{ config(enabled='{system}' in var('sources')) }}}}

with typed as (
    {{{{ current_rows('{system}', '{table}') }}}}
),

renamed as (
    select
        {key} as record_id,
        {columns}
    from typed
)

select * from renamed
"""
_MART = """\
with records as (
    {{{{ unified('{table}', ['{system}'], {{
        {columns}
    }}) }}}}
)

select * from records
"""


def texts_of(
    system: str,
    proposals: Sequence[Proposal],
    drafts: Mapping[str, list[Draft]],
    owner: str,
    today: date,
) -> Iterator[tuple[Path, str]]:
    """Every file with its text; `drafts` are those of each mart."""
    staging, marts = Path("models") / "staging" / system, Path("models") / "marts" / system
    yield staging / f"_{system}__sources.yml", _sources(system, proposals, today)
    for proposal in proposals:
        mart = proposal.mart_name
        yield staging / f"stg_{system}__{proposal.table}.sql", _staging(proposal)
        yield marts / f"{mart}.sql", _mart(proposal)
        yield marts / f"{mart}.yml", _contract(proposal, owner)
        if found := drafts[mart]:
            yield Path("expectations") / f"{mart}.yml", _suite(mart, found, today)
            yield Path("tests") / "planted" / f"{mart}.yml", _planted(found)
    suite = f"{system}_source_records"
    yield Path("expectations") / f"{suite}.yml", _source_rules(system, suite, owner, today)
    yield Path("tests") / "planted" / f"{suite}.yml", _source_rows(system)


def _flow(value: Any) -> str:
    """A value on one line, as YAML."""
    written = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return written.removesuffix("...\n").strip()


def _sources(system: str, proposals: Sequence[Proposal], today: date) -> str:
    lines = [
        "version: 2",
        "",
        "sources:",
        f"  - name: {system}",
        f"    description: Files of {system}, as they were found on {today}.",
        f'    schema: "{_SCHEMA}"',
        "    tables:",
    ]
    for proposal in proposals:
        lines += [
            f"      - name: {proposal.table}",
            f"        identifier: {system}__{proposal.table}",
            "        description: One row per row of the file.",
            f"        config: {{meta: {_flow(_table_meta(proposal))}}}",
            "        columns:",
            *(f"          - {_flow(_declared(column))}" for column in proposal.columns),
        ]
    return "\n".join(lines) + "\n"


def _table_meta(proposal: Proposal) -> dict[str, Any]:
    meta: dict[str, Any] = {"key": list(proposal.key)}
    if proposal.clock:
        meta["clock"] = proposal.clock
    meta["file"] = proposal.extract.path.name
    form, usual = proposal.extract.form, TextForm()
    for field in ("delimiter", "encoding", "line_end"):
        if (said := getattr(form, field)) != getattr(usual, field):
            meta[field] = said
    return meta


def _declared(column: Profile) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    if column.header != column.name:
        meta["found_as"] = column.header
    for field in ("date_format", "decimal_sign", "digits"):
        if (said := getattr(column, field)) is not None:
            meta[field] = said
    declared: dict[str, Any] = {"name": column.name, "data_type": column.data_type}
    return {**declared, "config": {"meta": meta}} if meta else declared


def _staging(proposal: Proposal) -> str:
    names = [column.name for column in proposal.columns]
    key, *further = proposal.key
    record_id = f"{{{{ record_id('{proposal.system}', '{key}') }}}}"
    for name in further:
        record_id += f" || '/' || cast({name} as text)"
    return _STAGING.format(
        system=proposal.system,
        table=proposal.table,
        key=record_id,
        columns=",\n        ".join(names),
    )


def _mart(proposal: Proposal) -> str:
    types = {"record_id": "text", **proposal.mart_types}
    columns = ",\n        ".join(f"'{name}': '{data_type}'" for name, data_type in types.items())
    return _MART.format(system=proposal.system, table=proposal.table, columns=columns)


def _contract(proposal: Proposal, owner: str) -> str:
    lines = [
        "version: 2",
        "",
        "models:",
        f"  - name: {proposal.mart_name}",
        f"    description: One row per record of {proposal.table} in {proposal.system}.",
        "    config:",
        "      contract: {enforced: true}",
        f"      meta: {{owner: {owner}}}",
        "    columns:",
        *_column("record_id", "text", "System and key.", is_safe=True),
        "        data_tests: [is_key]",
        *_column("source_system", "text", "System.", is_safe=True),
    ]
    for column in proposal.columns:
        words = column.name.replace("_", " ").capitalize()
        is_safe = column.name in proposal.safe
        lines += _column(column.name, proposal.mart_types[column.name], f"{words}.", is_safe)
    return "\n".join(lines) + "\n"


def _column(name: str, data_type: str, description: str, is_safe: bool) -> list[str]:
    meta = "safe" if is_safe else "personal"
    return [
        f"      - name: {name}",
        f"        data_type: {data_type}",
        f'        description: "{description}"',
        f"        config: {{meta: {{{meta}: true}}}}",
    ]


def _suite(mart: str, drafts: Sequence[Draft], today: date) -> str:
    lines = [f"suite: {mart}", f"mart: {mart}", "key: record_id", "rules:"]
    for draft in drafts:
        rule, when = draft.rule, {"when": draft.rule.when} if draft.rule.when else {}
        fields = {
            "id": rule.id,
            "title": rule.title,
            "broken": rule.broken,
            "kind": rule.kind.value,
            "owner": rule.owner,
            "severity": rule.severity.value,
            "dimension": rule.dimension,
            "why": rule.why,
            "fix": rule.fix,
            "effective_from": rule.effective_from,
            **when,
            "must": rule.must,
        }
        counted = f"{draft.finds:,} of {draft.applies:,} records"
        lines.append(f"  # Draft: on the files of {today} it finds {counted}.")
        lines += _item(fields)
    return "\n".join(lines) + "\n"


def _item(fields: Mapping[str, Any]) -> list[str]:
    """The fields of one item of a list, a line each, with an empty line behind them."""
    first, *rest = (f"{name}: {_flow(value)}" for name, value in fields.items())
    return [f"  - {first}", *(f"    {line}" for line in rest), ""]


def _planted(drafts: Sequence[Draft]) -> str:
    lines: list[str] = []
    for draft in drafts:
        lines.append(f"{draft.rule.id}:")
        shape = draft.shape
        groups = {"passes": shape.passes, "fails": shape.fails, "ignores": shape.ignores}
        for group, rows in groups.items():
            lines += [f"  {group}:", *(f"    - {_flow(row)}" for row in rows)] if rows else []
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def _source_rules(system: str, suite: str, owner: str, today: date) -> str:
    """The two rules that every system has: its values can be read, its rows have keys."""
    shared = {"kind": "source", "owner": owner, "severity": "warning"}
    read = {
        "id": f"{system}_values_can_be_read",
        "title": f"Dates and numbers of {system} can be read",
        "broken": f"Rows of {system} with a date or number nobody can read",
        **shared,
        "dimension": "conformity",
        "why": "Whatever is computed from the date or number is unknown.",
        "fix": "Correct the value in its own system; the record is kept, its columns are listed.",
        "effective_from": today,
        "when": f"source_system = '{system}' and ended_because is null",
        "must": "unreadable_columns is null",
    }
    unique = {
        "id": f"{system}_keys_are_unique",
        "title": f"Keys of {system} are unique",
        "broken": f"Rows of {system} with no key or another row's",
        **shared,
        "dimension": "uniqueness",
        "why": "Of two rows with one key one is wrong, and a row without a key reaches no mart.",
        "fix": "Remove the copy at its source, or repair the export that made it or lost the key.",
        "effective_from": today,
        "when": f"source_system = '{system}' and ended_because is null",
        "must": "has_key and copies = 1",
    }
    head = [f"suite: {suite}", "mart: source_records", "key: source_record_id", "rules:"]
    return "\n".join([*head, *_item(read), *_item(unique)[:-1]]) + "\n"


def _source_rows(system: str) -> str:
    return f"""\
{system}_values_can_be_read:
  passes:
    - {{source_system: {system}}}
  fails:
    - {{source_system: {system}, unreadable_columns: sent_on}}
  ignores:
    - {{source_system: another, unreadable_columns: sent_on}}

{system}_keys_are_unique:
  passes:
    - {{source_system: {system}, record_key: r1, has_key: true, copy_number: 1, copies: 1}}
  fails:
    - {{source_system: {system}, record_key: r2, has_key: true, copy_number: 2, copies: 2}}
    - {{source_system: {system}, record_key: r3/, has_key: false, copy_number: 1, copies: 1}}
  ignores:
    - {{source_system: another, record_key: r2, has_key: true, copy_number: 2, copies: 2}}
"""
