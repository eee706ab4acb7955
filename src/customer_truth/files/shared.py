"""Files that many people read: definitions, unlike data, are not the business of one account."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def readable_by_all() -> Iterator[None]:
    """What is written within may be read by everybody on the machine, as in most working trees."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)
