"""Hands a message to Apprise; a target that does not take it is tried again, then reported."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

Pause = Callable[[float], None]
_TRIES = 3


def send(address: str, title: str, text: str, pause: Pause = time.sleep) -> bool:
    """Whether a target took the message; never raises, whatever the target does."""
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    target = apprise.Apprise()
    if not target.add(address):
        return False
    for number in range(_TRIES):
        if number:
            pause(2.0**number)
        try:
            if target.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT):
                return True
        except Exception:  # a target's own fault must not end the night
            logging.getLogger(__name__).debug("target failed", exc_info=True)
    return False
