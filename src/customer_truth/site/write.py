"""Writes a whole site into a folder: the front page, and a folder for each owner."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup
from sqlalchemy import Connection

from customer_truth.errors import Unusable
from customer_truth.quality.built_from import kept_manifest
from customer_truth.quality.tables import KEPT
from customer_truth.rules import Rule
from customer_truth.site import pictures
from customer_truth.site.board import read_board
from customer_truth.site.company import Company
from customer_truth.site.data_age import read_ages
from customer_truth.site.decisions import Contradiction, costliest, read_deciders, read_decisions
from customer_truth.site.evidence import Evidence, KeptEvidence, OpenException
from customer_truth.site.first import Places, first_steps, last_look, new_since, waits_for
from customer_truth.site.history import KeptHistory, Night
from customer_truth.site.lifecycles import LifecyclePage, lifecycle_pages
from customer_truth.site.mart_pages import mart_pages
from customer_truth.site.pages import (
    Decisions,
    FrontPage,
    OwnerPage,
    RuleLine,
    RulePage,
    decisions_waiting,
    front_page,
    owner_pages,
)
from customer_truth.site.render import copy_static, environment, exact, words, write_page
from customer_truth.site.script import write_index, write_last_night
from customer_truth.site.system_worklists import SystemWorklists, WorkFile
from customer_truth.site.truth_gap import read_truth_gap
from customer_truth.site.windows_page import read_windows
from customer_truth.site.worklist import write_worklist
from customer_truth.verdict.outcome import Run

DataDocs = Callable[[str, Path], bool]
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")
_RULES_A_PAGE = 200
_CARDS = 50


def write_site(
    run: Run,
    *,
    folder: Path,
    connection: Connection,
    quality_schema: str,
    samples: int,
    data_docs: DataDocs,
    lookup_options: str = "",
    site_url: str = "",
    company: Company | None = None,
) -> Path:
    """Writes the site of a night into `folder`, which does not exist yet, and returns its front.

    `samples` is the greatest number of failing keys a page shows. `data_docs(role, folder)` writes
    that owner's Data Docs into the folder and says whether it did. `lookup_options` is added to
    the commands that pages tell people to type; `site_url` is where the site is published, for
    links from the work lists. Without a `company` there are no pages of lifecycles and windows, no
    truth gap and no examples.
    """
    _refuse_unusable_names(run)
    folder.mkdir(parents=True)
    writer = _Writer(
        run, folder, connection, quality_schema, samples, lookup_options, site_url, company
    )
    decisions = decisions_waiting(run, writer.evidence.waiting(run.as_of))
    owners = owner_pages(
        run,
        writer.evidence.backlogs(),
        decisions,
        ages=writer.evidence.ages(run.as_of),
        trends=writer.trends(),
        company=company,
    )
    copy_static(folder)
    write_last_night(folder)
    (folder / "rules").mkdir()
    told = writer.company_pages(owners) if company else {}
    if company:
        writer.mart_pages(owners, company)
    for owner in owners:
        home = folder / "owners" / owner.role
        (home / "rules").mkdir(parents=True)
        has_docs = data_docs(owner.role, home / "data-docs")
        writer.owner(owner, home, decisions, has_data_docs=has_docs)
    page = front_page(run, owners, decisions, writer.history.before(), **told)
    writer.front(page)
    return folder / "index.html"


class _Writer:
    """Writes the folders of owners, each complete in itself, and the pages that all may read."""

    def __init__(
        self,
        run: Run,
        folder: Path,
        connection: Connection,
        quality_schema: str,
        samples: int,
        lookup_options: str,
        site_url: str,
        company: Company | None,
    ) -> None:
        self.run = run
        self.folder = folder
        self.connection = connection
        self.quality_schema = quality_schema
        self.evidence: Evidence = KeptEvidence(connection, quality_schema)
        self.history = KeptHistory(connection, quality_schema)
        self.environment: Environment = environment(first_night=self.history.is_first_night)
        self.samples = samples
        self.lookup_options = lookup_options
        self.site_url = site_url
        self.company = company
        self.lifecycles: set[str] = set()
        self.marts: set[str] = set()
        self.deciders = read_deciders(connection, quality_schema)
        self.rules: Mapping[str, Rule] = {r.rule.id: r.rule for r in run.results}

    def page(self, template: str, path: Path, **shown: object) -> None:
        """One page of this night."""
        write_page(self.environment, template, path, run=self.run, **shown)

    def front(self, page: FrontPage) -> None:
        """The front page, all that changed, and what the search on the front page looks through."""
        ages = read_ages(self.connection, self.quality_schema, self.run.sources, self.run.as_of)
        self.page(
            "front.html",
            self.folder / "index.html",
            page=page,
            ages=ages,
            has_board=self.company is not None,
        )
        self.page("changes.html", self.folder / "changes.html", page=page)
        marts = [[words(name), f"marts/{name}.html", "mart", name] for name in sorted(self.marts)]
        write_index(self.folder / "search-index.js", [*_front_rows(page), *marts])

    def trends(self) -> dict[str, Sequence[Night]]:
        """Each rule's last nights."""
        ids = list(self.rules)
        return dict(zip(ids, self.history.trends(ids), strict=True))

    def company_pages(self, owners: Sequence[OwnerPage]) -> dict[str, object]:
        """The pages of lifecycles and windows, and what the front page tells of them."""
        assert self.company is not None
        marts = self.company.marts_schema
        found = lifecycle_pages(self.connection, marts, self.company.definitions)
        (self.folder / "lifecycles").mkdir()
        self.lifecycles = {one.lifecycle.lifecycle for one in found}
        for one in found:
            self._lifecycle(one, {owner.role for owner in owners})
        windows = read_windows(self.connection, marts)
        if windows:
            self.page("windows.html", self.folder / "windows.html", page=windows)
        gap = read_truth_gap(self.connection, marts)
        rights = self.company.definitions.registry.decision_rights
        board = read_board(self.connection, self.quality_schema, rights, self.run.as_of)
        self.page("board.html", self.folder / "board.html", board=board, gap=gap)
        return {"lifecycles": found, "windows": windows, "gap": gap}

    def mart_pages(self, owners: Sequence[OwnerPage], company: Company) -> None:
        """A page for each mart that a rule reads."""
        lines = [line for owner in owners for line in owner.lines]
        placed = self.connection.execution_options(
            schema_translate_map={KEPT.schema: self.quality_schema}
        )
        found = mart_pages(company.definitions, lines, kept_manifest(placed))
        (self.folder / "marts").mkdir()
        for one in found:
            path = self.folder / "marts" / f"{one.mart.name}.html"
            self.page("mart.html", path, page=one, roles={owner.role for owner in owners})
        self.marts = {one.mart.name for one in found}

    def _lifecycle(self, page: LifecyclePage, roles: set[str]) -> None:
        path = self.folder / "lifecycles" / f"{page.lifecycle.lifecycle}.html"
        self.page("lifecycle.html", path, page=page, owned=set(self.rules), roles=roles)

    def owner(
        self,
        page: OwnerPage,
        home: Path,
        decisions: Sequence[Decisions],
        *,
        has_data_docs: bool,
    ) -> None:
        """Everything of one owner, and nothing of anybody else's records."""
        copy_static(home)
        looked = last_look(self.run.as_of.date())
        places = Places(self.run.sources)
        decided = self._decisions(page, home)
        top = costliest(decided)
        shown = {
            "page": page,
            "has_data_docs": has_data_docs,
            "worklists": self._worklists(page, home, places),
            "decided": set(decided),
            "costliest": top,
            "costliest_rule": self.rules.get(top.rule_id) if top else None,
            "first": first_steps(page, decisions, places),
            "waiting_elsewhere": waits_for(page, decisions),
            "looked": looked,
            "fresh": new_since(page, looked),
        }
        parts = [
            page.lines[at : at + _RULES_A_PAGE]
            for at in range(0, max(1, len(page.lines)), _RULES_A_PAGE)
        ]
        if len(parts) > 1:
            write_index(home / "search-index.js", _rule_rows(page.lines, "rules/"))
        names = ["index.html", *(f"rules-{number}.html" for number in range(2, len(parts) + 1))]
        for number, (name, lines) in enumerate(zip(names, parts, strict=True), 1):
            template = "owner.html" if number == 1 else "rules.html"
            self.page(template, home / name, **shown, lines=lines, number=number, names=names)
        self._rules(page, home / "rules")

    def _worklists(self, page: OwnerPage, home: Path, places: Places) -> Sequence[WorkFile]:
        """The owner's open exceptions as one list, and as tasks for each system."""
        rules = {line.rule.id: line.rule for line in page.lines}
        tasks = SystemWorklists(
            page.role,
            rules,
            self.run.as_of,
            systems=self.run.sources,
            site_url=self.site_url,
        )

        def pages() -> Iterator[Sequence[OpenException]]:
            for part in self.evidence.open_exceptions(list(rules)):
                tasks.add(part)
                places.add(part)
                yield part

        broken = {rule.id: rule.broken for rule in rules.values()}
        write_worklist(home / "exceptions.csv", pages(), broken, self.site_url)
        return tasks.write(home / "worklists")

    def _decisions(self, page: OwnerPage, home: Path) -> Mapping[str, Sequence[Contradiction]]:
        """A page for each rule whose contradictions this role decides; returns what they show."""
        found = read_decisions(self.connection, self.quality_schema, page.role, _CARDS)
        waiting = {w.rule_id: w for w, _ in page.decisions.by_rule} if page.decisions else {}
        for rule_id, cards in found.items():
            (home / "decisions").mkdir(exist_ok=True)
            self.page(
                "decision.html",
                home / "decisions" / f"{rule_id}.html",
                owner=page,
                rule=self.rules.get(rule_id),
                rule_id=rule_id,
                cards=cards,
                waiting=waiting.get(rule_id),
                person=self._holder(page),
                lookup_options=self.lookup_options,
            )
        return found

    def _holder(self, page: OwnerPage) -> str:
        """Who signs a decision of the role: who holds it, whoever stands in."""
        if self.company is None:
            return page.person
        row = self.company.definitions.registry.holder(page.role, self.run.as_of.date())
        return row.person if row else page.role

    def _rules(self, owner: OwnerPage, folder: Path) -> None:
        ids = [line.rule.id for line in owner.lines]
        samples = self.evidence.samples(ids, self.samples)
        versions = self.history.versions(ids)
        examples = self.company.examples if self.company else {}
        for line, sample, told in zip(owner.lines, samples, versions, strict=True):
            page = RulePage(
                owner=owner,
                line=line,
                sample=sample,
                command=f"truth exceptions --rule {line.rule.id}{self.lookup_options}",
                trend=line.trend,
                versions=told,
                example=examples.get(line.rule.id),
                picture=_trend_picture(line),
            )
            docs = folder.parent / "data-docs" / f"{line.rule.mart}.html"
            ways = {
                "lifecycles": self.lifecycles,
                "marts": self.marts,
                "deciders": self.deciders.get(line.rule.id, ()),
                "data_docs": docs.name if docs.is_file() else None,
            }
            self.page("rule.html", folder / f"{line.rule.id}.html", page=page, **ways)
            address = self.folder / "rules" / f"{line.rule.id}.html"
            self.page("moved.html", address, rule=line.rule)


