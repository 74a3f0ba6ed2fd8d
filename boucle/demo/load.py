"""The demo in the database, through the product's own commands.

Past years come in as FEC files; the running one is typed, validated month by month and lettered.
A company that is loaded carries a mark in its audit log: a second run leaves it alone, and one
that was interrupted is archived and made again.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from boucle.access import public as access
from boucle.books import public as books
from boucle.demo.days import add_months, month_end
from boucle.demo.fec import write_fec
from boucle.demo.generate import LAST_DAY, VALIDATED_UNTIL, generate
from boucle.demo.handover import accounts_of, draft_of, lettrages_of, third_parties_of
from boucle.demo.people import CABINET_NAME, CABINET_SIREN, PEOPLE, has_cabinet, people_of
from boucle.demo.routines import add_routines
from boucle.demo.service import IDLE, STAFF, prepare_service
from boucle.demo.types import CompanyProfile, DemoEntry, DemoYear
from boucle.kernel import audit, clock
from boucle.kernel.act import Act, system_act
from boucle.tenancy.public import NewDossier, Organisation

MARK = "demo.dossier.loaded"
SEED = 1
LEVELS = {
    "administration": "expert",
    "validation": "collaborateur",
    "ecriture": "ecriture",
    "lecture": "lecture",
}
TAX = {"conseil": "is_rs", "sci": "is_rs"}
"""Companies small enough for the simplified regime; the others are at the real one."""
VAT = {"RN_M": "mensuel", "RN_T": "trimestriel", "RS": "simplifie", "FR": "franchise"}
CODES = {"607200": "AI20", "607300": "IM20", "611300": "BT20"}
"""VAT codes that these accounts propose, and that tell one reverse charge from another."""
TO_REVIEW = 3
"""Drafts flagged « à revoir », so that the list of drafts shows what the flag looks like."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A company of the demo as it stands now."""

    key: str
    siren: str
    name: str
    years: int
    entries: int
    lines: int
    seconds: float


def prepare_people(profiles: tuple[CompanyProfile, ...]) -> None:
    """The cabinet, its clients and the persons who sign in; those that are there stay."""
    cabinet, _ = Organisation.objects.get_or_create(
        kind="cabinet", siren=CABINET_SIREN, defaults={"name": CABINET_NAME}
    )
    homes = {}
    for profile in profiles:
        homes[profile.key], _ = Organisation.objects.get_or_create(
            kind="company",
            siren=profile.siren,
            managed_by=cabinet if has_cabinet(profile) else None,
            defaults={"name": profile.name},
        )
    for person in PEOPLE:
        own = [homes[key] for key in person.companies if key in homes]
        home = cabinet if person.role != "societe" else (own[0] if own else None)
        if home is not None and not access.User.objects.filter(login=person.login).exists():
            access.create_user(
                login=person.login, name=person.name, password=person.password,
                organisation_id=home.id, is_admin=person.role == "expert",
                mfa_waived=True,
            )  # fmt: skip
    prepare_service(system_act(), cabinet, homes)


def loaded_sirens(act: Act) -> set[str]:
    """SIREN of the companies that carry the mark, archived Dossiers too."""
    return {row.siren for row in access.portfolio(act, archived=True) if _is_whole(act, row.id)}


def _is_whole(act: Act, dossier_id: int) -> bool:
    with access.read(act, dossier_id):
        return audit.happened(MARK, dossier_id=dossier_id)


def load_company(act: Act, profile: CompanyProfile) -> Loaded:
    """Everything of one company, from its Dossier to the lettrages of the running year."""
    began = time.monotonic()
    for row in access.portfolio(act):
        if row.siren == profile.siren and not _is_whole(act, row.id):
            books.archive(act, row.id)
    today = clock.today()
    years = tuple(
        generate(
            profile, SEED, last_day=min(LAST_DAY, today),
            validated_until=min(VALIDATED_UNTIL, month_end(add_months(today, -1))),
        )
    )  # fmt: skip
    dossier = _open(act, profile, years)
    with tempfile.TemporaryDirectory(prefix="boucle-demo-") as folder:
        for year in years:
            if year.closed:
                _import_year(act, profile, year, Path(folder))
            else:
                _keep_year(act, dossier, year, letter=chr(ord("A") + len(years) - 1))
    running = next((year for year in reversed(years) if not year.closed), None)
    if running is not None:
        add_routines(act, profile, dossier, running)
    with access.write(act, dossier):
        audit.record(act, MARK, dossier_id=dossier, after={"key": profile.key})
    entries = [entry for year in years for entry in year.entries]
    return Loaded(
        key=profile.key, siren=profile.siren, name=profile.name, years=len(years),
        entries=len(entries), lines=sum(len(entry.lines) for entry in entries),
        seconds=round(time.monotonic() - began, 1),
    )  # fmt: skip


