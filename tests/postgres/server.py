"""A private PostgreSQL server in a temporary folder, from the packages of the machine."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

URL = "TRUTH_TEST_POSTGRES_URL"


def binaries() -> Path | None:
    """The newest server's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).parent if elsewhere else None


@contextmanager
def running_server(programs: Path, folder: Path) -> Iterator[dict[str, str]]:
    """Brings a server up and yields the environment that reaches it.

    The server refuses to run as root, so root hands it to the user that the package made.
    """
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder.mkdir(parents=True)
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    port = _free_port()
    data = folder / "data"

    def run(*command: str | Path) -> None:
        words = [str(word) for word in command]
        if os.geteuid() == 0:
            words = ["setpriv", "--reuid", user, "--regid", user, "--init-groups", *words]
        subprocess.run(words, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    run(programs / "initdb", "-D", data, "-U", "customer_truth", "-A", "trust", "-E", "UTF8")
    settings = f"-p {port} -k {folder} -c fsync=off -c listen_addresses=127.0.0.1"
    run(
        *(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"),
        *("-o", f"{settings} -c shared_buffers=512MB -c work_mem=64MB", "start"),
    )
    try:
        run(
            programs / "createdb",
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            "-U",
            "customer_truth",
            "customer_truth",
        )
        yield {
            "CUSTOMER_TRUTH_PG_HOST": "127.0.0.1",
            "CUSTOMER_TRUTH_PG_PORT": str(port),
            "CUSTOMER_TRUTH_PG_USER": "customer_truth",
            "CUSTOMER_TRUTH_PG_DATABASE": "customer_truth",
        }
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def take_own_database() -> None:
    """Gives a worker of several a database of its own on the server, and names it to its tests."""
    worker, url = (os.environ.get(name, "") for name in ("PYTEST_XDIST_WORKER", URL))
    if not (worker and url):
        return
    database = f"customer_truth_{worker}"
    server = psycopg2.connect(url)
    server.autocommit = True
    server.cursor().execute(f"create database {database}")
    server.close()
    os.environ["CUSTOMER_TRUTH_PG_DATABASE"] = database
    os.environ[URL] = urlsplit(url)._replace(path=f"/{database}").geturl()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """A database beside this worker's, which tests and commands speak to meanwhile."""
    before = {key: os.environ[key] for key in ("CUSTOMER_TRUTH_PG_DATABASE", URL)}
    with closing(psycopg2.connect(before[URL])) as server:
        server.autocommit = True
        server.cursor().execute(f"create database {name}")
        os.environ["CUSTOMER_TRUTH_PG_DATABASE"] = name
        os.environ[URL] = urlsplit(before[URL])._replace(path=f"/{name}").geturl()
        try:
            yield
        finally:
            os.environ.update(before)
            server.cursor().execute(f"drop database {name} with (force)")