def _trend_picture(line: RuleLine) -> Markup | None:
    """The share that fails, night by night; none while there is one night only."""
    nights = [night for night in line.trend if night.share is not None]
    if len(nights) < 2:
        return None
    labels = [f"{night.as_of:%d %b}" for night in nights]
    title = "Share of records that fail and are not waived, by night"
    return pictures.lines(title, labels, [("Failing", [n.share for n in nights])], exact)


def _front_rows(page: FrontPage) -> Iterator[list[str]]:
    """Owners, definitions, and every rule in its owner's folder."""
    for owner in page.owners:
        verdict = f"owner, {owner.tally.verdict.value}"
        yield [words(owner.role), f"owners/{owner.role}/index.html", verdict, owner.person]
    for life in page.lifecycles:
        row = life.lifecycle
        told = f"lifecycle: {row.title}"
        yield [words(row.lifecycle), f"lifecycles/{row.lifecycle}.html", told]
    if page.windows:
        yield ["Delivery windows", "windows.html", "promise, plan and actual"]
    if page.gap:
        yield ["The board's sheet", "board.html", "contradictions, decisions, the truth gap"]
    for owner in page.owners:
        yield from _rule_rows(owner.lines, f"owners/{owner.role}/rules/")


def _rule_rows(lines: Sequence[RuleLine], folder: str) -> list[list[str]]:
    return [
        [
            line.rule.title[:200],
            f"{folder}{line.rule.id}.html",
            f"{line.result.verdict.value}, {line.result.failing} failing",
            line.rule.id,
        ]
        for line in lines
    ]


def _refuse_unusable_names(run: Run) -> None:
    for result in run.results:
        for what, name in (("rule", result.rule.id), ("role", result.rule.owner)):
            if not _FILE_NAME.fullmatch(name):
                raise Unusable(
                    f"{what} {name[:60]!r}: has a name that cannot be a page's address, needs "
                    "letters, digits, '_', '-' or '.', at most 120. Rename it."
                )
