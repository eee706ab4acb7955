"""Writes a whole site into a folder: the front page, and a folder for each owner."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment
from sqlalchemy import Connection

from customer_truth.errors import Unusable
from customer_truth.outcome import Run
from customer_truth.site.evidence import Evidence, KeptEvidence
from customer_truth.site.pages import (
    OwnerPage,
    RulePage,
    decisions_waiting,
    front_page,
    owner_pages,
)
from customer_truth.site.render import copy_static, environment, write_page
from customer_truth.site.worklist import write_worklist

DataDocs = Callable[[str, Path], bool]
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")


def write_site(
    run: Run,
    *,
    folder: Path,
    connection: Connection,
    quality_schema: str,
    samples: int,
    data_docs: DataDocs,
    lookup_options: str = "",
) -> Path:
    """Writes the site of a night into `folder`, which does not exist yet, and returns its front.

    `samples` is the greatest number of failing keys a page shows. `data_docs(role, folder)` writes
    that owner's Data Docs into the folder and says whether it did. `lookup_options` is added to
    the commands that pages tell people to type.
    """
    _refuse_unusable_names(run)
    folder.mkdir(parents=True)
    evidence = KeptEvidence(connection, quality_schema)
    decisions = decisions_waiting(run, evidence.waiting(run.as_of))
    owners = owner_pages(run, evidence.backlogs(), decisions)
    writer = _Writer(run, environment(), evidence, samples, lookup_options)
    for owner in owners:
        home = folder / "owners" / owner.role
        (home / "rules").mkdir(parents=True)
        writer.owner(owner, home, has_data_docs=data_docs(owner.role, home / "data-docs"))
    front = folder / "index.html"
    write_page(
        writer.environment, "front.html", front, run=run, page=front_page(run, owners, decisions)
    )
    copy_static(folder)
    return front


class _Writer:
    """Writes the folders of owners, each complete in itself."""

    def __init__(
        self, run: Run, made: Environment, evidence: Evidence, samples: int, lookup_options: str
    ) -> None:
        self.run = run
        self.environment = made
        self.evidence = evidence
        self.samples = samples
        self.lookup_options = lookup_options

    def owner(self, page: OwnerPage, home: Path, *, has_data_docs: bool) -> None:
        """Everything of one owner, and nothing of anybody else's records."""
        copy_static(home)
        rules = [line.rule.id for line in page.lines]
        write_worklist(
            home / "exceptions.csv",
            self.evidence.open_exceptions(rules),
            {line.rule.id: line.rule.title for line in page.lines},
        )
        write_page(
            self.environment,
            "owner.html",
            home / "index.html",
            run=self.run,
            page=page,
            has_data_docs=has_data_docs,
            lookup_options=self.lookup_options,
        )
        self._rules(page, home / "rules")

    def _rules(self, owner: OwnerPage, folder: Path) -> None:
        samples = self.evidence.samples([line.rule.id for line in owner.lines], self.samples)
        for line, sample in zip(owner.lines, samples, strict=True):
            page = RulePage(
                owner=owner,
                line=line,
                sample=sample,
                command=f"truth exceptions --rule {line.rule.id}{self.lookup_options}",
            )
            path = folder / f"{line.rule.id}.html"
            write_page(self.environment, "rule.html", path, run=self.run, page=page)


def _refuse_unusable_names(run: Run) -> None:
    for result in run.results:
        for what, name in (("rule", result.rule.id), ("role", result.rule.owner)):
            if not _FILE_NAME.fullmatch(name):
                raise Unusable(
                    f"{what} {name[:60]!r}: has a name that cannot be a page's address, needs "
                    "letters, digits, '_', '-' or '.', at most 120. Rename it."
                )
