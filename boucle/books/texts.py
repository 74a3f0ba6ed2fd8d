"""French texts of every refusal of the gate: what happened, where, what to do.

One line for each code that `books/sql/functions/*.sql` can answer (a test compares them) and for
the codes of the constraints and triggers behind it. Values arrive raw: cents, ISO or French dates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from boucle.kernel.errors import Finding, Severity
from boucle.kernel.money import show

_BEFORE = re.compile(r" ([:;!?»%])")


@dataclass(frozen=True, slots=True)
class Text:
    """Sentence and advice; `{value}` is the value of the finding, shown by its unit."""

    message: str
    help: str
    unit: Literal["text", "cents"] = "text"


TEXTS: dict[str, Text] = {
    "books.entry.unbalanced": Text(
        "L’écriture n’est pas équilibrée : {value}",
        "Appuyez sur + dans le montant de la dernière ligne pour solder.",
        unit="cents",
    ),
    "books.entry.too_few_lines": Text(
        "Une écriture compte au moins deux lignes ; celle-ci en a {value}",
        "Ajoutez la contrepartie.",
    ),
    "books.entry.too_many_lines": Text(
        "Une écriture compte au plus 5 000 lignes ; celle-ci en a {value}",
        "Découpez-la par pièce ou par jour, ou passez par l’import d’un FEC.",
    ),
    "books.entry.journal_unknown": Text(
        "Le journal « {value} » n’existe pas dans ce dossier",
        "Choisissez un journal de la liste, ou créez-le dans les réglages.",
    ),
    "books.entry.journal_denied": Text(
        "Vos droits ne couvrent pas le journal « {value} »",
        "Choisissez un de vos journaux, ou demandez à qui donne les droits du dossier.",
    ),
    "books.line.account_denied": Text(
        "Vos droits ne couvrent pas le compte « {value} »",
        "Choisissez un compte de vos classes, ou demandez à qui donne les droits du dossier.",
    ),
    "books.entry.journal_inactive": Text(
        "Le journal « {value} » ne sert plus",
        "Choisissez un autre journal, ou réactivez-le dans les réglages.",
    ),
    "books.entry.no_fiscal_year": Text(
        "Aucun exercice ne contient la date {value}",
        "Corrigez la date, ou ouvrez l’exercice dans les réglages.",
    ),
    "books.entry.year_closed": Text(
        "L’exercice {value} est clôturé : il n’accepte plus d’écriture",
        "Datez l’écriture du premier jour ouvert et rappelez dans le libellé la date de"
        " l’opération.",
    ),
    "books.entry.old_year_closed": Text(
        "L’écriture vient de l’exercice {value}, qui est clôturé : elle ne peut pas en sortir",
        "Passez une écriture dans l’exercice ouvert.",
    ),
    "books.entry.period_locked": Text(
        "Le mois {value} est clôturé pour ce journal",
        "Ouvrez la période dans les journaux, ou datez l’écriture du premier jour ouvert.",
    ),
    "books.entry.in_future": Text(
        "L’écriture est datée du {value}, après aujourd’hui : elle ne peut pas être validée",
        "Attendez ce jour, ou corrigez la date du brouillard.",
    ),
    "books.entry.validated": Text(
        "L’écriture est validée sous le n° {value} : elle ne peut plus changer",
        "Contrepassez-la (Alt+X), puis saisissez la bonne écriture.",
    ),
    "books.entry.deleted": Text(
        "Ce brouillard a été supprimé",
        "Saisissez une nouvelle écriture si l’opération doit rester.",
    ),
    "books.entry.reverses_unknown": Text(
        "L’écriture à contrepasser n’existe pas dans ce dossier",
        "Ouvrez l’écriture d’origine et contrepassez depuis sa page.",
    ),
    "books.entry.reverses_draft": Text(
        "Seule une écriture validée se contrepasse ; celle-ci est en brouillard",
        "Modifiez ou supprimez le brouillard.",
    ),
    "books.entry.already_reversed": Text(
        "Cette écriture est déjà contrepassée",
        "Ouvrez la contrepassation depuis la page de l’écriture.",
    ),
    "books.entry.no_open_day": Text(
        "Aucun jour ouvert ne peut recevoir la contrepassation dans le journal « {value} »",
        "Ouvrez un exercice ou une période, puis recommencez.",
    ),
    "books.entry.not_selectable": Text(
        "L’écriture n’est pas un brouillard de la sélection (exercice, journal, date) :"
        " elle a été supprimée ou déplacée",
        "Rechargez le brouillard et refaites la sélection.",
    ),
    "books.lettrage.too_few_lines": Text(
        "Un lettrage rapproche au moins deux lignes ; il y en a {value}",
        "Cochez les lignes qui se soldent.",
    ),
    "books.lettrage.line_unknown": Text(
        "Une ligne à lettrer n’existe pas dans ce dossier",
        "Rechargez le compte et recommencez.",
    ),
    "books.lettrage.other_account": Text(
        "Une ligne à lettrer n’est pas du compte {value}",
        "Ne lettrez ensemble que des lignes d’un même compte.",
    ),
    "books.lettrage.other_third": Text(
        "Une ligne à lettrer est d’un autre tiers que {value}",
        "Ne lettrez ensemble que des lignes d’un même tiers.",
    ),
    "books.lettrage.already": Text(
        "La ligne est déjà lettrée sous le code {value}",
        "Délettrez-la d’abord, ou complétez ce code.",
    ),
    "books.lettrage.unbalanced": Text(
        "Les lignes ne se soldent pas : {value}",
        "Complétez la sélection, ou demandez un lettrage partiel.",
        unit="cents",
    ),
    "books.lettrage.code_invalid": Text(
        "« {value} » n’est pas un code de lettrage",
        "Écrivez des majuscules, par exemple AAB, ou laissez vide.",
    ),
    "books.lettrage.gap_too_large": Text(
        "L’écart dépasse le seuil du dossier ({value})",
        "Cochez d’autres lignes, lettrez en partie (Maj+L), ou changez le seuil.",
    ),
    "books.lettrage.no_gap_account": Text(
        "Le plan n’a pas de compte {value} en service pour recevoir l’écart",
        "Créez-le dans le plan de comptes.",
    ),
    "books.lettrage.no_gap_journal": Text(
        "Le dossier n’a pas de journal d’opérations diverses en service",
        "Créez-le dans les réglages, ou réactivez-le.",
    ),
    "books.lettrage.gap_limit": Text(
        "Le seuil est un montant entre 0 et 100 000,00",
        "Écrivez par exemple 1,00.",
    ),
    "books.lettrage.one_side": Text(
        "Ces lignes sont toutes du même côté : aucune n’en règle une autre",
        "Cochez aussi le règlement, ou l’avoir, qui leur fait face.",
    ),
    "books.lettrage.none": Text(
        "Aucune ligne n’est lettrée sous le code {value}",
        "Rechargez le compte et recommencez.",
    ),
    "books.line.account_unknown": Text(
        "Le compte « {value} » n’existe pas dans le plan du dossier",
        "Choisissez un compte de la liste, ou créez-le dans le plan.",
    ),
    "books.line.account_inactive": Text(
        "Le compte « {value} » ne sert plus",
        "Choisissez un autre compte, ou réactivez-le dans le plan.",
    ),
    "books.line.third_unknown": Text(
        "Le tiers « {value} » n’existe pas dans ce dossier",
        "Choisissez un tiers de la liste, ou créez-le.",
    ),
    "books.line.third_inactive": Text(
        "Le tiers « {value} » ne sert plus",
        "Choisissez un autre tiers, ou réactivez-le.",
    ),
    "books.line.third_not_allowed": Text(
        "Le compte « {value} » ne se suit pas par tiers : seuls ceux de la classe 4 en ont",
        "Effacez le tiers, ou choisissez un compte de tiers.",
    ),
    "books.line.both_sides": Text(
        "La ligne porte un débit et un crédit", "Gardez un seul des deux montants."
    ),
    "books.line.no_amount": Text(
        "La ligne n’a pas de montant",
        "Indiquez un débit ou un crédit, ou retirez la ligne.",
    ),
    "books.line.negative": Text(
        "Le montant {value} est négatif",
        "Inscrivez-le sans signe, de l’autre côté.",
        unit="cents",
    ),
    "books.line.amount_too_large": Text(
        "Le montant {value} dépasse le plus grand montant admis",
        "Vérifiez la saisie.",
        unit="cents",
    ),
    "books.line.label_missing": Text(
        "Le libellé manque", "Écrivez en quelques mots l’objet de l’opération."
    ),
    "books.line.text_too_long": Text(
        "Le texte dépasse {value} caractères",
        "Abrégez-le : il figure tel quel dans le FEC.",
    ),
    "books.line.text_unprintable": Text(
        "Le texte contient une tabulation, un saut de ligne ou un signe invisible",
        "Retapez-le : ces signes casseraient le FEC ou tromperaient le lecteur.",
    ),
    "books.line.currency_without_amount": Text(
        "Devise et montant en devise vont ensemble", "Indiquez les deux, ou aucun."
    ),
    "books.line.currency_unknown": Text(
        "« {value} » n’est pas un code de devise",
        "Écrivez trois lettres, par exemple USD.",
    ),
    "books.import.conflict": Text(
        "L’écriture n° {value} existe déjà dans le dossier avec un autre contenu",
        "Importez ce fichier dans un nouveau dossier, ou retirez-en les écritures déjà présentes.",
    ),
    "books.year.reversed": Text(
        "La fin de l’exercice ({value}) précède son début", "Corrigez les deux dates."
    ),
    "books.year.too_long": Text(
        "L’exercice dépasse 24 mois (fin au {value})", "Choisissez une fin plus proche."
    ),
    "books.year.overlap": Text(
        "Ces dates chevauchent l’exercice {value}",
        "Faites commencer l’exercice le lendemain du précédent.",
    ),
    "books.year.gap": Text(
        "Il manque des jours après le dernier exercice : le suivant commence le {value}",
        "Commencez à cette date, ou ouvrez d’abord l’exercice intermédiaire.",
    ),
    "books.year.gap_before": Text(
        "Il manque des jours avant le premier exercice : le précédent finit le {value}",
        "Finissez à cette date, ou ouvrez d’abord l’exercice intermédiaire.",
    ),
    "books.year.drafts_left": Text(
        "L’exercice a encore des écritures en brouillard ({value})",
        "Validez ou supprimez le brouillard, puis clôturez.",
    ),
    "books.period.drafts_left": Text(
        "Le mois a encore des écritures en brouillard dans ce journal ({value})",
        "Validez ou supprimez le brouillard, puis clôturez le mois.",
    ),
    "books.limits": Text(
        "Vos droits ne couvrent pas ce journal ou ces comptes",
        "Restez dans vos journaux et vos comptes, ou demandez à qui donne les droits du dossier.",
    ),
    "books.frozen": Text(
        "La base refuse : ce qui est validé ne change plus",
        "Corrigez par une contrepassation.",
    ),
}


def finding_of(raw: Mapping[str, Any]) -> Finding:
    """A finding of the gate in French. An unknown code keeps its name: nothing is swallowed.

    `raw`: {"code", "line", "field", "value", "entry"}. With "entry" (validation of many), the
    field is `entry` and the value its public id, so that screens can link to it.
    """
    code = str(raw["code"])
    line = int(raw["line"]) if raw.get("line") is not None else None
    value = None if raw.get("value") is None else str(raw["value"])
    text = TEXTS.get(code, Text(f"La base refuse ({code})", "Signalez ce message au support."))
    entry = raw.get("entry")
    return Finding(
        code=code,
        message=typeset(f"{text.message.format(value=_shown(code, text, value))}{_where(line)}."),
        severity=Severity.REJET,
        line=line,
        field="entry" if entry else raw.get("field"),
        value=str(entry) if entry else value,
        help=typeset(text.help),
    )


def typeset(text: str) -> str:
    """French spacing: a no-break space before `: ; ! ? » %` and after `«`."""
    return _BEFORE.sub("\u00a0\\1", text).replace("« ", "«\u00a0").replace("n° ", "n°\u00a0")


def _where(line: int | None) -> str:
    return "" if line is None else f" (ligne {line})"


def _shown(code: str, text: Text, value: str | None) -> str:
    if value is None:
        return "—"
    if code in {"books.entry.unbalanced", "books.lettrage.unbalanced"}:
        return _gap(value)
    if text.unit == "cents" and re.fullmatch(r"-?\d+", value):
        return show(int(value))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return "/".join(reversed(value.split("-")))
    return value


def _gap(value: str) -> str:
    """`value` is debit minus credit, in cents."""
    if not re.fullmatch(r"-?\d+", value):
        return "débit et crédit diffèrent"
    gap = int(value)
    side = "débit" if gap < 0 else "crédit"
    return f"il manque {show(abs(gap))} au {side}"
