"""A digest as a message: what, whom it hurts, how much, and where to look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from customer_truth.notify.digest import Digest, Item
from customer_truth.text.visible import visible

_SHOWN = 8


def subject(digest: Digest) -> str:
    """The first line."""
    counts = (
        (digest.vanished, "no longer checked"),
        (digest.new, "new"),
        (digest.reopened, "reopened"),
        (digest.overdue, "overdue"),
        (digest.escalated, "escalated to you"),
        (digest.resolved, "resolved"),
        (digest.not_looked_at, "not looked at"),
    )
    told = ", ".join(f"{_records(items):,} {word}" for items, word in counts if items)
    return f"Customer Truth, {_words(digest.role)}: {told}"


def body(digest: Digest, site: str) -> str:
    """The message as plain text; `site` is the address of the published site."""
    return "\n".join(_lines(digest, site))


def _lines(digest: Digest, site: str) -> Iterator[str]:
    home = f"{site}/owners/{digest.role}"
    yield f"{_said(digest.person)}, as of {digest.as_of:%Y-%m-%d %H:%M} UTC:"
    sections = (
        ("No longer checked: had these records before, and none now", digest.vanished, "rules"),
        ("Escalated to you: another role's decision is overdue", digest.escalated, "decisions"),
        ("Your decision is overdue", digest.overdue, "decisions"),
        ("New", digest.new, "rules"),
        ("Back again", digest.reopened, "rules"),
        ("Resolved", digest.resolved, "rules"),
        *((title, items, "rules") for title, items in _not_looked_at(digest)),
    )
    for title, items, folder in sections:
        if items:
            yield from ("", title)
            yield from _items(items, home, folder, is_escalated=items is digest.escalated)
    # A role of which nothing but an escalation is told may have no folder of its own.
    own = (digest.new, digest.reopened, digest.resolved, digest.overdue, digest.vanished)
    is_own = any((*own, digest.not_looked_at))
    yield from ("", f"All of it: {home if is_own else site}/index.html")


def _not_looked_at(digest: Digest) -> Iterator[tuple[str, Sequence[Item]]]:
    """What was not looked at, by reason: each names the tables that are stale or cut."""
    for because in dict.fromkeys(item.because for item in digest.not_looked_at):
        own = [item for item in digest.not_looked_at if item.because == because]
        yield f"Not looked at, it stays as before; {_said(because or '')}", own


def _items(items: Sequence[Item], home: str, folder: str, *, is_escalated: bool) -> Iterator[str]:
    for item in items[:_SHOWN]:
        touched = item.customers_touched
        hurt = f", {_plural(touched, 'customer')} touched" if touched else ""
        value = f", {item.in_error:,.0f} in error" if item.in_error else ""
        of = f" ({_words(item.of)} decides)" if is_escalated and item.of else ""
        yield f"- {_said(item.words)}{of}: {_plural(item.records, 'record')}{hurt}{value}"
        # What waits for a role below stands in that role's folder.
        place = home.rsplit("/", 1)[0] + f"/{item.of}" if is_escalated and item.of else home
        yield f"  {place}/{folder}/{item.rule_id}.html"
    if len(items) > _SHOWN:
        rest = items[_SHOWN:]
        yield f"- and {_plural(len(rest), 'rule')} more with {_plural(_records(rest), 'record')}"


def _records(items: Sequence[Item]) -> int:
    return sum(item.records for item in items)


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _words(name: str) -> str:
    return _said(name.replace("_", " "))


def _said(text: str) -> str:
    """Text on one line in which a chat finds nobody to call: its own sign stands for the @."""
    return visible(text).replace("@", "\uff20")
