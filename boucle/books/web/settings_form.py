"""What a settings form shows again: the values typed, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from boucle.kernel.errors import Finding, Refused


@dataclass(frozen=True, slots=True)
class FormState:
    """Values by name of field, and findings."""

    values: Mapping[str, object]
    problems: tuple[Finding, ...] = ()
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """422 where something is wrong."""
        return 422 if self.problems else 200


def refused(values: Mapping[str, object], error: Refused) -> FormState:
    """The form again, with the findings of a refusal beside their fields."""
    wrong: dict[str, str] = {}
    for finding in error.findings:
        if finding.field:
            wrong.setdefault(finding.field, finding.message)
    return FormState(values, tuple(error.findings), wrong)


def posted(post: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The values of these fields, as typed; at most 300 characters each."""
    return {name: str(post.get(name, ""))[:300] for name in names}
