"""Tells every role what a night brought, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from customer_truth.definitions.load import Definitions
from customer_truth.lookups.nights import latest_run
from customer_truth.machine.environment import SITE_URL, value_of
from customer_truth.notify.digest import Digest, Digests, Since
from customer_truth.notify.ledger import Ledger, State
from customer_truth.notify.message import body, subject
from customer_truth.notify.send import send
from customer_truth.notify.targets import NotConfigured, address_of
from customer_truth.project import Project
from customer_truth.quality.tables import runs
from customer_truth.registry.answering import answering
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.base import QUALITY

Send = Callable[[str, str, str], bool]


@dataclass
class Told:
    """How a round of alerts went, by role."""

    sent: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    without_holder: list[str] = field(default_factory=list)
    without_target: list[str] = field(default_factory=list)
    not_configured: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[tuple[str, str]] = field(default_factory=list)

    def rows(self) -> Iterator[Mapping[str, str]]:
        """One row for each role that was to be told."""
        roles = {
            "sent": self.sent,
            "failed": self.failed,
            "without holder": self.without_holder,
            "without target": self.without_target,
            "unknown": [role for role, _ in self.unknown],
        }
        for name, those in self.not_configured.items():
            roles[f"{name} is not set"] = those
        for outcome, those in roles.items():
            yield from ({"role": role, "outcome": outcome} for role in those)


@dataclass(frozen=True)
class Message:
    """What is sent to one role."""

    role: str
    subject: str
    body: str


def pending_digests(warehouse: Warehouse, definitions: Definitions) -> list[tuple[Digest, Since]]:
    """What each role has not been told of the last night; roles without news are left out."""
    ledger = Ledger(warehouse.ledger(), warehouse.ledger_schema)
    with warehouse.reading() as connection:
        run = latest_run(connection)
        earlier = (
            select(runs.c.started_at, runs.c.as_of)
            .where(runs.c.started_at < run["started_at"])
            .order_by(runs.c.started_at.desc())
            .limit(1)
        )
        row = connection.execute(earlier).first()
        last = Since(started_at=row.started_at, as_of=row.as_of) if row else Since()
        digests = Digests(connection, warehouse.schema(QUALITY), dict(run), definitions)
        found = []
        for role in _roles(definitions):
            since = ledger.since(role, last)
            digest = digests.of(role, since)
            if not digest.is_empty:
                found.append((digest, since))
    return found


def pending_messages(
    project: Project, warehouse: Warehouse, definitions: Definitions
) -> list[Message]:
    """What would be sent, to whom."""
    digests = (digest for digest, _ in pending_digests(warehouse, definitions))
    return [_message(digest, project) for digest in digests]


def tell(
    project: Project, warehouse: Warehouse, definitions: Definitions, deliver: Send = send
) -> Told:
    """Sends every pending digest; the caller holds the warehouse's lock."""
    told = Told()
    ledger = Ledger(warehouse.ledger(), warehouse.ledger_schema)
    told.unknown = ledger.interrupted()
    for digest, since in pending_digests(warehouse, definitions):
        who = answering(definitions.registry, digest.role, definitions.today)
        if who is None:
            told.without_holder.append(digest.role)
            continue
        try:
            address = address_of(who.owner)
        except NotConfigured as missing:
            told.not_configured.setdefault(str(missing), []).append(digest.role)
            continue
        if address is None:
            told.without_target.append(digest.role)
            continue
        with ledger.sending(digest, since) as outcome:
            message = _message(digest, project)
            is_sent = deliver(address, message.subject, message.body)
            outcome.append(State.SENT if is_sent else State.FAILED)
        (told.sent if is_sent else told.failed).append(digest.role)
    return told


def told_lines(told: Told) -> Sequence[str]:
    """A round of alerts for a terminal; nothing where there was nothing to tell."""
    lines = []
    if told.sent:
        lines.append(f"Alerts   sent to {', '.join(told.sent)}")
    if told.failed:
        lines.append(
            f"Alerts   not taken by the target of {', '.join(told.failed)}; told again next time"
        )
    for name, roles in told.not_configured.items():
        lines.append(
            f"Alerts   not sent to {len(roles)} roles: {name} is not set. "
            "See them: truth notify --dry-run"
        )
    if told.without_holder:
        lines.append(
            f"Alerts   nobody holds {', '.join(told.without_holder)} and nobody stands in. "
            "Add the present holder to seeds/owners.csv."
        )
    if told.without_target:
        lines.append(f"Alerts   no target in owners.csv for {', '.join(told.without_target)}")
    for role, run_id in told.unknown:
        lines.append(
            f"Alerts   {role} may or may not have got the digest of run {run_id}: a run ended "
            "while it was on its way. It is not sent again."
        )
    return lines


def site_address(project: Project) -> str:
    """Where the site is published, for links: CUSTOMER_TRUTH_SITE_URL, else its folder."""
    return value_of(SITE_URL).rstrip("/") or project.site.as_uri()


def _message(digest: Digest, project: Project) -> Message:
    return Message(digest.role, subject(digest), body(digest, site_address(project)))


def _roles(definitions: Definitions) -> list[str]:
    """Every role that is named in owners.csv, whoever answers for it."""
    return sorted({row.role for row in definitions.registry.owners})
