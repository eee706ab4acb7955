"""Builds, in a throw-away warehouse, what a side says otherwise than the last night."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from customer_truth import dbt
from customer_truth.engine import engine_root
from customer_truth.errors import Unusable
from customer_truth.extracts.intake import take_in
from customer_truth.extracts.rules_in_force import write_rules_in_force
from customer_truth.extracts.system_clocks import TABLE as CLOCKS
from customer_truth.extracts.system_clocks import system_clocks, write_system_clocks
from customer_truth.extracts.taken_in import taken_in
from customer_truth.files.definition_files import BUILT_FROM, is_within
from customer_truth.files.problem import listed
from customer_truth.gate.meaning import statements
from customer_truth.gate.side import Side
from customer_truth.lineage.reads import reads
from customer_truth.matching.night import COMPARED, FILLED, match_records
from customer_truth.planted.rows import Examples
from customer_truth.project import MARKER, Project, open_settings
from customer_truth.quality.built_from import BuiltFrom
from customer_truth.warehouse import Scratch
from customer_truth.warehouse.base import QUALITY
from customer_truth.warehouse.scratch import SHOWN

Progress = Callable[[str], None]
_RULES_IN_FORCE = "source:customer_truth.night.rules_in_force+"
_CLOCKS = f"source:customer_truth.night.{CLOCKS}+"
_AFTER_MATCHING = ("suspected_matches", "crowds_of_records")
_NOT_THERE_YET = (
    "Where extracts have not landed yet, name their tables under vars: absent_tables, or leave the "
    "system out of vars: sources."
)


@dataclass(frozen=True)
class Built:
    """The models that one side built anew, and dbt's manifest where it built any."""

    models: frozenset[str] = frozenset()
    manifest: Mapping[str, Any] | None = None


