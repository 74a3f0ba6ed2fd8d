"""The import wizard: what its forms show and say, from the dry run kept as plain data."""

from __future__ import annotations

from bisect import bisect_right
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
NAMES_SHOWN = 200
"""Accounts, and third parties, on a page of the mapping."""
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
class NamePage:
    """New accounts or third parties, a page by number: those after `after`.

    `at` counts the ones before it, `count` all of them; `next` is the key of the next page, None
    at the end or where more were found than are kept.
    """

    rows: tuple[NameField, ...]
    after: str
    at: int
    count: int
    kept: int

    @property
    def next(self) -> str | None:
        """The last number of this page, where names come after it."""
        return self.rows[-1].number if self.at + len(self.rows) < self.kept else None

    @property
    def last(self) -> int:
        """How many names stand up to the end of this page."""
        return self.at + len(self.rows)


@dataclass(frozen=True, slots=True)
class MappingForm:
    """All that the mapping step offers; `journals_here`: those that may receive a code."""

    journals: tuple[JournalField, ...]
    journals_here: tuple[str, ...]
    groups: tuple[GroupField, ...]
    accounts: NamePage
    thirds: NamePage
    has_drafts: bool

    @property
    def is_empty(self) -> bool:
        """Nothing is new: nothing to choose."""
        return not (self.journals or self.groups or self.thirds.count)


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


def mapping_form(
    files: Sequence[File], mapping: ImportMapping, after: tuple[str, str] = ("", "")
) -> MappingForm:
    """The fields of the new names of the files, once each; accounts and third parties by page.

    `after`: the number of an account and of a third party that the pages come after.
    """
    journals = {code: label for file in files for code, label, _ in file["journals_new"]}
    groups = {group["prefix"]: group for file in files for group in file["account_groups"]}
    here = [set(file["journals"]) for file in files]
    accounts = _union(files, "accounts_new")
    thirds = _union(files, "third_parties_new")
    return MappingForm(
        journals=tuple(_journal(mapping, *pair) for pair in sorted(journals.items())),
        journals_here=tuple(sorted(set.intersection(*here))) if here else (),
        groups=tuple(_group(mapping, group) for _, group in sorted(groups.items())),
        accounts=_names(mapping, "account", accounts, after[0], _most(files, "accounts_new")),
        thirds=_names(mapping, "third", thirds, after[1], _most(files, "third_parties_new")),
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


def _most(files: Sequence[File], name: str) -> int:
    return max((file[f"{name}_count"] for file in files), default=0)


def _names(
    mapping: ImportMapping, kind: str, names: Mapping[str, str], after: str, count: int
) -> NamePage:
    every = sorted(names)
    at = bisect_right(every, after)
    rows = tuple(
        NameField(number, names[number], label_of(mapping, kind, number, names[number]))
        for number in every[at : at + NAMES_SHOWN]
    )
    return NamePage(rows, after, at, max(count, len(every)), len(every))


def posted_mapping(
    form: MappingForm,
    before: ImportMapping,
    get: Callable[[str], str | None],
    ticked: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """The mapping that the form says, as plain data: only what differs from what is deduced.

    Names that are not on its pages stay as `before` has them.
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
            "labels": _labels(form.accounts.rows, before.labels, "compte", get),
        },
        "third_parties": {"labels": _labels(form.thirds.rows, before.thirds, "tiers", get)},
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
    names: Sequence[NameField],
    before: Mapping[str, str],
    field: str,
    get: Callable[[str], str | None],
) -> dict[str, str]:
    found = {one.number: _other(get(f"{field}:{one.number}"), one.found) for one in names}
    return {number: label for number, label in {**before, **found}.items() if label}


def sums_of(file: File) -> list[AccountSum]:
    """The file's own balance, back from plain data."""
    return [AccountSum(*row) for row in file["balance"]]
