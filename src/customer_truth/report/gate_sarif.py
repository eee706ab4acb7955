"""A gated change as SARIF 2.1.0, for the code host's list of findings.

The shape is that of the standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from customer_truth.gate.result import Finding, GateResult, RuleImpact
from customer_truth.report import gate_words as words
from customer_truth.verdict.verdict import Severity

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def gate_sarif(result: GateResult) -> dict[str, Any]:
    """One run: a result for each finding, and one for each rule whose records move."""
    results = [*map(_of_finding, result.findings), *map(_of_rule, result.moving)]
    ids = sorted({one["ruleId"] for one in results})
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Customer Truth",
                        "version": importlib.metadata.version("customer-truth"),
                        "rules": [{"id": name, "name": name} for name in ids],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"PROJECT": {"description": {"text": "The project."}}},
                "results": results,
            }
        ],
    }


def _of_finding(finding: Finding) -> dict[str, Any]:
    text = f"{finding.subject} {finding.message}"
    return _result(finding.kind, "error", text, finding.file, finding.line)


def _of_rule(rule: RuleImpact) -> dict[str, Any]:
    level = _LEVELS[rule.severity] if rule.newly_failing or rule.error else "note"
    text = f"{rule.broken}: {words.rule_moves(rule)}"
    return _result(f"impact/{rule.rule}", level, text, rule.file, rule.line)


def _result(rule_id: str, level: str, text: str, file: Path, line: int) -> dict[str, Any]:
    told = f"{rule_id}\0{file}\0{text}"
    place = {
        "artifactLocation": {
            "uri": quote(file.as_posix(), errors="backslashreplace"),
            "uriBaseId": "PROJECT",
        },
        "region": {"startLine": max(1, line)},
    }
    return {
        "ruleId": rule_id,
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
        # Lines move; what is found in a file stays the same finding.
        "partialFingerprints": {
            "customerTruth/v1": hashlib.sha256(told.encode(errors="backslashreplace")).hexdigest()
        },
    }
