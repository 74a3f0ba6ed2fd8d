"""Findings on their way to the report: all counted, the first of each rule kept with their text.

Texts and severities stand in `data/fec/rules.csv`, one row for each rule and variant.
"""

from __future__ import annotations

import csv
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from boucle.kernel.errors import Finding, Severity

RULES = Path(__file__).resolve().parents[3] / "data" / "fec" / "rules.csv"
VALUE_MAX = 120
EACH_RULE = 20
_BEFORE = re.compile(r" ([:;!?»])")


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says in one of its variants; `title`, `inspection`, `origin` are the rule's."""

    rule: str
    variant: str
    severity: Severity
    message: str
    help: str
    title: str
    inspection: str
    origin: str
    source: str


@cache
def rule_texts() -> Mapping[tuple[str, str], RuleText]:
    """All rules by (rule, variant). The title and what follows may stand on the first row only."""
    texts: dict[tuple[str, str], RuleText] = {}
    shared: dict[str, dict[str, str]] = {}
    with RULES.open(encoding="utf-8", newline="") as file:
        for raw in csv.DictReader(file, delimiter=";"):
            row = {name: typeset(text or "") for name, text in raw.items()}
            first = shared.setdefault(row["rule"], row)
            for name in ("title", "inspection", "origin", "source", "help"):
                row[name] = row[name] or first[name]
            texts[row["rule"], row["variant"]] = RuleText(
                severity=Severity(row.pop("severity")), **row
            )
    return texts


def typeset(text: str) -> str:
    """No-break spaces where French typography wants them."""
    return _BEFORE.sub("\u00a0\\1", text).replace("« ", "«\u00a0")


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


def shown(value: object) -> str:
    """A value of the file as a report can print it: short, on one line, no control character."""
    text = str(value)
    clean = "".join(c if c.isprintable() else "·" for c in text[: VALUE_MAX + 1])
    return clean if len(text) <= VALUE_MAX else clean[:VALUE_MAX] + "…"


@dataclass(slots=True)
class Tally:
    """Counts and first findings by rule."""

    kept_max: int = 1000
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    severities: dict[str, Severity] = field(default_factory=dict)
    kept: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    repairs: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self,
        rule: str,
        variant: str = "",
        *,
        line: int | None = None,
        zone: str | None = None,
        value: object = None,
        count: int = 1,
        **words: object,
    ) -> None:
        """Note a finding, standing for `count` cases."""
        text = rule_texts()[rule, variant]
        self._note(text, count)
        if self.room(rule):
            self.kept[rule].append(self._finding(text, line, zone, value, words))

    def many(
        self,
        rule: str,
        variant: str,
        count: int,
        rows: Iterable[tuple[int, object]],
        zone: str | None = None,
        **words: object,
    ) -> None:
        """Note `count` findings at once; `rows` are the (line, value) of the first of them."""
        text = rule_texts()[rule, variant]
        self._note(text, count)
        kept = self.kept[rule]
        for line, value in rows:
            if len(kept) >= self.kept_max:
                break
            kept.append(self._finding(text, line, zone, value, words))

    def room(self, rule: str) -> int:
        """How many more findings of a rule would be kept."""
        return max(0, self.kept_max - len(self.kept.get(rule, ())))

    def blocked(self, readable: frozenset[str]) -> bool:
        """A *rejet* was found that an import cannot pass over."""
        return any(
            severity is Severity.REJET and rule not in readable
            for rule, severity in tuple(self.severities.items())
        )

    def verdict(self) -> Severity:
        """The worst severity found."""
        return max(self.severities.values(), key=lambda s: s.rank, default=Severity.CONFORME)

    def findings(self) -> tuple[Finding, ...]:
        """The first of every rule, then what fits; gravest first, then by line."""
        order = sorted(
            (r for r in self.kept if self.kept[r]),
            key=lambda rule: (-self.severities[rule].rank, rule),
        )
        chosen = [finding for rule in order for finding in self.kept[rule][:EACH_RULE]]
        for rule in order:
            left = self.kept_max - len(chosen)
            if left <= 0:
                break
            chosen += self.kept[rule][EACH_RULE : EACH_RULE + left]
        chosen.sort(key=lambda f: (-f.severity.rank, f.line or 0, f.code))
        return tuple(chosen[: self.kept_max])

    def _note(self, text: RuleText, count: int) -> None:
        with self._lock:  # the reader is a thread of its own
            self.counts[text.rule] += count
            worst = self.severities.get(text.rule, Severity.CONFORME)
            self.severities[text.rule] = max(worst, text.severity, key=lambda s: s.rank)

    @staticmethod
    def _finding(
        text: RuleText,
        line: int | None,
        zone: str | None,
        value: object,
        words: Mapping[str, object],
    ) -> Finding:
        said = {
            "n": "" if line is None else str(line),
            "champ": zone or "",
            "x": "" if value is None else shown(value),
        } | {name: shown(word) for name, word in words.items()}
        return Finding(
            code=text.rule,
            message=text.message.format_map(_Words(said)),
            severity=text.severity,
            line=line,
            field=zone,
            value=None if value is None else shown(value),
            help=text.help.format_map(_Words(said)) or None,
        )
