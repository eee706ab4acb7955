"""A private Spark cluster: a master, two workers and the Connect server, all from pyspark's jars.

`python -m tests.spark.cluster up FOLDER` starts it and prints how to reach it; `down FOLDER` stops
it. All that it writes lies in the folder: tables, the catalogue, logs, numbers of processes.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

REMOTE = "CUSTOMER_TRUTH_SPARK_REMOTE"
WORKERS = 2
_HOST = "127.0.0.1"
_LONGEST = 180  # seconds until the server must answer
_STATE = "processes.json"
_SHOWN = 20
_MASTER = ("org.apache.spark.deploy.master.Master", "--webui-port", "0")
_WORKER = (
    *("org.apache.spark.deploy.worker.Worker", "--webui-port", "0"),
    *("--cores", "1", "--memory", "2g"),
)
_MEMORY = {"server": "5g"}
# Two cores for all of it: few and large tasks. Nobody looks at the server's pages, so it need not
# remember what they would show, which is most of its memory in a night.
_SETTINGS = {
    "spark.executor.memory": "1536m",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.ui.enabled": "false",
    "spark.sql.catalogImplementation": "hive",
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    "spark.connect.session.manager.defaultSessionTimeout": "24h",
    "spark.scheduler.mode": "FAIR",
    "spark.sql.ui.retainedExecutions": "20",
    "spark.ui.retainedJobs": "50",
    "spark.ui.retainedStages": "50",
    "spark.driver.extraJavaOptions": "-XX:+UseParallelGC",
}

# Where rows are few, compiling a plan and planning it anew on the way cost more than they save.
PLAIN = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def programs() -> Path:
    """Where pyspark lies; ends with 2 where it or Java is missing."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        _end_with("Spark: has no pyspark here, needs it. Run: make test-spark")
    if shutil.which("java") is None:
        _end_with(
            "Spark: has no java, needs 17 or later. Debian: apt-get install default-jre-headless"
        )
    return Path(found.origin).parent


def start(folder: Path, settings: Mapping[str, str] = {}) -> dict[str, str]:
    """Brings a cluster up in a folder; the environment that reaches it."""
    home = programs()
    stop(folder)
    folder.mkdir(parents=True, exist_ok=True)
    master, remote = _free_port(), _free_port()
    at = f"spark://{_HOST}:{master}"
    serve = [str(word) for word in _server(home, folder, at, remote, settings)]
    running: dict[str, subprocess.Popen[bytes]] = {}

    def spawned(name: str, command: Sequence[str | Path]) -> subprocess.Popen[bytes]:
        # Written down at once, so that whatever fails next, `stop` finds it.
        running[name] = _spawned(home, folder, name, command)
        pids = {each: process.pid for each, process in running.items()}
        state = {"port": remote, "pids": pids, "server": serve}
        (folder / _STATE).write_text(json.dumps(state))
        return running[name]

    java = home / "bin" / "spark-class"
    leader = spawned("master", [java, *_MASTER, "--host", _HOST, "--port", str(master)])
    _until_open(master, leader, folder / "master.log")
    for name in (f"worker-{number}" for number in range(1, WORKERS + 1)):
        spawned(name, [java, *_WORKER, "--host", _HOST, "--work-dir", folder / name, at])
    server = spawned("server", serve)
    _until_open(remote, server, folder / "server.log")
    return {REMOTE: f"sc://{_HOST}:{remote}"}


def stop(folder: Path) -> None:
    """Ends a cluster; its tables stay."""
    state = folder / _STATE
    if not state.exists():
        return
    for pid in reversed(json.loads(state.read_text())["pids"].values()):
        _end(pid)
    state.unlink()


def start_again(folder: Path) -> None:
    """Starts the server that was killed, at the address that it had."""
    state = json.loads((folder / _STATE).read_text())
    process = _spawned(programs(), folder, "server", state["server"])
    state["pids"]["server"] = process.pid
    (folder / _STATE).write_text(json.dumps(state))
    _until_open(state["port"], process, folder / "server.log")


def kill(folder: Path, name: str) -> None:
    """Ends one process of a cluster, a worker with its executors, as a machine that is lost."""
    _end(json.loads((folder / _STATE).read_text())["pids"][name])


@contextmanager
def running_cluster(folder: Path, settings: Mapping[str, str] = {}) -> Iterator[dict[str, str]]:
    """A cluster for as long as this lasts, and the environment that reaches it."""
    try:
        yield start(folder, settings)
    finally:
        stop(folder)


def _server(
    home: Path, folder: Path, master: str, port: int, settings: Mapping[str, str]
) -> Sequence[str | Path]:
    told = {
        **_SETTINGS,
        "spark.connect.grpc.binding.port": str(port),
        "spark.connect.grpc.binding.address": _HOST,
        "spark.driver.host": _HOST,
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.local.dir": str(folder / "local"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={folder / 'catalogue'};create=true"
        ),
        **settings,
    }
    words = [word for key, value in told.items() for word in ("--conf", f"{key}={value}")]
    command: list[str | Path] = [home / "bin" / "spark-submit", "--master", master, *words]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer"]
    return [*command, "spark-internal"]


def _spawned(
    home: Path, folder: Path, name: str, command: Sequence[str | Path]
) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": _HOST}
    # Of the server too, it says what the setting of the driver's memory would have said.
    environment["SPARK_DAEMON_MEMORY"] = _MEMORY.get(name, "256m")
    environment["PYSPARK_PYTHON"] = sys.executable
    with (folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def _end(pid: int) -> None:
    """Ends a process with all that it started: each has a session of its own."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _until_open(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _LONGEST
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((_HOST, port)) == 0:
                return
        time.sleep(0.2)
    last = "".join(log.read_text(errors="replace").splitlines(keepends=True)[-_SHOWN:])
    _end_with(f"{last}\nSpark: does not answer on port {port}, ended with the lines above.")


def _end_with(words: str) -> NoReturn:
    print(words, file=sys.stderr)
    raise SystemExit(2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def main(words: Sequence[str]) -> int:
    """`up FOLDER` or `down FOLDER`."""
    action, folder = words[0], Path(words[1]).resolve()
    if action == "down":
        stop(folder)
        return 0
    for name, value in start(folder).items():
        print(f"export {name}={value}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
