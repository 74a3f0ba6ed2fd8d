"""The chart: accounts added, renamed, retired. A row never goes away, its number may change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.db.models import Func, TextField, Value

from boucle.access import public as access
from boucle.books.models import Account
from boucle.books.queries.vat_codes import codes_in_scope
from boucle.books.rules import accounts as rule
from boucle.books.types_setup import NewAccount
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.db import execute
from boucle.kernel.errors import Finding, NotFound, Refused

ADD_MAX = 20_000
VAT_CODE_MAX = 20


def fr_key(*parts: str) -> Func:
    """The search key of a row, computed by the database as the search itself does."""
    return Func(Value(" ".join(parts)), function="boucle.fr_key", output_field=TextField())


def tidied(account: NewAccount | tuple[str, str]) -> NewAccount:
    """The account as it will stand: number in capitals, usual flags where nothing was said."""
    new = NewAccount(number=account[0], label=account[1]) if isinstance(account, tuple) else account
    number = rule.tidy(new.number)
    return NewAccount(
        number=number,
        label=new.label.strip(),
        is_control=rule.is_control(number) if new.is_control is None else new.is_control,
        lettrable=rule.is_lettrable(number) if new.lettrable is None else new.lettrable,
        vat_code=new.vat_code.strip().upper(),
        contra_number=rule.tidy(new.contra_number),
    )


def account_findings(account: NewAccount, line: int | None = None) -> list[Finding]:
    """What is wrong with a tidied account, whatever the chart holds."""
    wrong = [
        ("number", account.number, rule.number_problem(account.number)),
        ("label", account.label, rule.label_problem(account.label)),
    ]
    if account.contra_number:
        wrong.append(
            ("contra_number", account.contra_number, rule.number_problem(account.contra_number))
        )
        if account.contra_number == account.number:
            wrong.append(
                ("contra_number", account.number, "Un compte n’est pas sa propre contrepartie.")
            )
    if len(account.vat_code) > VAT_CODE_MAX:
        wrong.append(("vat_code", account.vat_code, "Le code de TVA dépasse 20 caractères."))
    return [
        Finding(
            code=f"books.account.{field}", message=text, field=field, value=value[:60], line=line
        )
        for field, value, text in wrong
        if text
    ]


def add_accounts(
    act: Act, dossier_id: int, accounts: Iterable[NewAccount | tuple[str, str]]
) -> int:
    """Add accounts to the chart, all or none; how many are new. Known numbers stay as they are.

    Raises Refused with every finding (`line` = rank of the account, from 1), Forbidden without the
    right to write.
    """
    wanted = [tidied(account) for account in accounts]
    findings = [
        finding
        for line, account in enumerate(wanted, start=1)
        for finding in account_findings(account, line)
    ]
    if len(wanted) > ADD_MAX:
        findings = [
            Finding(
                code="books.account.too_many",
                message="Le fichier dépasse 20 000 comptes : découpez-le.",
            )
        ]
    if findings:
        raise Refused(findings)
    with access.write(act, dossier_id, "books.write"):
        added = insert_accounts(dossier_id, wanted)
        audit.record(
            act, "books.account.added", dossier_id=dossier_id,
            after={"added": added, "numbers": [account.number for account in wanted[:50]]},
        )  # fmt: skip
    return added


def insert_accounts(dossier_id: int, accounts: Sequence[NewAccount]) -> int:
    """The rows, in the open scope; how many are new."""
    unique = {account.number: asdict(account) for account in reversed(accounts)}
    if not unique:
        return 0
    return execute(
        "books/add_accounts", dossier=dossier_id, accounts=json.dumps(list(unique.values()))
    )


def create_account(act: Act, dossier_id: int, account: NewAccount) -> str:
    """Add one account; its number. Raises Refused when it is there already or wrong."""
    new = tidied(account)
    findings = account_findings(new)
    if findings:
        raise Refused(findings)
    with access.write(act, dossier_id, "books.write"):
        _require_known(dossier_id, new)
        if not insert_accounts(dossier_id, [new]):
            raise Refused([_taken(new.number)])
        audit.record(act, "books.account.added", dossier_id=dossier_id, after=asdict(new))
    return new.number


def change_account(act: Act, dossier_id: int, number: str, account: NewAccount) -> str:
    """Rename an account, or change what it does; its new number.

    What validated lines call it stays as it was then (names in force at the batch).
    Raises NotFound, Refused.
    """
    new = tidied(account)
    findings = account_findings(new)
    if findings:
        raise Refused(findings)
    with access.write(act, dossier_id, "books.write"):
        before = _account(dossier_id, number)
        if new.number != number and _exists(dossier_id, new.number):
            raise Refused([_taken(new.number)])
        _require_known(dossier_id, new, before.vat_code)
        Account.objects.filter(dossier_id=dossier_id, number=number).update(
            **asdict(new), search_key=fr_key(new.number, new.label)
        )
        audit.record(
            act, "books.account.changed", dossier_id=dossier_id, before=_facts(before),
            after=asdict(new),
        )  # fmt: skip
    return new.number


def retire_account(act: Act, dossier_id: int, number: str, *, active: bool = False) -> None:
    """Take an account out of use (drafts refuse it, the past keeps it), or back in.

    Raises NotFound, Forbidden.
    """
    with access.write(act, dossier_id, "books.write"):
        _account(dossier_id, number)
        Account.objects.filter(dossier_id=dossier_id, number=number).update(active=active)
        verb = "books.account.reopened" if active else "books.account.retired"
        audit.record(act, verb, dossier_id=dossier_id, after={"number": number})


def import_chart(
    act: Act, dossier_id: int, new: Sequence[tuple[str, str]], labels: dict[str, str]
) -> tuple[int, int]:
    """Bring a chart in: accounts to add, labels to change; how many of each. All or none.

    Raises Refused with every finding, Forbidden without the right to write.
    """
    wanted = [tidied(pair) for pair in new]
    wrong = [f for line, each in enumerate(wanted, 1) for f in account_findings(each, line)]
    wrong += [
        Finding(code="books.account.label", message=text, field="label", value=number)
        for number, label in labels.items()
        if (text := rule.label_problem(label))
    ]
    if wrong:
        raise Refused(wrong)
    with access.write(act, dossier_id, "books.write"):
        added = insert_accounts(dossier_id, wanted)
        changed = execute("books/relabel_accounts", dossier=dossier_id, labels=json.dumps(labels))
        after = {"added": added, "relabelled": changed}
        audit.record(act, "books.chart.imported", dossier_id=dossier_id, after=after)
    return added, changed


def _account(dossier_id: int, number: str) -> Account:
    row = Account.objects.filter(dossier_id=dossier_id, number=number).first()
    if row is None:
        raise NotFound(f"Le plan n’a pas de compte « {number} ».")
    return row


def _exists(dossier_id: int, number: str) -> bool:
    return Account.objects.filter(dossier_id=dossier_id, number=number).exists()


def _require_known(dossier_id: int, account: NewAccount, vat_code: str = "") -> None:
    """The contra account and the VAT code exist; a code that stays as it was is left alone."""
    require_account(dossier_id, account.contra_number, "contra_number")
    if account.vat_code != vat_code:
        require_vat_code(dossier_id, account.vat_code)


def require_account(dossier_id: int, number: str, field: str) -> None:
    """In the open scope: the account of this number exists, or no number is given.

    Raises Refused.
    """
    if number and not _exists(dossier_id, number):
        raise Refused(
            [
                Finding(
                    code="books.account.unknown",
                    message=f"Le compte « {number} » n’existe pas dans le plan.",
                    field=field,
                    value=number,
                    help="Choisissez un compte du plan, ou créez-le d’abord.",
                )
            ]
        )


def require_vat_code(dossier_id: int, code: str) -> None:
    """In the open scope: the code is one of the Dossier's, or none is given. Raises Refused."""
    if code and code not in {each.code for each in codes_in_scope(dossier_id)}:
        raise Refused(
            [
                Finding(
                    code="books.vat_code.unknown",
                    message=f"Ce dossier n’a pas de code de TVA « {code} ».",
                    field="vat_code",
                    value=code,
                    help="Choisissez un code des réglages de TVA, ou créez-le d’abord.",
                )
            ]
        )


def _taken(number: str) -> Finding:
    return Finding(
        code="books.account.taken",
        message=f"Le compte {number} existe déjà dans le plan.",
        field="number",
        value=number,
        help="Ouvrez-le pour le modifier, ou choisissez un autre numéro.",
    )


def _facts(row: Account) -> dict[str, object]:
    return {"number": row.number, "label": row.label, "lettrable": row.lettrable,
            "is_control": row.is_control, "vat_code": row.vat_code,
            "contra_number": row.contra_number}  # fmt: skip
