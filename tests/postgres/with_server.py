"""Runs a command beside a private server: python -m tests.postgres.with_server COMMAND …"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.postgres.server import URL, binaries, running_server


def main(command: list[str]) -> int:
    programs = binaries()
    if programs is None:
        print("PostgreSQL: has no server here, needs one. Debian: apt-get install postgresql")
        return 2
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with running_server(programs, Path(folder) / "server") as reached:
            at = {name.removeprefix("CUSTOMER_TRUTH_PG_"): value for name, value in reached.items()}
            url = f"postgresql://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['DATABASE']}"
            environment = {**os.environ, **reached, URL: url}
            return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
