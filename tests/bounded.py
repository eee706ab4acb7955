"""That something ends, whatever it is given."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

# What is held to it takes a second or two, on a slow machine ten; what grew with the square of
# its input would take hours.
_SECONDS = 60.0


@contextmanager
def bounded() -> Iterator[None]:
    """Fails where what is done in it took a minute of CPU: no measure of speed."""
    started = time.process_time()
    yield
    assert time.process_time() - started < _SECONDS