class Rebuild:
    """What one side builds anew, from what it reads otherwise than the last night."""

    def __init__(
        self,
        project: Project,
        side: Side,
        night: BuiltFrom,
        files: Mapping[str, str],
        scratch: Scratch,
        as_of: datetime,
    ) -> None:
        opened = _opened_at(project, side)
        self.project = replace(opened, home=scratch.folder)
        self.nightly = project
        self.side = side
        self.night = night
        self.scratch = scratch
        self.as_of = as_of
        self.rules = list(side.rules.values())
        self.differing = sorted(
            path
            for path in files.keys() | night.files.keys()
            if files.get(path) != night.files.get(path)
        )
        self.built_from = [path for path in self.differing if is_within(path, BUILT_FROM)]
        self.is_counted_anew = self._counts_anew()
        self.is_clocked_anew = self._clocks_anew()
        self.is_matched_anew = any(is_within(path, ("matching",)) for path in self.differing)
        last = night.extracts
        self.opened = opened
        self.extracts = now = taken_in(opened, last)
        # The raw tables that are others than on the night, or are read otherwise.
        self.moved = sorted(n for n, one in now.items() if not one.says_the_same(last.get(n)))
        self.has_contracts = any(
            name not in last or now[name].contract_hash != last[name].contract_hash
            for name in self.moved
        )

    @property
    def is_needed(self) -> bool:
        """Whether the side says something else than the night; other extracts alone do not."""
        return bool(
            self.built_from
            or self.is_counted_anew
            or self.is_clocked_anew
            or self.is_matched_anew
            or self.has_contracts
        )

    def refuse_moved_extracts(self) -> None:
        """`Unusable` where the raw tables are others than when the gate began to read them."""
        now = taken_in(self.opened, self.extracts)
        known = {name: (one.path, one.content_hash) for name, one in self.extracts.items()}
        if moved := sorted(n for n, one in now.items() if (one.path, one.content_hash) != known[n]):
            raise Unusable(
                f"{listed(moved)}: came in anew while the change was gated, needs extracts that "
                "stay meanwhile. Gate the change again."
            )

    def run(self, progress: Progress) -> Built:
        """Builds what differs, from the extracts as they are now."""
        if not (self.is_needed or self.moved):
            return Built()
        if self.moved:
            self._take_in(progress)
        self.scratch.show()
        # What is built upon them stays where matching fills them anew.
        self.scratch.take_from_night("intermediate", FILLED)
        self._reuse_parsed_project()
        modified = self._modified(progress) if self.built_from else []
        selected = [f"{name}+" for name in dict.fromkeys(modified)]
        selected += [f"source:customer_truth.{name}+" for name in self.moved]
        selected += [f"{name}+" for name in self._unsaid_readers()]
        if self.is_counted_anew:
            if not self.moved:
                self._write_rules()
            selected.append(_RULES_IN_FORCE)
        if self.is_clocked_anew:
            if not self.moved:
                self._write_clocks()
            selected.append(_CLOCKS)
        built = self._build(selected, progress) if selected else set()
        if self.is_matched_anew or COMPARED in built:
            progress("matching")
            self._match()
            built |= self._build([f"{name}+" for name in _AFTER_MATCHING], progress)
        return Built(frozenset(built), self._manifest() if built else None)

    def _unsaid_readers(self) -> list[str]:
        """The models that read a raw table that has moved without saying so to dbt."""
        nodes, moved = self.night.manifest["nodes"], {f".{name}" for name in self.moved}
        return [
            nodes[id]["name"]
            for id, read in reads(self.night.manifest).items()
            if nodes[id]["resource_type"] == "model"
            for one in set(read) - set(nodes[id]["depends_on"]["nodes"])
            if any(one.endswith(name) for name in moved)
        ]

    def _manifest(self) -> Mapping[str, Any] | None:
        """As dbt left it, with the night's SQL of the models that it did not compile again.

        None where it was not asked: matching builds without it.
        """
        path = dbt.target_path(self.project) / "manifest.json"
        if not path.is_file():
            return None
        manifest = self._as_dbt_left_it(path)
        for id, node in manifest["nodes"].items():
            if not node.get("compiled_code") and id in self.night.manifest["nodes"]:
                node["compiled_code"] = self.night.manifest["nodes"][id].get("compiled_code")
        return manifest

    def _as_dbt_left_it(self, path: Path) -> dict[str, Any]:
        """A manifest, by the names that the night's own speaks of."""
        told = self.scratch.in_words_of_the_night(path.read_text("utf-8"))
        manifest: dict[str, Any] = json.loads(told)
        return manifest

    def _take_in(self, progress: Progress) -> None:
        """Checks and binds the raw tables as a night does, with what the last one remembers."""
        self.scratch.show(schema for schema in SHOWN if schema != "raw")
        self.scratch.take_from_night(QUALITY, ["readings"])
        self.scratch.hide("intermediate", FILLED)
        definitions = self.side.only(set(self.side.rules))
        try:
            take_in(self.project, self.scratch, definitions, self.as_of, progress)
        except Unusable as unusable:
            raise Unusable(
                *(f"{told} {_NOT_THERE_YET}" for told in unusable.problems)
            ) from unusable

    def _counts_anew(self) -> bool:
        """Governance marts list the rules: one that came, went or changed hands moves them."""
        if not any(
            is_within(p, ("expectations", "tests/planted", "seeds")) for p in self.differing
        ):
            return False
        return self._of_night("rules_in_force") != {
            (rule.id, rule.owner, seen.passing, seen.failing)
            for rule in self.rules
            for seen in [self.side.examples.get(rule.id, Examples())]
        }

    def _write_rules(self) -> None:
        self.scratch.hide("raw", ["rules_in_force"])
        with self.scratch.building() as connection:
            write_rules_in_force(connection, self.scratch, self.rules, self.side.examples)

    def _clocks_anew(self) -> bool:
        """By another time zone of a system, its moments become other days."""
        if not any(is_within(path, ("seeds",)) for path in self.differing):
            return False
        now = system_clocks(self.side.registry.systems)
        return self._of_night(CLOCKS) != {tuple(clock) for clock in now}

    def _of_night(self, table: str) -> set[tuple[Any, ...]]:
        """The rows of a small table that the night read beside its raw ones."""
        rows = f"select * from {self.scratch.night_schema('raw')}.{table}"
        with self.scratch.building() as connection:
            return {tuple(row) for row in connection.exec_driver_sql(rows)}

    def _write_clocks(self) -> None:
        self.scratch.hide("raw", [CLOCKS])
        with self.scratch.building() as connection:
            raw = self.scratch.schema("raw", building=True)
            write_system_clocks(connection, raw, self.side.registry.systems)

    def _reuse_parsed_project(self) -> None:
        """The night parsed most of these files already; dbt parses again only what differs."""
        target = dbt.target_path(self.project)
        target.mkdir(parents=True, exist_ok=True)
        parsed = dbt.target_path(self.nightly) / "partial_parse.msgpack"
        if parsed.is_file():
            shutil.copy(parsed, target)

    def _modified(self, progress: Progress) -> list[str]:
        """What to build anew, in dbt's words; a reviewed table's rows need no question to dbt."""
        built_from = self.built_from
        seeds = [PurePosixPath(p).stem for p in built_from if _is_seed(p)]
        # A seed is not loaded where a view stands.
        self.scratch.hide("registry", seeds)
        if len(seeds) == len(built_from):
            return seeds
        asked = "state:modified,resource_type:model"
        if any(path == MARKER or is_within(path, ("macros",)) for path in built_from):
            # A variable is no change in dbt's eyes, only in what the models say. Of a macro that is
            # gone, it does not know who asks for it.
            asked = "resource_type:model"
        state = self.scratch.folder / "state"
        state.mkdir(exist_ok=True)
        (state / "manifest.json").write_text(json.dumps(self.night.manifest))
        compiled = dbt.build(
            self.project,
            self.scratch,
            lambda step: progress(f"dbt compiling {step}"),
            command="compile",
            select=[asked],
            options=["--state", str(state)],
            profiles=engine_root() / "profiles",
        )
        return [*seeds, *self._truly_modified(compiled.nodes)]

    def _truly_modified(self, nodes: Sequence[str]) -> list[str]:
        """Those whose SQL says something else: dbt takes a comment or a used macro for a change."""
        now = self._as_dbt_left_it(dbt.target_path(self.project) / "manifest.json")["nodes"]
        was = self.night.manifest["nodes"]
        return [
            now[node]["name"]
            for node in nodes
            if node not in was or _meaning(now[node]) != _meaning(was[node])
        ]

    def _build(self, selected: list[str], progress: Progress) -> set[str]:
        built = dbt.build(
            self.project,
            self.scratch,
            lambda step: progress(f"dbt {step}"),
            select=selected,
            options=["--exclude-resource-type", "test"],
            profiles=engine_root() / "profiles",
        )
        return {node.split(".")[2] for node in built.nodes if node.startswith("model.")}

    def _match(self) -> None:
        self.scratch.empty("intermediate", FILLED)
        (self.project.home / "warehouse").mkdir(exist_ok=True)
        match_records(self.project, self.scratch)


def _opened_at(project: Project, side: Side) -> Project:
    """The project with the settings of one side."""
    if side.root == project.root:
        return project
    chosen = ",".join(project.sources) if project.world else None
    return open_settings(side.root, home=project.home, target=project.target, sources=chosen)


def _is_seed(path: str) -> bool:
    return path.startswith("seeds/") and path.endswith(".csv")


def _meaning(node: Mapping[str, Any]) -> tuple[object, ...]:
    """What a model says to the engine: its SQL without comments and layout, and its contract."""
    told = statements(node.get("compiled_code") or node.get("raw_code") or "")
    contract = (node.get("contract") or {}).get("checksum")
    config = node["config"]
    hooks = [config.get(name) for name in ("pre-hook", "post-hook")]
    return told, contract, config.get("materialized"), hooks
