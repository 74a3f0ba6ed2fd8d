"""What a person decides about the names of a file before its import: properties, never the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalChoice:
    """One journal code of the file. None = as deduced. `match`: a journal of the Dossier."""

    type: str | None = None
    label: str | None = None
    match: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefixFlags:
    """What new accounts of a prefix are. None = as their number usually is."""

    control: bool | None = None
    lettrable: bool | None = None


@dataclass(frozen=True, slots=True)
class AccountSum:
    """One account of the file. `thirds`: how many of its lines bear a third party."""

    number: str
    label: str
    debit: int
    credit: int
    thirds: int

    @property
    def balance(self) -> int:
        """Debit less credit."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountGroup:
    """New accounts that begin alike (three figures): what they will be."""

    prefix: str
    accounts: int
    example: str
    control: bool
    lettrable: bool
    thirds: bool
    """Some of their lines bear a third party: collective whatever was chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMapping:
    """Choices by journal code, account prefix, and number of a new account or third party."""

    journals: Mapping[str, JournalChoice] = field(default_factory=dict)
    prefixes: Mapping[str, PrefixFlags] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    thirds: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain data: the arguments of a job, the file of `--mapping`."""
        return {
            "journals": {code: _said(asdict(one)) for code, one in self.journals.items()},
            "accounts": {
                "prefixes": {name: _said(asdict(one)) for name, one in self.prefixes.items()},
                "labels": dict(self.labels),
            },
            "third_parties": {"labels": dict(self.thirds)},
        }

    @property
    def matches(self) -> dict[str, str]:
        """Journal codes of the file that go into a journal of another code."""
        pairs = ((code, one.match) for code, one in self.journals.items())
        return {code: match for code, match in pairs if match and match != code}


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}
