"""What a contract says of ends and references is checked; a slip does not pass silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.extracts.contract import check_contracts, declared_tables
from customer_truth.extracts.ending import Ending

SOURCES = """
version: 2
sources:
  - name: crm
    tables:
      - name: deal
        config: {{meta: {{key: [id], {table}}}}}
        columns:
          - {{name: id, data_type: bigint}}
          - {{name: is_deleted, data_type: boolean}}
          - {{name: state, data_type: text}}
          - {{name: account_id, data_type: bigint, config: {{meta: {{{column}}}}}}}
      - name: merged_deal
        config: {{meta: {{key: [old_id, new_id]}}}}
        columns:
          - {{name: old_id, data_type: bigint}}
          - {{name: new_id, data_type: bigint}}
"""
GOOD = "ends: []"


def told(root: Path, table: str = GOOD, column: str = "optional: true") -> list[str]:
    """What lint says of a contract."""
    folder = root / "models" / "staging" / "crm"
    folder.mkdir(parents=True)
    (folder / "_crm__sources.yml").write_text(SOURCES.format(table=table, column=column))
    return [problem.message for problem in check_contracts(root)]


@pytest.mark.parametrize(
    ("table", "has"),
    [
        ("ends: [{column: is_deleted, because: removed}]", "'removed' as because"),
        ("ends: [{column: is_deletd, because: deleted}]", "the unknown column is_deletd as column"),
        ("ends: [{colum: is_deleted, because: deleted}]", "the unknown field colum"),
        ("ends: [{column: is_deleted, is: gone, because: deleted}]", "'gone' as is"),
        ("ends: [{column: state, because: voided}]", "no is"),
        ("ends: [{because: deleted}]", "no column"),
        ("ends: [{because: merged}]", "merged without one way to tell"),
        ("ends: [{because: merged, into: survivor}]", "the unknown column survivor as into"),
        ("ends: [{because: merged, absorbs: ids}]", "the unknown column ids as absorbs"),
        (
            "ends: [{because: merged, listed_in: merged_deals, ended: old_id, into: new_id}]",
            "its merges listed in merged_deals",
        ),
        (
            "ends: [{because: merged, listed_in: merged_deal, ended: old, into: new_id}]",
            "its merges listed in merged_deal.old",
        ),
        (
            "ends: [{column: is_deleted, because: deleted, where: {stat: x}}]",
            "the unknown column stat",
        ),
        ("ens: [{column: is_deleted, because: deleted}]", "the unknown field ens"),
        ("ends: {column: is_deleted, because: deleted}", "as ends"),
    ],
)
def test_a_slip_in_what_ends_a_record_is_told(tmp_path: Path, table: str, has: str) -> None:
    said = told(tmp_path, table)
    assert any(f"has {has}" in one or has in one for one in said), said


@pytest.mark.parametrize(
    ("column", "has"),
    [
        ("relationships: {to: account}", "account_id pointing at crm.account"),
        ("relationships: {to: merged_deal}", "account_id pointing at crm.merged_deal"),
        ("relationships: {to: deal, field: number}", "account_id pointing at crm.deal.number"),
        ("relationships: {to: crn.deal}", "account_id pointing at crn.deal"),
        ("relationships: {of: deal}", "the unknown field of"),
        ("relationship: {to: deal}", "the unknown field relationship"),
        ("relationships: {to: deal, where: {kind: x}}", "the unknown column kind"),
    ],
)
def test_a_reference_that_leads_to_no_declared_column_is_told(
    tmp_path: Path, column: str, has: str
) -> None:
    said = told(tmp_path, column=column)
    assert any(has in one for one in said), said


@pytest.mark.parametrize(
    ("column", "has"), [("not_null: always", "'always' as not_null"), ("not_nul: true", "not_nul")]
)
def test_a_slip_in_what_must_not_be_empty_is_told(tmp_path: Path, column: str, has: str) -> None:
    assert any(has in one for one in told(tmp_path, column=column))
    assert told(tmp_path / "sound", column="not_null: true") == []


def test_what_a_contract_says_of_ends_is_read(tmp_path: Path) -> None:
    ways = (
        "ends: [{column: is_deleted, because: deleted}, "
        "{column: state, is: [V, 1], because: voided}, "
        "{because: merged, listed_in: merged_deal, ended: old_id, into: new_id}]"
    )
    assert told(tmp_path, ways, "relationships: {to: merged_deal, field: old_id}") == []
    (deal, _) = declared_tables(tmp_path, ("crm",))
    deleted, voided, merged = deal.ends
    assert deleted.flag is not None and deleted.flag.values == ("true",)
    assert voided.flag is not None and voided.flag.values == ("v", "1")
    assert merged == Ending("merged", listed_in="merged_deal", ended="old_id", into="new_id")
