"""The demo replaces what it made itself, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.demo import made
from customer_truth.errors import Unusable


def make(folder: Path, **files: str) -> None:
    """Publishes files as the demo does."""
    made.refuse_others_files(folder)
    coming = folder / made.WORK / "made"
    for name, content in files.items():
        (coming / name).mkdir(parents=True, exist_ok=True)
        (coming / name / "account.parquet").write_text(content)
    made.announce(folder, coming)
    for name in files:
        (folder / name).mkdir(exist_ok=True)
        (coming / name / "account.parquet").replace(folder / name / "account.parquet")
    made.settle(folder)


def test_what_the_demo_made_may_be_replaced(tmp_path: Path) -> None:
    make(tmp_path, salesforce="one")
    make(tmp_path, salesforce="two", hubspot="two")
    made.refuse_others_files(tmp_path)


def test_an_empty_and_a_missing_folder_may_be_filled(tmp_path: Path) -> None:
    made.refuse_others_files(tmp_path)
    made.refuse_others_files(tmp_path / "none")


@pytest.mark.parametrize(
    "name", ["salesforce/account.parquet", "account.csv", "truth.csv", "notes.txt", "own/.hidden"]
)
def test_a_file_that_the_demo_did_not_make_keeps_it_away(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("real")
    with pytest.raises(Unusable, match="files that the demo did not make") as refused:
        made.refuse_others_files(tmp_path)
    assert name in str(refused.value)
    assert (tmp_path / name).read_text() == "real"


def test_an_extract_that_a_sync_replaced_is_no_longer_the_demos(tmp_path: Path) -> None:
    make(tmp_path, salesforce="one")
    (tmp_path / "salesforce" / "account.parquet").write_text("real")
    with pytest.raises(Unusable, match=r"salesforce/account\.parquet"):
        make(tmp_path, salesforce="two")
    assert (tmp_path / "salesforce" / "account.parquet").read_text() == "real"


def test_a_file_added_beside_the_demos_keeps_it_away(tmp_path: Path) -> None:
    make(tmp_path, salesforce="one")
    (tmp_path / "salesforce" / "contact.csv").write_text("real")
    with pytest.raises(Unusable, match=r"salesforce/contact\.csv"):
        make(tmp_path, salesforce="two")


def test_a_demo_killed_while_it_published_may_be_made_again(tmp_path: Path) -> None:
    make(tmp_path, salesforce="one", hubspot="one")
    coming = tmp_path / made.WORK / "made" / "salesforce"
    coming.mkdir(parents=True, exist_ok=True)
    (coming / "account.parquet").write_text("two")
    made.announce(tmp_path, coming.parent)
    (coming / "account.parquet").replace(tmp_path / "salesforce" / "account.parquet")
    made.refuse_others_files(tmp_path)


@pytest.mark.parametrize("marker", ["", "{", "[]", '{"files": 3}', '{"files": {"a": 3}}'])
def test_a_damaged_note_protects_everything(tmp_path: Path, marker: str) -> None:
    make(tmp_path, salesforce="one")
    (tmp_path / made.MARKER).write_text(marker)
    with pytest.raises(Unusable, match=r"salesforce/account\.parquet"):
        made.refuse_others_files(tmp_path)
