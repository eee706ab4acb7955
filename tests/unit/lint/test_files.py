"""A file that a night would stumble over or wait for is told by lint, at once."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from lint_project import TODAY, make_project

from customer_truth.lint import lint

_NAMES = [
    "models/zz.sql",
    "models/marts/zz.SQL",
    "models/zz.yml",
    "models/marts/zz.yml",
    "models/staging/salesforce/zz.yml",
    "expectations/zz.yml",
    "models/zz.py",
    "macros/zz.sql",
    "seeds/zz.csv",
    "seeds/sub/zz.yml",
    "tests/data/zz.sql",
    "tests/planted/zz.yml",
    "checkpoints/zz.yml",
    "matching/zz.yaml",
    "profiles/profiles.yml",
]


def _only(root: Path, name: str) -> str:
    (problem,) = lint(root, TODAY)
    assert str(problem.file) == name
    return problem.message


def _place(root: Path, name: str) -> Path:
    path = make_project(root) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.parametrize("name", _NAMES)
def test_what_is_no_plain_file_is_told_and_never_opened(tmp_path: Path, name: str) -> None:
    path = _place(tmp_path, name)
    path.symlink_to("/dev/zero")
    assert _only(tmp_path, name) == "has a device, needs a plain file."
    path.unlink()
    os.mkfifo(path)
    assert _only(tmp_path, name) == "has a pipe, needs a plain file."
    path.unlink()
    path.mkdir()
    assert _only(tmp_path, name) == "has a folder, needs a plain file."
    path.rmdir()
    path.symlink_to("nowhere")
    assert _only(tmp_path, name) == "has a link that leads nowhere, needs a plain file."
    path.unlink()
    path.write_bytes(b"\xff\xfe")
    assert _only(tmp_path, name) == "has bytes that are not text, needs UTF-8."


def test_a_socket_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _place(tmp_path, "models/zz.sql")
    monkeypatch.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path.name)
        assert _only(tmp_path, "models/zz.sql") == "has a socket, needs a plain file."


def test_a_link_to_a_folder_is_told_as_nothing_follows_it(tmp_path: Path) -> None:
    _place(tmp_path, "models/more").symlink_to(tmp_path / "models/marts")
    has = "has a link to a folder, which nothing follows, needs the folder itself."
    assert _only(tmp_path, "models/more") == has


def test_a_link_to_a_plain_file_is_sound(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.sql").write_text("select 1 as one")
    _place(tmp_path, "models/zz.sql").symlink_to(tmp_path / "elsewhere.sql")
    assert lint(tmp_path, TODAY) == []


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("seeds/sub/owners.csv", "seeds/owners.csv"),
        ("seeds/sub/deeper/OWNERS.CSV", "seeds/owners.csv"),
        ("seeds/owners.CSV", "seeds/owners.CSV"),
        ("seeds/Owners.csv", "seeds/Owners.csv"),
        ("seeds/deals.csv", "models/deals.sql"),
        ("models/marts/Deals.sql", "models/deals.sql"),
        ("models/marts/deals.py", "models/deals.sql"),
    ],
)
def test_a_table_that_is_defined_twice_is_told(tmp_path: Path, name: str, first: str) -> None:
    path = _place(tmp_path, name)
    (tmp_path / "models/deals.sql").write_text("select 1 as one")
    path.write_text("role\n")
    (problem,) = lint(tmp_path, TODAY)
    assert {str(problem.file), problem.message.split()[4].strip(",")} >= {first}
    assert problem.message.endswith("needs a name of its own. Rename or remove one of the two.")


def test_a_seed_of_ones_own_is_sound(tmp_path: Path) -> None:
    _place(tmp_path, "seeds/regions/our_regions.csv").write_text("region\nnorth\n")
    assert lint(tmp_path, TODAY) == []
