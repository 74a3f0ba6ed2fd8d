"""A report as people and programs read it: the sentence, the facts, one row for each rule, JSON.

Plain data, no HTML: shared by the screens, the command line and the downloads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boucle.books.rules.fec.tally import rule_texts
from boucle.books.rules.fec.types import Regime, Report, Scheme
from boucle.kernel.errors import Finding, Severity
from boucle.kernel.money import show

FIRST_LINES = 20
NOTE = (
    "Contrôle indicatif\u00a0: seul l’outil Test Compta Demat est publié par l’administration, "
    "et lui-même n’atteste rien."
)
REGIMES: Mapping[Regime, str] = {
    Regime.BIC: "BIC ou impôt sur les sociétés (18 zones)",
    Regime.COM: "BNC ou BA tenus selon les règles commerciales (18 zones)",
    Regime.BAT: "BA en trésorerie (21 zones)",
    Regime.BNCT: "BNC en trésorerie (22 zones)",
}
SCHEMES: Mapping[Scheme, str] = {
    Scheme.YEAR: "une suite pour l’exercice",
    Scheme.JOURNAL: "une suite par journal",
    Scheme.JOURNAL_MONTH: "une suite par journal et par mois",
    Scheme.TEXT: "aucune suite reconnue",
}
SEVERITIES: Mapping[Severity, str] = {
    Severity.CONFORME: "Conforme",
    Severity.ALERTE: "Alerte",
    Severity.ANOMALIE: "Anomalie",
    Severity.REJET: "Rejet",
}
SEPARATORS = {"\t": "tabulation", "|": "barre verticale |", ";": "point-virgule", ",": "virgule"}


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule that found something."""

    rule: str
    title: str
    severity: str
    severity_label: str
    count: int
    inspection: str
    origin: str
    source: str
    help: str
    findings: tuple[Finding, ...]
    more: int
    """Findings counted beyond those shown."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report, ready to be printed."""

    verdict: str
    verdict_label: str
    sentence: str
    note: str
    name: str
    facts: tuple[tuple[str, str], ...]
    rules: tuple[RuleView, ...]
    journals: tuple[tuple[str, str, int, int, str, str], ...]
    repairs: tuple[tuple[str, int], ...]
    findings_kept: int
    findings_counted: int


def view_of(report: Report) -> ReportView:
    """The view of a report; rules gravest first."""
    order = sorted(report.counts, key=lambda rule: (-report.severities[rule].rank, rule))
    return ReportView(
        verdict=report.verdict.value,
        verdict_label=SEVERITIES[report.verdict],
        sentence=sentence_of(report),
        note=NOTE,
        name=report.identity.name,
        facts=tuple(_facts(report)),
        rules=tuple(_rule(report, rule) for rule in order),
        journals=tuple(
            (j.code, j.label, j.entries, j.lines, show(j.debit), show(j.credit))
            for j in report.summary.journals
        ),
        repairs=tuple(report.summary.repairs.items()),
        findings_kept=len(report.findings),
        findings_counted=sum(report.counts.values()),
    )


def sentence_of(report: Report) -> str:
    """The verdict in one sentence."""
    number = sum(1 for severity in report.severities.values() if severity is report.verdict)
    rules, many = ("une règle", "") if number == 1 else (f"{number} règles", "nt")
    match report.verdict:
        case Severity.CONFORME:
            return "Ce fichier respecte toutes les règles contrôlées."
        case Severity.ALERTE:
            return f"Ce fichier est recevable\u00a0; {rules} demande{many} un regard."
        case Severity.ANOMALIE:
            return f"Ce fichier se lit, mais n’est pas conforme\u00a0: {rules} à corriger."
        case Severity.REJET:
            return f"Ce fichier serait rejeté\u00a0: {rules} l’empêche{many} d’être reçu."


def _rule(report: Report, rule: str) -> RuleView:
    found = [finding for finding in report.findings if finding.code == rule]
    text = next(text for (code, _), text in rule_texts().items() if code == rule)
    severity = report.severities[rule]
    shown = tuple(found[:FIRST_LINES])
    return RuleView(
        rule=rule,
        title=text.title,
        severity=severity.value,
        severity_label=SEVERITIES[severity],
        count=report.counts[rule],
        inspection=text.inspection,
        origin=text.origin,
        source=text.source,
        help=(found[0].help if found else None) or text.help,
        findings=shown,
        more=report.counts[rule] - len(shown),
    )


def _facts(report: Report) -> list[tuple[str, str]]:
    identity, summary = report.identity, report.summary
    facts = [
        ("Régime", REGIMES[report.regime]),
        ("Lignes", f"{report.lines:,}".replace(",", "\u00a0")),
        ("Écritures", f"{report.entries:,}".replace(",", "\u00a0")),
        ("Total débit", show(report.debit)),
        ("Total crédit", show(report.credit)),
        ("Comptes", str(summary.accounts)),
        ("Tiers", str(summary.third_parties)),
    ]
    if identity.siren:
        facts.insert(0, ("SIREN", identity.siren))
    if identity.closing:
        facts.append(("Clôture", f"{identity.closing:%d/%m/%Y}"))
    if summary.first_date and summary.last_date:
        facts.append(("Dates", f"du {summary.first_date:%d/%m/%Y} au {summary.last_date:%d/%m/%Y}"))
    if report.lines:
        facts.append(("Numérotation", SCHEMES[summary.scheme]))
        facts.append(("Résultat", show(summary.result)))
    if identity.encoding:
        facts.append(("Jeu de caractères", identity.encoding))
    if identity.separator:
        facts.append(("Séparateur", SEPARATORS.get(identity.separator, identity.separator)))
    return facts


def report_json(report: Report) -> dict[str, Any]:
    """The contract of `boucle fec check --json`; amounts in cents."""
    errors = [f for f in report.findings if f.severity.rank >= Severity.ANOMALIE.rank]
    warnings = [f for f in report.findings if f.severity.rank < Severity.ANOMALIE.rank]
    identity, summary = report.identity, report.summary
    return {
        "verdict": report.verdict.value,
        "sentence": sentence_of(report),
        "regime": report.regime.value,
        "lines": report.lines,
        "entries": report.entries,
        "debit": report.debit,
        "credit": report.credit,
        "errors": [_finding(finding) for finding in errors],
        "warnings": [_finding(finding) for finding in warnings],
        "counts": dict(report.counts),
        "severities": {rule: severity.value for rule, severity in report.severities.items()},
        "file": {
            "name": identity.name,
            "siren": identity.siren,
            "closing": identity.closing.isoformat() if identity.closing else None,
            "encoding": identity.encoding,
            "separator": identity.separator,
            "line_end": identity.line_end,
            "container": identity.container,
        },
        "summary": {
            "accounts": summary.accounts,
            "third_parties": summary.third_parties,
            "first_date": summary.first_date.isoformat() if summary.first_date else None,
            "last_date": summary.last_date.isoformat() if summary.last_date else None,
            "scheme": summary.scheme.value,
            "entry_key": summary.entry_key,
            "drafts": summary.drafts,
            "result": summary.result,
            "repairs": dict(summary.repairs),
        },
        "note": NOTE,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.code,
        "severity": finding.severity.value,
        "line": finding.line,
        "field": finding.field,
        "value": finding.value,
        "message": finding.message,
        "help": finding.help,
    }
