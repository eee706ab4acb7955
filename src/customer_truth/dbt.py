"""Runs dbt's command line and reads its artifacts (run-results v6)."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from customer_truth.errors import Unusable
from customer_truth.files.layers import lay_link
from customer_truth.files.problem import listed
from customer_truth.machine import trouble
from customer_truth.machine.interruption import Stalled
from customer_truth.project import Project
from customer_truth.warehouse import Warehouse

Progress = Callable[[str], None]
_LONGEST = 1000
_PARSED = "partial_parse.msgpack"
_BAD = ("error", "fail", "runtime error")


class NotBuilt(Unusable):
    """What dbt could not build, one problem a node; a full disk or memory breaks hundreds alike."""

    @property
    def in_short(self) -> tuple[str, ...]:
        """At most three lines: the first problem, how many more there are, what to do."""
        first, *more = (" ".join(problem.split()) for problem in self.problems)
        names = [problem.split(":")[0].removeprefix("dbt ") for problem in more]
        others = [f"dbt: {len(more)} more failed: {listed(names, 6)}"] if more else []
        todo = [step] if (step := trouble.advice(first)) else []
        return (first[:_LONGEST], *others, *todo)


@dataclass(frozen=True)
class Build:
    """What dbt built: the unique ids of the nodes that succeeded."""

    nodes: tuple[str, ...]


def build(
    project: Project,
    warehouse: Warehouse,
    progress: Progress,
    *,
    command: str = "build",
    select: Sequence[str] = (),
    without: Sequence[str] = (),
    options: Sequence[str] = (),
    profiles: Path | None = None,
) -> Build:
    """Builds seeds, models and data tests; `Unusable` names every node that failed.

    `select` names nodes in dbt's words, and tests that need no other; none builds all. `without`
    are names of nodes that stand there already. `command` is another of dbt's that writes
    `run_results.json`, and `options` are its own.
    """
    target = target_path(project)
    _forget_earlier_run(target)
    words = [command, *warehouse.build_options(project.raw), *options]
    if select:
        words += ["--select", *select]
        words += ["--indirect-selection", "cautious"] if command == "build" else []
    if without:
        # A test of a step that is built runs, though it reads one that is not.
        words += ["--exclude", *without, "--indirect-selection", "empty"]
    process = _started(project, warehouse, words, subprocess.PIPE, profiles)
    assert process.stdout is not None
    complaints: list[str] = []
    running: dict[str, str] = {}
    try:
        for event in _events(process.stdout, complaints):
            _note_running(event, running)
            if step := _step(event):
                progress(step)
        process.wait()
    except Stalled as stalled:
        stalled.words += [f"dbt: {name}: runs since {since}" for name, since in running.items()]
        stalled.log = target / "logs" / "dbt.log"
        raise
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    built = _outcome(target, process.returncode, complaints)
    if not built.nodes and not select:
        raise Unusable("dbt: built nothing, needs models. Check the project's models folder.")
    return built


@contextmanager
def parsed_beside(project: Project, warehouse: Warehouse) -> Iterator[None]:
    """Has dbt parse the project beside other work, where no earlier run left it parsed.

    A build then begins at once. What cannot be parsed, the build tells.
    """
    if (target_path(project) / _PARSED).is_file():
        yield
        return
    process = _started(project, warehouse, ["parse"], subprocess.DEVNULL)
    try:
        yield
        process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _started(
    project: Project,
    warehouse: Warehouse,
    words: Sequence[str],
    output: int,
    profiles: Path | None = None,
) -> subprocess.Popen[str]:
    """A process of dbt's, whose events go to `output`."""
    target = target_path(project)
    lay_link(project.root)
    command = [
        *(sys.executable, "-m", "customer_truth.machine.lifeline"),
        str(Path(sys.executable).with_name("dbt")),
        *(*words, "--target", project.target, "--log-format", "json"),
        *("--log-level", "info", "--log-level-file", "info"),
        *("--project-dir", str(project.root)),
        *("--profiles-dir", str(profiles or project.root / "profiles")),
        *("--target-path", str(target), "--log-path", str(target / "logs")),
        *("--no-version-check", "--no-use-colors"),
    ]
    if project.world:
        command += ["--vars", json.dumps({"sources": list(project.sources)})]
    return subprocess.Popen(
        command,
        cwd=project.root,
        env={**os.environ, **warehouse.dbt_environment(), "DO_NOT_TRACK": "1"},
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
    )


