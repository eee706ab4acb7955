"""Plain addresses are sound without the library; it must say of each what we say."""

from __future__ import annotations

import pytest
from email_validator import validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from customer_truth.identifiers.plain_address import is_plain

_LABEL = st.from_regex(r"[ax1]([ax1-]{0,64}[ax1])?", fullmatch=True)
_ADDRESSES = st.builds(
    lambda local, hosts: f"{'.'.join(local)}@{'.'.join(hosts)}",
    st.lists(st.text("ab0-_+", min_size=1, max_size=9), min_size=1, max_size=3),
    st.lists(_LABEL, min_size=2, max_size=4),
)


@given(_ADDRESSES.filter(is_plain))
@example("a@xn-a.com")
@example(f"a@{'b' * 63}.com")
def test_the_library_finds_every_plain_address_sound_and_as_it_is(address: str) -> None:
    found = validate_email(address, check_deliverability=False, test_environment=True)
    assert found.normalized == address
    assert found.domain == address.partition("@")[2]


@pytest.mark.parametrize(
    "address",
    [
        "Ann@acme.com",
        "ann@acme",
        "ann@acme.c0",
        "ann@printer.local",
        "ann@xn--bcher-kva.example",
        "ann@ab--c.com",
        f"ann@{'b' * 64}.com",
        f"{'a' * 250}@b.com",
        ".ann@acme.com",
        "ann@acme-.com",
        "ann@acme.com\n",
        "a b@acme.com",
    ],
)
def test_what_the_library_changes_or_refuses_is_not_plain(address: str) -> None:
    assert not is_plain(address)


def test_most_addresses_are_plain() -> None:
    assert is_plain("ann.lee+orders@shop.acme-foods.co.uk")
