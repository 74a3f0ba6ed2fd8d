"""The mapping of an import: read, judged, applied.

What the FEC said is never altered: a choice sets properties of what is created (nature, label,
flags) or names the journal of the Dossier that receives a code. Source: ADR 0009.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from boucle.books.rules import accounts as account_rule
from boucle.books.rules.journal_nature import journal_nature
from boucle.books.types_mapping import (
    AccountGroup,
    AccountSum,
    ImportMapping,
    JournalChoice,
    PrefixFlags,
)
from boucle.books.types_setup import JOURNAL_TYPES
from boucle.kernel.errors import Finding, Refused

LABELS_MAX = 20_000
Names = Iterable[tuple[str, str]]


def read_mapping(facts: Any) -> ImportMapping:
    """From plain data (see `ImportMapping.as_dict`). Raises Refused with every finding."""
    wrong: list[Finding] = []
    whole = _table(facts, "la correspondance", wrong)
    accounts = _table(whole.get("accounts"), "accounts", wrong)
    thirds = _table(whole.get("third_parties"), "third_parties", wrong)
    for name in whole.keys() - {"journals", "accounts", "third_parties"}:
        wrong.append(_finding(name, f"« {name} » n’est pas une partie de la correspondance."))
    journals = _table(whole.get("journals"), "journals", wrong)
    prefixes = _table(accounts.get("prefixes"), "accounts.prefixes", wrong)
    mapping = ImportMapping(
        journals={code: _journal(code, one, wrong) for code, one in journals.items()},
        prefixes={
            account_rule.tidy(name): _flags(name, one, wrong) for name, one in prefixes.items()
        },
        labels=_labels(accounts.get("labels"), "accounts.labels", wrong),
        thirds=_labels(thirds.get("labels"), "third_parties.labels", wrong),
    )
    if wrong:
        raise Refused(wrong)
    return mapping


def _finding(field: str, message: str, help_: str | None = None) -> Finding:
    return Finding(code="books.import.mapping", message=message, field=field, help=help_)


def _table(facts: Any, name: str, wrong: list[Finding]) -> dict[str, Any]:
    if facts is None:
        return {}
    if not isinstance(facts, dict):
        wrong.append(_finding(name, f"« {name} » doit être un objet JSON."))
        return {}
    return facts


def _journal(code: str, facts: Any, wrong: list[Finding]) -> JournalChoice:
    said = _table(facts, f"journals.{code}", wrong)
    field = f"journals.{code}"
    nature, label = _text(said.get("type")), _text(said.get("label"))
    match = _text(said.get("match"))
    for name in said.keys() - {"type", "label", "match"}:
        message = f"Journal {code} : « {name} » ne se choisit pas."
        help_ = "Le code d’un journal est dans le fichier : le changer altérerait le FEC."
        wrong.append(_finding(field, message, help_))
    if nature is not None and nature not in JOURNAL_TYPES:
        known = ", ".join(JOURNAL_TYPES)
        wrong.append(_finding(field, f"Journal {code} : nature inconnue ({known})."))
    if label is not None and (problem := account_rule.label_problem(label)):
        wrong.append(_finding(field, f"Journal {code} : {problem}"))
    return JournalChoice(type=nature, label=label, match=match)


def _text(value: Any) -> str | None:
    return str(value).strip() or None if value is not None else None


def _flags(prefix: str, facts: Any, wrong: list[Finding]) -> PrefixFlags:
    said = _table(facts, f"accounts.prefixes.{prefix}", wrong)
    values = {name: said.get(name) for name in ("control", "lettrable")}
    tidy = account_rule.tidy(prefix)
    if not tidy or not tidy[0].isdigit() or not tidy.isalnum():
        wrong.append(_finding("accounts", f"« {prefix} » n’est pas un début de compte."))
    if any(value not in (None, True, False) for value in values.values()) or said.keys() - values:
        text = (
            f"Préfixe {prefix} : seuls « control » et « lettrable » se choisissent, vrai ou faux."
        )
        wrong.append(_finding("accounts", text))
        return PrefixFlags()
    return PrefixFlags(**values)


def _labels(facts: Any, name: str, wrong: list[Finding]) -> dict[str, str]:
    said = _table(facts, name, wrong)
    if len(said) > LABELS_MAX:
        wrong.append(_finding(name, f"{name} : pas plus de {LABELS_MAX} libellés."))
        return {}
    labels = {number: str(label).strip() for number, label in said.items()}
    for number, label in labels.items():
        if problem := account_rule.label_problem(label):
            wrong.append(_finding(name, f"{number} : {problem}"))
    return labels


def nature_of(mapping: ImportMapping, code: str, label: str) -> str:
    """Nature of a new journal, or `=CODE` for the journal of the Dossier that receives it."""
    choice = mapping.journals.get(code, JournalChoice())
    if choice.match and choice.match != code:
        return f"={choice.match}"
    return choice.type or journal_nature(code, label)


def flags_of(mapping: ImportMapping, number: str) -> tuple[bool, bool]:
    """Whether a new account is collective, and lettered: the longest prefix decides."""
    control, lettrable = account_rule.is_control(number), account_rule.is_lettrable(number)
    for prefix in sorted(mapping.prefixes, key=len):
        if number.startswith(prefix):
            said = mapping.prefixes[prefix]
            control = control if said.control is None else said.control
            lettrable = lettrable if said.lettrable is None else said.lettrable
    return control, lettrable


def label_of(mapping: ImportMapping, kind: str, number: str, label: str) -> str:
    """Label under which a new name is created; the export keeps the one of the file."""
    if kind == "journal":
        return mapping.journals.get(number, JournalChoice()).label or label
    said = mapping.labels if kind == "account" else mapping.thirds
    return said.get(number, label)


def mapping_findings(
    mapping: ImportMapping, *, codes: Collection[str], journals: Collection[str], drafts: int
) -> list[Finding]:
    """What makes these choices unlawful for a file; `journals`: codes of the Dossier in use."""
    return [
        *_match_findings(mapping.matches, codes, journals),
        *(_draft_findings(mapping) if drafts else ()),
    ]


def _match_findings(
    matches: Mapping[str, str], codes: Collection[str], journals: Collection[str]
) -> Iterator[Finding]:
    taken = {code: code for code in codes if code not in matches}
    for code in sorted(matches.keys() & set(codes)):
        target = matches[code]
        if code in journals:
            yield _finding(
                "journals", f"Le journal {code} existe dans le dossier : ses écritures y vont."
            )
        elif target not in journals:
            yield _finding(
                "journals", f"Le dossier n’a pas de journal « {target} » en usage pour {code}."
            )
        elif target in taken:
            yield _finding(
                "journals",
                f"{code} et {taken[target]} ne peuvent aller tous deux dans {target} : "
                "l’export ne saurait plus les distinguer.",
            )
        else:
            taken[target] = code


def _draft_findings(mapping: ImportMapping) -> Iterator[Finding]:
    relabelled = mapping.labels or mapping.thirds
    if mapping.matches or relabelled or any(one.label for one in mapping.journals.values()):
        yield _finding(
            "labels",
            "Le fichier a des écritures sans date de validation : un brouillard porte les noms "
            "du dossier, ceux du fichier doivent donc rester.",
            "Choisissez natures et comptes collectifs seulement, ou renommez après l’import.",
        )


def account_groups(
    mapping: ImportMapping, accounts: Sequence[tuple[str, str]], sums: Iterable[AccountSum]
) -> tuple[AccountGroup, ...]:
    """New accounts by their first three figures, and what they are created as."""
    bearing = {each.number for each in sums if each.thirds}
    groups: dict[str, list[tuple[str, str]]] = {}
    for number, label in accounts:
        groups.setdefault(number[:3], []).append((number, label))
    found = []
    for prefix, members in sorted(groups.items()):
        control, lettrable = flags_of(mapping, members[0][0])
        thirds = any(number in bearing for number, _ in members)
        found.append(
            AccountGroup(
                prefix=prefix, accounts=len(members), example=members[0][1],
                control=control or thirds, lettrable=lettrable or thirds, thirds=thirds,
            )
        )  # fmt: skip
    return tuple(found)


def idle_choices(mapping: ImportMapping, names: Mapping[str, Names]) -> list[str]:
    """Choices about names that no file has, in French: said, without effect."""
    asked = {
        "journal": mapping.journals.keys(),
        "account": mapping.labels.keys(),
        "third": mapping.thirds.keys(),
    }
    words = {"journal": "le journal", "account": "le compte", "third": "le tiers"}
    idle = [
        f"Correspondance : {words[kind]} {number} n’est pas dans le fichier, sans effet"
        for kind, numbers in asked.items()
        for number in sorted(numbers - {found for found, _ in names[kind]})
    ]
    accounts = [number for number, _ in names["account"]]
    return idle + [
        f"Correspondance : aucun compte du fichier ne commence par {prefix}, sans effet"
        for prefix in mapping.prefixes
        if not any(number.startswith(prefix) for number in accounts)
    ]
