"""What every template may count on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from boucle.access.public import named_rights
from boucle.shell.keymap import frame_keys
from boucle.shell.rights import table


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the rail."""

    label: str
    url: str
    icon: str
    current: bool
    route: str


@dataclass(frozen=True, slots=True)
class NavSection:
    """A titled group of links."""

    label: str
    items: tuple[NavItem, ...]


# First in the menu of who keeps his own company, in plain words; not shown to a firm.
_SIMPLE = ("Tenue", "Saisie simple", "books:simple-home", "banknote", True)
# (section, label, route, icon, needs the year in the address)
_DOSSIER = (
    ("Dossier", "Accueil du dossier", "books:dossier-home", "house", False),
    ("Tenue", "Saisie", "books:grid-start", "pencil-line", True),
    ("Tenue", "Brouillard", "books:draft-list", "list-checks", True),
    ("Tenue", "Lettrage", "books:lettrage-list", "link", True),
    ("Tenue", "Abonnements", "books:subscription-list", "calendar-clock", False),
    ("Consultation", "Balance", "books:balance-show", "scale", True),
    ("Consultation", "Grand livre", "books:ledger-show", "book-open", True),
    ("Consultation", "Journaux", "books:journal-list", "notebook", True),
    ("Consultation", "Comptes", "books:account-list", "list-tree", True),
    ("Consultation", "Tiers", "books:third-party-list", "users", True),
    ("Consultation", "Recherche", "books:search-show", "search", False),
    ("Échanges", "Importer un FEC", "books:fec-import-new", "file-input", False),
    ("Échanges", "Exporter le FEC", "books:fec-export-show", "file-output", True),
    ("Échanges", "Preuve", "books:proof-show", "shield-check", False),
    ("Réglages", "Exercices", "books:year-list", "calendar", False),
    ("Réglages", "Réglages du dossier", "books:settings-identity", "settings", False),
)
_SETTINGS, _YEARS = "books:settings-identity", "books:year-list"
_GRID = "books:grid-start"
# Screens that stand under a link of the rail: it is the one lit.
UNDER = {
    **dict.fromkeys(
        ("books:chart-edit", "books:chart-import", "books:account-new", "books:account-edit",
         "books:journal-settings", "books:journal-new", "books:journal-edit",
         "books:vat-code-list", "books:vat-code-new", "books:vat-code-edit", "books:vat-usual",
         "books:model-list", "books:model-library", "books:model-new", "books:model-edit",
         "books:shortcut-list",
         "books:shortcut-save", "books:grants-edit", "books:grant-edit", "books:grants-save",
         "books:identity-save",
         "books:cabinet-show", "shell:audit-show"),
        _SETTINGS,
    ),
    **dict.fromkeys(("books:grid-show", "books:entry-new", "books:entry-edit"), _GRID),
    "books:simple-new": "books:simple-home",
    "books:simple-edit": "books:simple-home",
    "books:subscription-new": "books:subscription-list",
    "books:subscription-edit": "books:subscription-list",
    "books:year-open": _YEARS,
    "books:year-state": _YEARS,
    "books:lettrage-show": "books:lettrage-list",
    "books:lettrage-third": "books:lettrage-list",
    "books:vat-due": "books:lettrage-list",
    "books:vat-move": "books:lettrage-list",
    "books:account-show": "books:account-list",
    "books:third-party-show": "books:third-party-list",
    "books:third-party-new": "books:third-party-list",
    "books:third-party-edit": "books:third-party-list",
    "books:journal-show": "books:journal-list",
    "shell:dossier-new": "shell:portfolio",
    **dict.fromkeys(
        ("shell:admin-people", "shell:admin-saas", "shell:admin-contract", "shell:admin-support",
         "shell:admin-audit"),
        "shell:admin-home",
    ),
}  # fmt: skip
_FIRM = (
    ("Accueil", "Accueil", "shell:home", "house"),
    ("Accueil", "Portefeuille", "shell:portfolio", "briefcase"),
    ("Accueil", "Contrôle FEC", "shell:clinique-new", "stethoscope"),
    ("Accueil", "Aide", "shell:help-index", "circle-question-mark"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: dossier, year, rail, theme, help."""
    user = getattr(request, "user", None)
    dossier = getattr(request, "dossier", None)
    return {
        "act": getattr(request, "act", None),
        "dossier": _shown(request, dossier) if dossier else None,
        "exercice": getattr(request, "year", None),
        "exercices": getattr(request, "years", ()),
        "nav": _nav(request, dossier),
        "theme": getattr(user, "theme", "auto"),
        "density": getattr(user, "density", "normal"),
        "own_keys": frame_keys(getattr(user, "keys", None) or {}),
        "help_url": _help_url(request),
        "standing": getattr(request, "standing", None),
        "next_place": _next_place(request),
    }


def _next_place(request: HttpRequest) -> Any:
    """The organisation after the one that is worked for, round and round; None for a single one."""
    standing = getattr(request, "standing", None)
    members = standing.members if standing is not None else ()
    if len(members) < 2:
        return None
    at = next((n for n, m in enumerate(members) if m.id == request.act.place), -1)  # type: ignore[attr-defined]
    return members[(at + 1) % len(members)]


def _shown(request: HttpRequest, dossier: Any) -> dict[str, Any]:
    rights = request.rights  # type: ignore[attr-defined]
    return {
        "key": _key(request),
        "siren": dossier.siren,
        "name": dossier.name,
        "client_name": dossier.client_name,
        "mode": rights.mode,
        "mode_label": _mode(rights.mode, dossier.client_name),
        "read_only": not rights.can_write,
        "can_write": rights.can_write,
        "can_validate": rights.can_validate,
        "can_manage": rights.can_manage and rights.archived_at is None,
        "can_grant": rights.can_grant,
        "can_letter": rights.allows("lettrage.write"),
        "can_import": rights.allows("exchange.write") and rights.can_validate,
        "may": {name.replace(".", "_"): rights.allows(name) for name in named_rights()},
        "limits": _limits(rights),
        "can_take_back": rights.can_manage and rights.archived_at is not None,
        "archived_at": rights.archived_at,
    }


def _mode(mode: str, client: str) -> str:
    known = {"expert": "Mode Expert-Comptable", "support": "Session d’assistance"}
    return known.get(mode, client)


def _limits(rights: Any) -> str:
    """The limits on what this person writes, in words; empty without any."""
    said = []
    if rights.journals is not None:
        said.append(f"journaux {', '.join(rights.journals)}")
    if rights.accounts is not None:
        said.append(f"comptes {', '.join(rights.accounts)}")
    return " ; ".join(said)


def _key(request: HttpRequest) -> str:
    """The Dossier as the address writes it (SIREN or SIREN~short id)."""
    match = request.resolver_match
    return str(match.kwargs.get("dossier", "")) if match else ""


def _nav(request: HttpRequest, dossier: Any) -> list[NavSection]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    groups: dict[str, list[NavItem]] = {}
    for section, label, route, icon in (*_FIRM, *_admin(request)):
        _add(groups, request, section, label, route, icon, {})
    if dossier is not None:
        year = getattr(request, "year", None)
        for section, label, route, icon, needs_year in _links(request):
            kwargs = {"dossier": _key(request)}
            if needs_year and year is None:
                continue
            if needs_year:
                kwargs["exercice"] = year.label  # type: ignore[union-attr]
            if _allowed(request, route):
                _add(groups, request, section, label, route, icon, kwargs)
    return [NavSection(label, tuple(items)) for label, items in groups.items()]


def _admin(request: HttpRequest) -> tuple[tuple[str, str, str, str], ...]:
    """What only those who administer see: their organisation, or the operator's console."""
    standing = getattr(request, "standing", None)
    if standing is None:
        return ()
    if standing.is_staff:
        return (("Accueil", "Exploitation", "shell:console", "shield"),)
    if any(place.administers for place in standing.places):
        return (("Accueil", "Administration", "shell:admin-home", "users"),)
    return ()


def _links(request: HttpRequest) -> tuple[tuple[str, str, str, str, bool], ...]:
    """The links of a Dossier: a company has the simple entry before all that keeps books."""
    rights = request.rights  # type: ignore[attr-defined]
    return _DOSSIER if rights.mode == "expert" else (_DOSSIER[0], _SIMPLE, *_DOSSIER[1:])


def _allowed(request: HttpRequest, route: str) -> bool:
    declared = table().get(route)
    rights = request.rights  # type: ignore[attr-defined]
    return declared is not None and (not declared.right or rights.allows(declared.right))


def _add(
    groups: dict[str, list[NavItem]],
    request: HttpRequest,
    section: str,
    label: str,
    route: str,
    icon: str,
    kwargs: dict[str, str],
) -> None:
    try:
        url = reverse(route, kwargs=kwargs)
    except NoReverseMatch:
        return
    name = request.resolver_match.view_name if request.resolver_match else ""
    here = UNDER.get(name, name)
    groups.setdefault(section, []).append(NavItem(label, url, icon, here == route, route))


def _help_url(request: HttpRequest) -> str:
    """The help page of this screen, by the table of the help builder; else the index."""
    match = request.resolver_match
    page = HELP.get(match.view_name if match else "")
    return f"/aide/{page}" if page else "/aide"


HELP: dict[str, str] = {
    "books:balance-show": "books/balance",
    "books:third-balance-show": "books/balance",
    "books:balance-months-show": "books/balance",
    "books:ledger-show": "books/grand-livre",
    "books:third-ledger-show": "books/grand-livre",
    "books:account-show": "books/compte",
    "books:account-list": "books/compte",
    "books:third-party-list": "books/tiers",
    "books:third-party-show": "books/tiers",
    "books:entry-new": "books/saisie",
    "books:grid-start": "books/grille",
    "books:grid-show": "books/grille",
    "books:entry-edit": "books/saisie",
    "books:entry-show": "books/ecriture",
    "books:lettrage-list": "books/lettrage",
    "books:lettrage-show": "books/lettrage",
    "books:lettrage-third": "books/lettrage",
    "books:draft-list": "books/brouillard",
    "books:draft-validate": "books/brouillard",
    "books:batch-show": "books/brouillard",
    "books:journal-list": "books/journaux",
    "books:journal-show": "books/journaux",
    "books:centralisateur-show": "books/journaux",
    "books:search-show": "books/recherche",
    "books:fec-import-new": "books/import-fec",
    "books:fec-import-show": "books/import-fec",
    "shell:dossier-import": "books/import-fec",
    "books:fec-export-show": "books/export-fec",
    "books:proof-show": "books/preuve",
    "books:report-show": "books/grand-livre",
    "books:year-list": "books/exercices",
    "books:settings-identity": "books/reglages",
    "books:dossier-home": "books/accueil",
    "shell:home": "books/accueil",
    "shell:portfolio": "books/accueil",
    "shell:session-open": "shell/connexion",
    "shell:first-access": "shell/connexion",
    "shell:reset-ask": "shell/connexion",
    "shell:reset-choose": "shell/connexion",
    "mfa_authenticate": "shell/connexion",
    "shell:passkey-sign-in": "shell/connexion",
    "shell:external-start": "shell/connexion",
    "shell:external-return": "shell/connexion",
    "shell:address-set": "shell/securite",
    "shell:security": "shell/securite",
    "shell:identity-confirm": "shell/securite",
    "shell:totp-add": "shell/securite",
    "shell:codes-new": "shell/securite",
    "shell:passkey-add": "shell/securite",
    "shell:password-change": "shell/securite",
    "shell:sessions": "shell/securite",
    "shell:preferences-save": "shell/utilisateurs",
    "shell:keys-edit": "shell/clavier",
    "shell:api-keys": "shell/api",
    "shell:admin-home": "shell/administration",
    "shell:admin-people": "shell/comptes",
    "shell:admin-saas": "shell/administration",
    "shell:admin-contract": "shell/administration",
    "shell:admin-support": "shell/support",
    "shell:admin-audit": "shell/piste-audit",
    "shell:console": "shell/support",
    "shell:webhook-list": "shell/webhooks",
    "shell:webhook-show": "shell/webhooks",
    "shell:webhook-delivery": "shell/webhooks",
    "shell:dossier-new": "books/nouveau-dossier",
    "shell:clinique-new": "books/controle-fec",
    "books:chart-edit": "books/reglages",
    "books:account-new": "books/reglages",
    "books:account-edit": "books/reglages",
    "books:chart-import": "books/reglages",
    "books:journal-settings": "books/reglages",
    "books:journal-new": "books/reglages",
    "books:journal-edit": "books/reglages",
    "books:vat-code-list": "books/tva",
    "books:vat-code-new": "books/tva",
    "books:vat-code-edit": "books/tva",
    "books:vat-usual": "books/tva",
    "books:vat-due": "books/tva",
    "books:vat-move": "books/tva",
    "books:grants-edit": "shell/droits",
    "books:grant-edit": "shell/droits",
    "shell:rights-own": "shell/droits",
    "shell:rights-person": "shell/droits",
    "shell:rights-give": "shell/droits",
    "books:cabinet-show": "shell/quitter-cabinet",
    "shell:audit-show": "shell/piste-audit",
    "books:model-list": "books/modeles",
    "books:model-new": "books/modeles",
    "books:model-edit": "books/modeles",
    "books:shortcut-list": "books/modeles",
    "books:subscription-list": "books/abonnements",
    "books:subscription-new": "books/abonnements",
    "books:subscription-edit": "books/abonnements",
    "books:simple-home": "books/saisie-simple",
    "books:simple-new": "books/saisie-simple",
    "books:simple-edit": "books/saisie-simple",
    "books:third-party-new": "books/tiers",
    "books:third-party-edit": "books/tiers",
}