def _open(act: Act, profile: CompanyProfile, years: tuple[DemoYear, ...]) -> int:
    """The Dossier with its people, chart and journals; its years come with the books."""
    cabinet = Organisation.objects.get(kind="cabinet", siren=CABINET_SIREN)
    new = NewDossier(
        siren=profile.siren, name=profile.name, legal_form=profile.legal_form,
        tax_regime=TAX.get(profile.key, "is_rn"), vat_regime=VAT[profile.vat_regime],
        cabinet_id=cabinet.id if has_cabinet(profile) else None,
    )  # fmt: skip
    dossier = access.create_dossier(act, new)
    _grant(act, dossier, profile)
    names = {number: label for year in years for number, label in accounts_of(year).items()}
    books.add_accounts(
        act, dossier,
        [
            books.NewAccount(number=number, label=label, vat_code=CODES.get(number, ""))
            for number, label in names.items()
        ],
    )  # fmt: skip
    books.add_accounts(act, dossier, books.usual_accounts(books.vintage(years[-1].start)))
    for journal in years[-1].journals:
        contra = {"banque": "512100", "caisse": "530000"}.get(journal.type, "")
        books.save_journal(
            act, dossier,
            books.NewJournal(
                code=journal.code, label=journal.label, type=journal.type,
                contra_number=contra if contra in names else "",
            ),
        )  # fmt: skip
    if profile.vat_regime != "EXO":
        books.apply_usual(act, dossier, "receipts" if profile.vat_on_receipts else "debits")
    return dossier


def _grant(act: Act, dossier: int, profile: CompanyProfile) -> None:
    """Exactly the people of the company, each at his level."""
    wanted = {person.login: person for person in people_of(profile)}
    for person in wanted.values():
        own = person.role == "societe" and person.right == "administration"
        level = "autonome" if own else LEVELS[person.right]
        access.grant_level(act, dossier, login=person.login, level=level)
    for known in access.people_of(act, dossier):
        if known.login not in wanted:
            access.revoke_grant(act, dossier, user_id=known.user_id)


def _import_year(act: Act, profile: CompanyProfile, year: DemoYear, folder: Path) -> None:
    """A past year, as the FEC of the product that the company used before."""
    dossier = access.dossier_for(act, profile.siren)
    path = write_fec(year, folder)
    options = books.ImportOptions(start=year.start, end=year.end)
    done = books.import_fec(act, dossier, [path], options)
    imports = [file.import_id for file in done.files if file.import_id is not None]
    books.index_imports(act, dossier.id, imports)
    path.unlink()
    books.close_year(act, dossier.id, year.label)


def _keep_year(act: Act, dossier: int, year: DemoYear, *, letter: str) -> None:
    """The running year: drafts saved by month, validated by month, then lettered.

    `letter` opens its codes: those of the years before start from AAA too.
    """
    opened = books.open_year(act, dossier, year.label, year.start, year.end)
    parties = third_parties_of(year)
    books.add_third_parties(act, dossier, [(code, name) for code, (name, _) in parties.items()])
    opening = [journal.code for journal in year.journals if journal.type == "an"]
    saved: dict[int, UUID] = {}
    for last_day, ranked in _by_month(year):
        drafts = books.save_drafts(act, dossier, [draft_of(entry) for _, entry in ranked])
        saved.update(
            (rank, draft.public_id) for (rank, _), draft in zip(ranked, drafts, strict=True)
        )
        if ranked[0][1].validated:
            for code in opening:  # opening balances carry the first numbers
                books.validate_entries(act, dossier, opened, journal=code, until=last_day)
            books.validate_entries(act, dossier, opened, until=last_day)
    books.letter_many(
        act, dossier,
        (
            books.NewLettrage(
                account=each.account, third=each.third or None, on=each.date,
                code=letter + each.code,
                lines=[(saved[rank], position + 1) for rank, position in each.lines],
            )
            for each in lettrages_of(year)
        ),
    )  # fmt: skip
    waiting = [saved[rank] for rank, entry in enumerate(year.entries) if not entry.validated]
    for public_id in waiting[:TO_REVIEW]:
        books.mark_review(act, dossier, public_id, True)


def _by_month(year: DemoYear) -> Iterator[tuple[date, list[tuple[int, DemoEntry]]]]:
    """(last day, entries with their rank) by month, validated ones before drafts."""
    groups: dict[tuple[bool, date], list[tuple[int, DemoEntry]]] = {}
    for rank, entry in enumerate(year.entries):
        groups.setdefault((not entry.validated, month_end(entry.date)), []).append((rank, entry))
    for (_, last_day), ranked in sorted(groups.items(), key=lambda pair: pair[0]):
        yield last_day, ranked


def login_lines() -> list[str]:
    """What `make demo` prints under the address: who signs in, with what, to see what."""
    roles = {
        "expert": "expert-comptable", "collaborateur": "cabinet", "societe": "entreprise",
        "exploitant": "exploitant du service",
    }  # fmt: skip
    people = [*sorted(PEOPLE, key=lambda person: person.login != "claire"), *STAFF, IDLE]
    width = max(len(person.login) for person in people)
    secret = max(len(person.password) for person in people)
    rights = {IDLE.login: "sans compte applicatif", **{one.login: "assistance" for one in STAFF}}
    return [
        "Identifiants de démonstration :",
        *(
            f"  {person.login:<{width}}  {person.password:<{secret}}"
            f"  {person.name}, {roles[person.role]} ({rights.get(person.login, person.right)})"
            for person in people
        ),
        "  Aucun second facteur ne leur est demandé ; un vrai compte du cabinet en montre un.",
    ]
