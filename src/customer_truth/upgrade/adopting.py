"""Writes another version into `expectations/catalogue.yml`, and leaves all else as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from customer_truth.files.layers import ADOPTION
from customer_truth.files.lined_yaml import read_yaml
from customer_truth.upgrade.days import Days

_VERSION = re.compile(r"^version:.*$", re.MULTILINE)


def adopted_text(root: Path, version: str, days: Mapping[str, Days]) -> str:
    """The adoption of `version`; `days` are the fields that it adds to rules, by their ids."""
    path = root / ADOPTION
    text = path.read_text("utf-8")
    rules: dict[str, dict[str, Any]] = dict(read_yaml(path).data.get("rules") or {})
    for rule, fields in days.items():
        rules[rule] = {**rules.get(rule, {}), **fields}
    text = _VERSION.sub(f"version: {version}", text, count=1)
    return _with_rules(text, rules) if days else text


def _with_rules(text: str, rules: Mapping[str, Any]) -> str:
    """The text with these rules under `rules:`; remarks in that part are kept, above them."""
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith("rules:")), len(lines))
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " \t#"):
        end += 1
    remarks = [line for line in lines[start + 1 : end] if line.lstrip().startswith("#")]
    written = [f"  {rule}: {_flow(fields)}" for rule, fields in rules.items()]
    return "\n".join([*lines[:start], "rules:", *remarks, *written, *lines[end:]]) + "\n"


def _flow(fields: Mapping[str, Any]) -> str:
    return yaml.safe_dump(
        dict(fields), default_flow_style=True, sort_keys=False, width=10_000, allow_unicode=True
    ).strip()
