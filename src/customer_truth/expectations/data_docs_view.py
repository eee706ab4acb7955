"""Great Expectations' page view, in which data stays text and nothing comes from a network.

Its own view escapes some parameters only, loads scripts and styles from delivery networks and
cannot be read offline. Here every text is escaped, whatever renderer it came from, and the page
allows no script at all.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from great_expectations.render.components import (
    CollapseContent,
    RenderedDocumentContent,
    RenderedStringTemplateContent,
)
from great_expectations.render.renderer.content_block.validation_results_table_content_block import (  # noqa: E501
    ValidationResultsTableContentBlockRenderer,
)
from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, pass_context
from markupsafe import Markup, escape

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = (_TEMPLATES / "data_docs.css").read_text(encoding="utf-8")
_STYLE_HASH = "sha256-" + b64encode(sha256(_STYLE.encode()).digest()).decode()
_TAGS = {"a", "code", "div", "h5", "h6", "hr", "i", "p", "span", "strong"}
_OWN_PAGE = re.compile(r"(\.\./rules/)?[\w-][\w.-]*\.html")


class SafePageView(DefaultJinjaPageView):
    """Writes a rendered document as one page that opens from disk."""

    _TRUSTED_HTML_PARAMS = frozenset[str]()

    def __init__(self) -> None:
        super().__init__()
        self.env.autoescape = True
        self.env.loader = ChoiceLoader([FileSystemLoader(_TEMPLATES), *_given(self.env.loader)])

    def page(self, document: RenderedDocumentContent, *, home: str | None = None) -> str:
        """The HTML of a document; `home` is the page it leads back to."""
        view: Any = self
        return str(view.render(document, home=home, style=Markup(_STYLE), style_hash=_STYLE_HASH))

    @pass_context
    def render_content_block(
        self,
        jinja_context: Any,
        content_block: Any,
        index: Any = None,
        content_block_id: Any = None,
        render_to_markdown: bool = False,
    ) -> Markup:
        if isinstance(content_block, list):
            return Markup("").join(
                Markup("<div>{}</div>").format(
                    self.render_content_block(jinja_context, block, index, content_block_id)
                )
                for block in content_block
            )
        if isinstance(content_block, dict) and content_block.get("content_block_type"):
            html = super().render_content_block(
                jinja_context, content_block, index, content_block_id
            )
            return Markup(html)
        return escape("" if content_block is None else content_block)

    def render_string_template(self, template: Any) -> Markup:
        if not isinstance(template, dict):
            return escape(template)
        params = {name: str(value) for name, value in template.get("params", {}).items()}
        if "html_success_icon" in params:
            params["html_success_icon"] = ""
        safe = {
            "template": str(escape(template.get("template", ""))),
            "tag": _tag(template.get("tag", "span")),
            "params": params,
        }
        if "styling" in template:
            safe["styling"] = _with_known_tags(template["styling"])
        view: Any = super()
        return Markup(view.render_string_template(safe))

    def render_styling(self, styling: Mapping[str, Any]) -> Markup:
        attributes = styling.get("attributes") or {}
        kept = {"class": " ".join(styling.get("classes") or ())}
        if _OWN_PAGE.fullmatch(str(attributes.get("href", ""))):
            kept["href"] = attributes["href"]
        return Markup("").join(
            Markup('{}="{}" ').format(name, value) for name, value in kept.items() if value
        )

    def attributes_dict_to_html_string(
        self, attributes_dict: Mapping[str, Any], prefix: str = ""
    ) -> Markup:
        return Markup("")


class RuleTable(ValidationResultsTableContentBlockRenderer):
    """The table of results, in which every row says which rule it is and how to put it right."""

    @classmethod
    def _get_content_block_fn(cls, expectation_type: str, expectation_config: Any = None) -> Any:
        row_of: Any = super()._get_content_block_fn(expectation_type, expectation_config)

        def rows_with_rule(result: Any = None, **kwargs: Any) -> list[list[Any]]:
            meta = result.expectation_config.meta or {}
            try:
                rows = row_of(result=result, **kwargs)
            except Exception:  # whatever a renderer makes of one rule, the others are told
                rows = [_in_words(cls._diagnostic_status_icon_renderer(result=result), meta)]
            return [
                [status, [_rule(meta), *_without_traceback(told), _advice(meta)], *observed]
                for status, told, *observed in rows
            ]

        return rows_with_rule


def _without_traceback(told: Any) -> list[Any]:
    parts = told if isinstance(told, list) else [told]
    return [part for part in parts if not isinstance(part, CollapseContent)]


def _in_words(status: Any, meta: Mapping[str, Any]) -> list[Any]:
    told = "$definition. Great Expectations has no picture of this result."
    return [status, [_line(told, "definition", meta, "definition")], "--"]


def _rule(meta: Mapping[str, Any]) -> RenderedStringTemplateContent:
    line = _line("$title ($rule_id)", "rule", meta, "title", "rule_id")
    line.string_template["tag"] = "a"
    line.string_template["styling"]["attributes"] = {"href": f"../rules/{meta['rule_id']}.html"}
    return line


def _advice(meta: Mapping[str, Any]) -> RenderedStringTemplateContent:
    reference = "Reference: $reference. " if meta.get("reference") else ""
    return _line(
        f"{reference}$why $fix Answered for by $person.",
        "note",
        meta,
        *("reference", "why", "fix", "person"),
    )


def _line(
    template: str, style: str, meta: Mapping[str, Any], *names: str
) -> RenderedStringTemplateContent:
    return RenderedStringTemplateContent(
        content_block_type="string_template",
        string_template={
            "template": template,
            "params": {name: str(meta.get(name) or "") for name in names},
            "styling": {"classes": [style]},
        },
    )


def _given(loader: BaseLoader | None) -> list[BaseLoader]:
    return [loader] if loader else []


def _tag(tag: Any) -> str:
    return tag if tag in _TAGS else "span"


def _with_known_tags(styling: Any) -> dict[str, Any]:
    return {
        name: _with_known_tags(value)
        if isinstance(value, dict)
        else _tag(value)
        if name == "tag"
        else value
        for name, value in styling.items()
    }