def target_path(project: Project) -> Path:
    """One folder a world and target, so that one run never invalidates another's parsed project."""
    return project.home / "target" / "_".join(filter(None, (project.target, project.world)))


def _forget_earlier_run(target: Path) -> None:
    """What dbt left is a cache; where it is not the files that dbt writes, it goes."""
    if os.path.lexists(target) and not target.is_dir():
        target.unlink()
    results = target / "run_results.json"
    if results.is_dir() and not results.is_symlink():
        shutil.rmtree(target)
    results.unlink(missing_ok=True)


def _events(lines: IO[str], complaints: list[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            event = json.loads(line)
            is_error = event["info"].get("level") == "error"
        except (ValueError, KeyError, TypeError, AttributeError):
            complaints.append(line.rstrip())
            continue
        if is_error:
            complaints.append(event["info"].get("msg", "").strip())
        yield event


def _note_running(event: dict[str, Any], running: dict[str, str]) -> None:
    """Adds a node that begins, with its moment, and takes out one that has ended."""
    name, node = event["info"].get("name", ""), event.get("data", {}).get("node_info", {})
    told = f"{node.get('resource_type')} {node.get('node_name')}"
    if name == "LogStartLine":
        running[told] = f"{datetime.now(UTC):%H:%M:%S} UTC"
    elif name.endswith("Result"):
        running.pop(told, None)


def _step(event: dict[str, Any]) -> str | None:
    data = event.get("data", {})
    if not event["info"].get("name", "").endswith("Result") or "total" not in data:
        return None
    name = data.get("node_info", {}).get("node_name") or data.get("name", "")
    return f"{data.get('index', data.get('num', '?'))}/{data['total']} {name}"


def _outcome(target_path: Path, code: int, complaints: list[str]) -> Build:
    if code == 0:
        results = json.loads((target_path / "run_results.json").read_text())["results"]
        return Build(tuple(result["unique_id"] for result in results))
    log = target_path / "logs" / "dbt.log"
    failed = _failed_nodes(target_path) if code == 1 else []
    if failed:
        raise NotBuilt(*failed, log=log)
    if code < 0:
        raise NotBuilt(
            f"dbt: was killed ({signal.Signals(-code).name}), as it is where a machine is out of "
            f"memory; needs to end by itself. The whole log: {log}",
            log=log,
        )
    detail = "\n  ".join(_telling(complaints))
    raise NotBuilt(
        f"dbt: ended with code {code}, needs 0. It said:\n  {detail}\nThe whole log: {log}",
        log=log,
    )


def _telling(complaints: Sequence[str]) -> list[str]:
    """dbt's own last words; of Python's, the line that says what happened."""
    if not any(line.startswith("Traceback") for line in complaints):
        return [line for line in complaints[-12:] if line]
    # dbt logs a whole traceback as one message.
    lines = [line.strip() for told in complaints for line in told.splitlines()]
    known = [line for line in lines if trouble.advice(line)]
    raised = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Exit)\b", line)]
    return list(known or raised or complaints)[-1:]


def _failed_nodes(target_path: Path) -> list[str]:
    path = target_path / "run_results.json"
    if not path.is_file():
        return []
    return [
        f"dbt {result['unique_id'].split('.', 2)[0]} {result['unique_id'].split('.')[2]}: has "
        f"status '{result['status']}' ({' '.join((result.get('message') or '').split())[:300]}), "
        f"needs success. See {target_path / 'logs' / 'dbt.log'}"
        for result in json.loads(path.read_text())["results"]
        if result["status"] in _BAD
    ]
