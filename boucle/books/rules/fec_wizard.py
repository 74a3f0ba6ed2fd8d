"""The import wizard: what its forms show and say, from the dry run kept as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boucle.books.rules.fec.view import SEPARATORS
from boucle.books.rules.fec_mapping import flags_of, label_of, nature_of
from boucle.books.rules.journal_nature import journal_nature
from boucle.books.types_mapping import AccountSum, ImportMapping
from boucle.books.types_setup import JOURNAL_TYPES

STEPS = {
    "fichier": "Fichier",
    "identite": "Identité",
    "controle": "Contrôle",
    "correspondance": "Correspondances",
    "essai": "Essai à blanc",
    "import": "Import",
    "preuve": "Preuve",
}
PLANNED = ("identite", "controle", "correspondance", "essai")
LINE_ENDS = {"\r\n": "CRLF (Windows)", "\n": "LF (Unix)", "\r": "CR (ancien Mac)"}
DECIMALS = {",": "virgule", ".": "point"}
NOT_READ = "non lu"
File = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JournalField:
    """A journal to create: what the file says, what is chosen."""

    code: str
    found: str
    label: str
    type: str
    type_label: str
    match: str


@dataclass(frozen=True, slots=True)
class GroupField:
    """Accounts to create of one prefix."""

    prefix: str
    accounts: int
    example: str
    control: bool
    lettrable: bool
    thirds: bool


@dataclass(frozen=True, slots=True)
class NameField:
    """An account or a third party to create."""

    number: str
    found: str
    label: str


@dataclass(frozen=True, slots=True)
class MappingForm:
    """All that the mapping step offers; `journals_here`: those that may receive a code."""

    journals: tuple[JournalField, ...]
    journals_here: tuple[str, ...]
    groups: tuple[GroupField, ...]
    accounts: tuple[NameField, ...]
    accounts_count: int
    thirds: tuple[NameField, ...]
    thirds_count: int
    has_drafts: bool

    @property
    def is_empty(self) -> bool:
        """Nothing is new: nothing to choose."""
        return not (self.journals or self.groups or self.thirds)


def identity_facts(file: File) -> list[tuple[str, str]]:
    """What name and bytes of a file say before its lines."""
    identity, report = file["report"]["identity"], file["report"]
    closing = identity.get("closing")
    return [
        ("SIREN", identity.get("siren") or "absent du nom du fichier"),
        ("Clôture", "/".join(reversed(closing.split("-"))) if closing else NOT_READ),
        ("Format", f"{report['regime']}, {identity.get('container') or 'texte'}"),
        ("Jeu de caractères", identity.get("encoding") or NOT_READ),
        ("Séparateur", SEPARATORS.get(identity.get("separator"), NOT_READ)),
        ("Décimales", DECIMALS.get(identity.get("decimal"), NOT_READ)),
        ("Fins de ligne", LINE_ENDS.get(identity.get("line_end"), NOT_READ)),
        ("Parties", str(identity.get("files") or 1)),
        ("Empreinte SHA-256", file["digest"]),
    ]


def mapping_form(files: Sequence[File], mapping: ImportMapping) -> MappingForm:
    """The fields of every new name of the files, once each."""
    journals = {code: label for file in files for code, label, _ in file["journals_new"]}
    groups = {group["prefix"]: group for file in files for group in file["account_groups"]}
    here = [set(file["journals"]) for file in files]
    accounts = _union(files, "accounts_new")
    thirds = _union(files, "third_parties_new")
    return MappingForm(
        journals=tuple(_journal(mapping, *pair) for pair in sorted(journals.items())),
        journals_here=tuple(sorted(set.intersection(*here))) if here else (),
        groups=tuple(_group(mapping, group) for _, group in sorted(groups.items())),
        accounts=_names(mapping, "account", accounts),
        accounts_count=max((file["accounts_new_count"] for file in files), default=0),
        thirds=_names(mapping, "third", thirds),
        thirds_count=max((file["third_parties_new_count"] for file in files), default=0),
        has_drafts=any(file["report"]["summary"]["drafts"] for file in files),
    )


def _union(files: Sequence[File], name: str) -> dict[str, str]:
    return {number: label for file in files for number, label in file[name]}


def _journal(mapping: ImportMapping, code: str, label: str) -> JournalField:
    nature = nature_of(mapping, code, label)
    kept = nature if nature in JOURNAL_TYPES else journal_nature(code, label)
    match = mapping.matches.get(code, "")
    return JournalField(
        code, label, label_of(mapping, "journal", code, label), kept, JOURNAL_TYPES[kept], match
    )


def _group(mapping: ImportMapping, group: Mapping[str, Any]) -> GroupField:
    control, lettrable = flags_of(mapping, group["prefix"])
    thirds = bool(group["thirds"])
    return GroupField(
        group["prefix"], group["accounts"], group["example"], control or thirds,
        lettrable or thirds, thirds,
    )  # fmt: skip


def _names(mapping: ImportMapping, kind: str, names: Mapping[str, str]) -> tuple[NameField, ...]:
    return tuple(
        NameField(number, label, label_of(mapping, kind, number, label))
        for number, label in names.items()
    )


def posted_mapping(
    form: MappingForm, get: Callable[[str], str | None], ticked: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The mapping that the form says, as plain data: only what differs from what is deduced.

    `get`: a field of the form; `ticked`: prefixes ticked as `collectif` and as `lettrable`.
    """
    journals = {}
    for one in form.journals:
        deduced = journal_nature(one.code, one.found)
        said = {
            "type": _other(get(f"nature:{one.code}"), deduced),
            "label": _other(get(f"libelle:{one.code}"), one.found),
            "match": _other(get(f"vers:{one.code}"), one.code),
        }
        journals[one.code] = {name: value for name, value in said.items() if value}
    prefixes = {}
    nothing = ImportMapping()
    for group in form.groups:
        usual = flags_of(nothing, group.prefix)
        now = (group.prefix in ticked["collectif"], group.prefix in ticked["lettrable"])
        pairs = zip(("control", "lettrable"), now, usual, strict=True)
        prefixes[group.prefix] = {name: value for name, value, was in pairs if value != was}
    return {
        "journals": _full(journals),
        "accounts": {
            "prefixes": _full(prefixes, form),
            "labels": _labels(form.accounts, "compte", get),
        },
        "third_parties": {"labels": _labels(form.thirds, "tiers", get)},
    }


def _other(said: str | None, usual: str) -> str | None:
    text = (said or "").strip()
    return text if text and text != usual else None


def _full(
    choices: Mapping[str, dict[str, Any]], form: MappingForm | None = None
) -> dict[str, dict[str, Any]]:
    """Those that say something; accounts that bear third parties are no choice."""
    bearing = {group.prefix for group in form.groups if group.thirds} if form else set()
    return {name: said for name, said in choices.items() if said and name not in bearing}


def _labels(
    names: Sequence[NameField], field: str, get: Callable[[str], str | None]
) -> dict[str, str]:
    found = {one.number: _other(get(f"{field}:{one.number}"), one.found) for one in names}
    return {number: label for number, label in found.items() if label}


def sums_of(file: File) -> list[AccountSum]:
    """The file's own balance, back from plain data."""
    return [AccountSum(*row) for row in file["balance"]]
