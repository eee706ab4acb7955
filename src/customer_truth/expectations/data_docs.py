"""Great Expectations' Data Docs, one site for each owner."""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
    expectationSuiteValidationResultSchema,
)
from great_expectations.render.components import (
    RenderedDocumentContent,
    RenderedSectionContent,
    RenderedStringTemplateContent,
    RenderedTableContent,
)
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.validator.validation_statistics import calc_validation_statistics

from customer_truth.expectations.data_docs_view import RuleTable, SafePageView
from customer_truth.rules.model import Rule

_INDEX = "index.html"
_ORDER_OF_COLUMNS = "expect_table_columns_to_match_ordered_list"
_TABLE = {
    "class_name": "ValidationResultsColumnSectionRenderer",
    "table_renderer": {"module_name": RuleTable.__module__, "class_name": RuleTable.__name__},
}


def results_of(told: Iterable[Mapping[str, Any]]) -> list[ExpectationSuiteValidationResult]:
    """Results as Great Expectations wrote them as JSON, which tells all that a page shows."""
    return [expectationSuiteValidationResultSchema.load(one) for one in told]


def write_data_docs(
    results: Sequence[ExpectationSuiteValidationResult],
    rules_by_id: Mapping[str, Rule],
    folder: Path,
    owner: str,
) -> Path:
    """Writes `index.html` and a page for each mart, on the rules of one owner; returns the index.

    Pages of an earlier night in `folder` are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.html"):
        old.unlink()
    view = SafePageView()
    pages = {}
    by_mart: dict[str, list[ExpectationSuiteValidationResult]] = defaultdict(list)
    for result in results:
        by_mart[result.suite_name].append(result)
    for mart in by_mart.values():
        owned = _of_owner(mart, rules_by_id, owner)
        if not owned.results:
            continue
        name = re.sub(r"\W", "_", owned.suite_name) + ".html"
        document = ValidationResultsPageRenderer(
            column_section_renderer=_TABLE, run_info_at_end=True
        ).render(owned)
        document.page_title = f"{owned.suite_name}: rules of {owner}"
        (folder / name).write_text(view.page(document, home=_INDEX), encoding="utf-8")
        pages[name] = owned
    index = folder / _INDEX
    index.write_text(view.page(_index(pages, owner)), encoding="utf-8")
    return index


def _of_owner(
    mart: Sequence[ExpectationSuiteValidationResult],
    rules_by_id: Mapping[str, Rule],
    owner: str,
) -> ExpectationSuiteValidationResult:
    owned = [
        _renderable(one)
        for suite in mart
        for one in suite.results
        if (rule := rules_by_id.get(_rule_id(one))) is not None and rule.owner == owner
    ]
    statistics = calc_validation_statistics(owned)
    return ExpectationSuiteValidationResult(
        success=statistics.success,
        results=owned,
        suite_name=mart[0].suite_name,
        statistics=statistics._asdict(),
        meta=copy.deepcopy(mart[0].meta),
    )


def _renderable(result: ExpectationValidationResult) -> ExpectationValidationResult:
    """A copy that the page's renderer can read: it asks the one type for the order of columns."""
    copied = copy.deepcopy(result)
    config: Any = copied.expectation_config
    if config.type == _ORDER_OF_COLUMNS:
        copied.result.setdefault("observed_value", [])
    return copied


def _rule_id(result: ExpectationValidationResult) -> str:
    config: Any = result.expectation_config
    return str(config.meta["rule_id"])


def _index(
    pages: Mapping[str, ExpectationSuiteValidationResult], owner: str
) -> RenderedDocumentContent:
    rows = [
        [
            _link(name, owned.suite_name),
            owned.statistics["evaluated_expectations"],
            owned.statistics["unsuccessful_expectations"],
            sum(1 for one in owned.results if one.exception_info["raised_exception"]),
        ]
        for name, owned in sorted(pages.items())
    ]
    table = RenderedTableContent(
        content_block_type="table",
        header_row=["Mart", "Rules", "Not passed", "Not evaluated"],
        table=rows,
        styling={"body": {"classes": ["table"]}},
    )
    return RenderedDocumentContent(
        renderer_type="SiteIndexPageRenderer",
        page_title=f"Data Docs: rules of {owner}",
        sections=[RenderedSectionContent(section_name="Marts", content_blocks=[table])],
        utm_medium="index-page",
    )


def _link(page: str, words: str) -> RenderedStringTemplateContent:
    return RenderedStringTemplateContent(
        content_block_type="string_template",
        string_template={
            "template": "$words",
            "params": {"words": words},
            "tag": "a",
            "styling": {"attributes": {"href": page}},
        },
    )
