"""The page about the vendors' tables says what the sources files say."""

from __future__ import annotations

from tests.conftest import ROOT
from tests.vendors_page import PAGE, described, page


def test_the_page_about_the_vendors_is_made_from_the_sources_files() -> None:
    assert PAGE.read_text() == page(), "Run: python -m tests.vendors_page"


def test_the_page_knows_every_vendor_that_a_company_may_have() -> None:
    folders = {path.name for path in (ROOT / "models" / "staging").iterdir() if path.is_dir()}
    # A public data set, of which nothing ends.
    assert folders - {"olist"} == set(described())
