"""VAT codes: added, changed, retired; the usual set opened. A first change writes the set down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, replace

from boucle.access import public as access
from boucle.books.commands.chart import insert_accounts, require_account, tidied
from boucle.books.models import Account, ThirdParty, VatCode
from boucle.books.queries.vat_codes import regime_in_scope, usual_in_scope
from boucle.books.rules import accounts as rule
from boucle.books.rules.vat_codes import WITHOUT_VAT, accounts_to_open
from boucle.books.rules.vat_rates import rates
from boucle.books.types_vat import BASE_BOXES, BOXES, VAT_DUE, VAT_KINDS, WHOLE, NewVatCode
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, NotFound, Refused

CODE = re.compile(r"^[0-9A-Z][0-9A-Z_.-]{0,19}$")
SHARE = re.compile(r"^([0-9]{1,3})(?:[.,]([0-9]{1,2}))?$", re.ASCII)
ACCOUNTS = ("account", "waiting_account", "pair_account")


def save_vat_code(act: Act, dossier_id: int, vat: NewVatCode, *, code: str | None = None) -> str:
    """Add a VAT code, or change the one called `code`; its code. Accounts and third parties follow.

    Raises NotFound, Refused (with every finding), Forbidden without the right to manage.
    """
    new = _tidied(vat)
    findings = code_findings(new)
    if findings:
        raise Refused(findings)
    with access.write(act, dossier_id, "books.manage"):
        _write_down(dossier_id)
        for field in ACCOUNTS:
            require_account(dossier_id, getattr(new, field), field)
        before = _row(dossier_id, code) if code is not None else None
        if (
            new.code != code
            and VatCode.objects.filter(dossier_id=dossier_id, code=new.code).exists()
        ):
            raise Refused([_taken(new.code)])
        if before is None:
            _insert(dossier_id, [new])
        else:
            VatCode.objects.filter(dossier_id=dossier_id, id=before.id).update(**asdict(new))
            _rename(dossier_id, before.code, new.code)
        audit.record(
            act, "books.vat_code.saved", dossier_id=dossier_id,
            before=_facts(before) if before else None, after=asdict(new),
        )  # fmt: skip
    return new.code


def share_of(text: str) -> int:
    """The deductible part typed in per cent (`80`, `66,67`), in basis points. Raises Refused."""
    found = SHARE.match(text.replace("\u00a0", "").replace(" ", "").removesuffix("%"))
    if found is None:
        text = "Écrivez un pourcentage de 0 à 100, avec deux décimales au plus."
        raise Refused([Finding(code="books.vat_code.share", message=text, field="share")])
    whole, decimals = found[1], found[2] or ""
    return int(whole) * 100 + int(decimals.ljust(2, "0"))


def retire_vat_code(act: Act, dossier_id: int, code: str, *, active: bool = False) -> None:
    """Take a code out of use, or back in. Raises NotFound, Forbidden."""
    with access.write(act, dossier_id, "books.manage"):
        _write_down(dossier_id)
        row = _row(dossier_id, code)
        VatCode.objects.filter(dossier_id=dossier_id, id=row.id).update(active=active)
        verb = "books.vat_code.reopened" if active else "books.vat_code.retired"
        audit.record(act, verb, dossier_id=dossier_id, after={"code": code})


def apply_usual(act: Act, dossier_id: int, due_on: str) -> int:
    """Open the usual codes that are not there, with their accounts; how many are new.

    Codes of sales of the usual set become due on `due_on`. Raises Refused (a regime without VAT, an
    unknown word), Forbidden without the right to manage.
    """
    with access.write(act, dossier_id, "books.manage"):
        regime = regime_in_scope(dossier_id)
        if due_on not in VAT_DUE or regime in WITHOUT_VAT:
            raise Refused([_no_vat() if due_on in VAT_DUE else _unknown_due(due_on)])
        added = open_usual(dossier_id, _digits(dossier_id), due_on)
        for code in usual_in_scope(dossier_id, due_on):
            if code.kind == "collected":
                VatCode.objects.filter(dossier_id=dossier_id, code=code.code).update(
                    due_on=due_on, waiting_account=code.waiting_account
                )
        after = {"due_on": due_on, "added": added}
        audit.record(act, "books.vat_code.usual", dossier_id=dossier_id, after=after)
    return added


def open_usual(dossier_id: int, digits: int, due_on: str = "debits") -> int:
    """In the open scope: the accounts and codes of the usual set; how many codes are new."""
    if regime_in_scope(dossier_id) in WITHOUT_VAT:
        return 0
    missing = accounts_to_open(_vat_numbers(dossier_id), digits)
    insert_accounts(dossier_id, [tidied(pair) for pair in missing])
    return _insert(dossier_id, usual_in_scope(dossier_id, due_on))


def _write_down(dossier_id: int) -> None:
    """Codes that the regime only proposed so far are kept from the first change on."""
    if not VatCode.objects.filter(dossier_id=dossier_id).exists():
        _insert(dossier_id, usual_in_scope(dossier_id))


def _insert(dossier_id: int, codes: Iterable[NewVatCode]) -> int:
    known = set(VatCode.objects.filter(dossier_id=dossier_id).values_list("code", flat=True))
    added = [code for code in codes if code.code not in known]
    for code in added:
        VatCode.objects.create(dossier_id=dossier_id, **asdict(code))
    return len(added)


def _rename(dossier_id: int, old: str, new: str) -> None:
    if old != new:
        for model in (Account, ThirdParty):
            model.objects.filter(dossier_id=dossier_id, vat_code=old).update(vat_code=new)


def _vat_numbers(dossier_id: int) -> list[str]:
    return list(
        Account.objects.filter(
            dossier_id=dossier_id, active=True, number__startswith="445"
        ).values_list("number", flat=True)
    )


def _digits(dossier_id: int) -> int:
    """How many figures the VAT accounts of the chart have, most often."""
    sizes = [len(number) for number in _vat_numbers(dossier_id)]
    return max(set(sizes), key=sizes.count) if sizes else 6


def _tidied(vat: NewVatCode) -> NewVatCode:
    return replace(
        vat,
        code=vat.code.strip().upper(),
        label=vat.label.strip(),
        account=rule.tidy(vat.account),
        waiting_account=rule.tidy(vat.waiting_account),
        pair_account=rule.tidy(vat.pair_account),
    )


def code_findings(new: NewVatCode) -> list[Finding]:
    """What is wrong with a code, whatever the Dossier holds."""
    wrong = [*_word_problems(new), *_account_problems(new)]
    return [
        Finding(code=f"books.vat_code.{field}", message=text, field=field, value=str(value)[:60])
        for field, value, text in wrong
        if text
    ]


def _word_problems(new: NewVatCode) -> Iterable[tuple[str, object, str | None]]:
    if not CODE.match(new.code):
        yield "code", new.code, "Un code de TVA a de 1 à 20 lettres ou chiffres : D20, AI55."
    yield "label", new.label, rule.label_problem(new.label)
    if new.kind not in VAT_KINDS:
        yield "kind", new.kind, "Choisissez le sens : déductible ou collectée."
    if new.due_on not in VAT_DUE:
        yield "due_on", new.due_on, "Choisissez l’exigibilité : débits ou encaissements."
    if new.rate_key not in rates():
        yield "rate_key", new.rate_key, "Choisissez le taux."
    if not 0 <= new.share <= WHOLE:
        yield "share", new.share, "La part déductible va de 0 à 100 %."
    elif new.kind == "collected" and new.share != WHOLE:
        yield "share", new.share, "Une TVA collectée est due en entier : laissez 100 %."
    if new.box not in BOXES or new.base_box not in BASE_BOXES:
        yield "box", new.box, "Choisissez une ligne de la déclaration, ou aucune."


def _account_problems(new: NewVatCode) -> Iterable[tuple[str, object, str | None]]:
    for field in ACCOUNTS:
        number = getattr(new, field)
        if number and not number.startswith("44"):
            yield field, number, f"Le compte {number} n’est pas un compte d’État (44)."
    if not new.account:
        yield "account", "", "Indiquez le compte de TVA, par exemple 445660."
    if new.due_on == "receipts" and not new.waiting_account:
        text = "Sur les encaissements, la TVA attend dans un compte : indiquez-le (445880)."
        yield "waiting_account", "", text
    if new.pair_account and new.kind != "deductible":
        text = "Seul un achat s’autoliquide : laissez ce compte vide."
        yield "pair_account", new.pair_account, text
    if new.pair_account and new.due_on == "receipts":
        text = "Une autoliquidation est due et déduite ensemble : choisissez les débits."
        yield "due_on", new.due_on, text


def _row(dossier_id: int, code: str) -> VatCode:
    row = VatCode.objects.filter(dossier_id=dossier_id, code=code).first()
    if row is None:
        raise NotFound(f"Le dossier n’a pas de code de TVA « {code} ».")
    return row


def _taken(code: str) -> Finding:
    return Finding(
        code="books.vat_code.taken",
        message=f"Le code de TVA {code} existe déjà.",
        field="code",
        value=code,
        help="Choisissez un autre code.",
    )


def _no_vat() -> Finding:
    return Finding(
        code="books.vat_code.no_vat",
        message="Le régime de TVA du dossier est sans TVA : il n’a pas de codes usuels.",
        help="Changez le régime dans l’onglet Identité, ou créez un code à la main.",
    )


def _unknown_due(due_on: str) -> Finding:
    return Finding(
        code="books.vat_code.due_on",
        message="Choisissez l’exigibilité : débits ou encaissements.",
        field="due_on",
        value=due_on[:60],
    )


def _facts(row: VatCode) -> dict[str, object]:
    return {field: getattr(row, field) for field in asdict(NewVatCode(code="", label="", kind=""))}
