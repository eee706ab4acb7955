"""A gated change as JUnit XML: a test case for each kind of finding and each rule that moves."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from customer_truth.gate.result import Finding, FindingKind, GateResult, RuleImpact
from customer_truth.report import gate_words as words

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KINDS = sorted(
    value
    for name, value in vars(FindingKind).items()
    if not name.startswith("_") and value != FindingKind.NOT_CHECKED
)


def gate_junit(result: GateResult) -> str:
    """The XML; what blocks is a failure, what could not be evaluated an error."""
    root = ET.Element("testsuites", name="truth gate")
    cases = [_policy_case(kind, result) for kind in _KINDS]
    _suite(root, "policy", [*cases, _measured_case(result)])
    _suite(root, "rules", [_rule_case(rule, result) for rule in result.rules])
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, name: str, cases: list[ET.Element]) -> None:
    counts = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": sum(case.find("error") is not None for case in cases),
        "skipped": 0,
    }
    numbers = {key: str(value) for key, value in counts.items()}
    suite = ET.SubElement(root, "testsuite", {"name": name, "time": "0", **numbers})
    suite.extend(cases)


def _policy_case(kind: str, result: GateResult) -> ET.Element:
    case = ET.Element("testcase", classname="truth.gate.policy", name=kind, time="0")
    found = [finding for finding in result.findings if finding.kind == kind]
    if found:
        told = "\n".join(_told(finding) for finding in found)
        failure = ET.SubElement(
            case, "failure", message=_xml(found[0].message), type=_xml(found[0].kind)
        )
        failure.text = _xml(told)
    return case


def _measured_case(result: GateResult) -> ET.Element:
    """Whether the change could be measured at all; a rule's own error stands at the rule."""
    case = ET.Element("testcase", classname="truth.gate.policy", name="measured", time="0")
    rules = {f"rule {rule.rule}" for rule in result.rules}
    found = [f for f in result.findings if f.is_error and f.subject not in rules]
    if found:
        error = ET.SubElement(case, "error", message=_xml(found[0].message), type=found[0].kind)
        error.text = _xml("\n".join(_told(finding) for finding in found))
    return case


def _rule_case(rule: RuleImpact, result: GateResult) -> ET.Element:
    case = ET.Element("testcase", classname="truth.gate.rules", name=_xml(rule.rule), time="0")
    if rule.error:
        ET.SubElement(case, "error", message=_xml(rule.error), type="not_checked")
    elif rule.is_told:
        ET.SubElement(case, "system-out").text = _xml(words.rule_moves(rule))
    return case


def _told(finding: Finding) -> str:
    return f"{finding.file}:{finding.line}: {finding.subject} {finding.message}"


def _xml(text: str) -> str:
    """XML 1.0 has no place for most control characters, however they are written."""
    return _NOT_XML.sub("\ufffd", text)
