"""Runs a command beside a private cluster: python -m tests.spark.with_cluster [--plain] COMMAND …

`--plain` for nights of few rows that are not about Spark's own defaults.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.spark.cluster import PLAIN, running_cluster

FOLDER = "TRUTH_TEST_SPARK_FOLDER"


def main(command: list[str]) -> int:
    # Whoever is told to end takes the cluster along.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    settings: Mapping[str, str] = {}
    if command[0] == "--plain":
        settings, command = PLAIN, command[1:]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        running_cluster(Path(folder), settings) as reached,
    ):
        environment = {**os.environ, **reached, FOLDER: folder}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
