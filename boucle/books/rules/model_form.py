"""The form of a model: what was typed, kept as typed, and the model that it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from boucle.books.types_models import LINES_MAX, ModelLine, ModelRow, NewModel
from boucle.kernel.errors import Finding

FIELDS = ("account", "third", "side", "label", "formula", "vat_code")
LINES_LEAST = 3
_BLANK = dict.fromkeys(FIELDS, "") | {"side": "D"}


@dataclass(slots=True)
class ModelFormLine:
    """A line as typed; messages by field."""

    values: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Neither account nor third party nor formula: no line."""
        return not any(self.values[name].strip() for name in ("account", "third", "formula"))


@dataclass(slots=True)
class ModelForm:
    """The whole form."""

    code: str = ""
    label: str = ""
    journals: tuple[str, ...] = ()
    lines: list[ModelFormLine] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)

    @property
    def wrong(self) -> dict[str, str]:
        """Messages about the head, by field."""
        return {finding.field or "": finding.message for finding in self.problems}

    def pad(self, more: int = 1) -> ModelForm:
        """Room for another line, so that the form works without a script too."""
        wanted = max(LINES_LEAST, len(self.lines) + more)
        while len(self.lines) < min(wanted, LINES_MAX):
            self.lines.append(ModelFormLine(dict(_BLANK)))
        return self

    def model(self) -> NewModel:
        """What it means; blank lines are none."""
        lines = tuple(ModelLine(**line.values) for line in self.lines if not line.is_blank)
        return NewModel(code=self.code, label=self.label, journals=self.journals, lines=lines)

    def tell(self, findings: Iterable[Finding]) -> ModelForm:
        """Put each finding beside the line and field that it is about."""
        rows = [line for line in self.lines if not line.is_blank]
        for finding in findings:
            if finding.line is not None and 0 < finding.line <= len(rows):
                rows[finding.line - 1].problems.setdefault(finding.field or "", finding.message)
            else:
                self.problems.append(finding)
        return self


def form_of(model: NewModel | ModelRow) -> ModelForm:
    """The form of a model that is kept, or suggested."""
    lines = [ModelFormLine(asdict(line)) for line in model.lines]
    return ModelForm(model.code, model.label, model.journals, lines)


def read_form(
    head: Mapping[str, str], journals: Sequence[str], columns: Mapping[str, Sequence[str]]
) -> ModelForm:
    """The form from what was posted: columns of equal length, one value a line."""
    count = min(max((len(values) for values in columns.values()), default=0), LINES_MAX + 1)
    lines = [
        ModelFormLine(
            {name: columns[name][at][:300] if at < len(columns[name]) else "" for name in FIELDS}
        )
        for at in range(count)
    ]
    return ModelForm(head.get("code", "")[:60], head.get("label", "")[:300], tuple(journals), lines)
