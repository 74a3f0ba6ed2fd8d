"""Models of entries and shortcuts of a Dossier: written, replaced, deleted. They hold no book."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, replace

from boucle.access import public as access
from boucle.books.models import Account, ThirdParty
from boucle.books.models_routine import EntryModel, EntryModelLine, Shortcut
from boucle.books.queries.grid_models import models_of, shortcuts_of
from boucle.books.queries.model_rates import rates_in_scope
from boucle.books.rules import accounts as account_rule
from boucle.books.rules import model_rules as rule
from boucle.books.rules.usual_models import usual_models
from boucle.books.types_models import ASKED, ModelRow, NewModel
from boucle.kernel import audit, clock
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, NotFound, Refused
from boucle.tenancy.public import Dossier

SHORTCUT = re.compile(r"^[a-z][a-z0-9]{0,9}$")


def save_model(act: Act, dossier_id: int, model: NewModel, *, code: str | None = None) -> str:
    """Add a model, or replace the one called `code`; its code.

    Raises NotFound, Refused (with every finding), Forbidden without the right to write.
    """
    new = rule.tidied(model)
    with access.write(act, dossier_id, "books.write"):
        before = _model(dossier_id, code) if code is not None else None
        findings = model_findings(dossier_id, new)
        mine = EntryModel.objects.filter(dossier_id=dossier_id, code=new.code)
        if new.code != code and mine.exists():
            findings.append(_taken(new.code))
        if findings:
            raise Refused(findings)
        if before is not None:
            drop_model(dossier_id, before.id)
        insert_model(dossier_id, new, before.shared_version if before else 0)
        audit.record(
            act, "books.model.saved", dossier_id=dossier_id,
            before={"code": code} if code else None, after=asdict(new),
        )  # fmt: skip
    return new.code


def delete_model(act: Act, dossier_id: int, code: str) -> None:
    """Delete a model: entries made from it stay. Raises NotFound, Forbidden."""
    with access.write(act, dossier_id, "books.write"):
        row = _model(dossier_id, code)
        drop_model(dossier_id, row.id)
        audit.record(act, "books.model.deleted", dossier_id=dossier_id, before={"code": code})


def add_usual_models(act: Act, dossier_id: int) -> list[str]:
    """The usual models that are not there yet; their codes. Raises Forbidden."""
    with access.write(act, dossier_id, "books.write"):
        added = insert_usual(dossier_id)
        audit.record(act, "books.model.usual", dossier_id=dossier_id, after={"codes": added})
    return added


def copy_models(act: Act, dossier_id: int, source_id: int) -> list[str]:
    """The models and shortcuts of another Dossier that are not here yet; codes of the models.

    Only those whose accounts and VAT codes this Dossier has; a third party that it lacks is asked
    for. Raises NotFound, Forbidden.
    """
    models = models_of(act, source_id)
    shortcuts = [row for row in shortcuts_of(act, source_id) if row.own]
    with access.write(act, dossier_id, "books.write"):
        known = set(_own(EntryModel, dossier_id))
        added = []
        for model in models:
            new = asking(dossier_id, model)
            if model.code not in known and not model_findings(dossier_id, new):
                insert_model(dossier_id, new)
                added.append(model.code)
        chart = Account.objects.filter(dossier_id=dossier_id, active=True)
        here, own = set(chart.values_list("number", flat=True)), set(_own(Shortcut, dossier_id))
        for row in shortcuts:
            if row.account in here and row.code not in own:
                Shortcut.objects.create(dossier_id=dossier_id, code=row.code, account=row.account)
        after = {"source": source_id, "codes": added}
        audit.record(act, "books.model.copied", dossier_id=dossier_id, after=after)
    return added


def _own(table: type[EntryModel] | type[Shortcut], dossier_id: int) -> Iterable[str]:
    return table.objects.filter(dossier_id=dossier_id).values_list("code", flat=True)


def asking(dossier_id: int, model: ModelRow | NewModel) -> NewModel:
    """The model as it can stand here: third parties of another Dossier are asked for."""
    codes = {line.third for line in model.lines}
    here = ThirdParty.objects.filter(dossier_id=dossier_id, active=True, number__in=codes)
    known = {"", ASKED, *here.values_list("number", flat=True)}
    lines = tuple(
        line if line.third in known else replace(line, third=ASKED) for line in model.lines
    )
    return NewModel(code=model.code, label=model.label, journals=model.journals, lines=lines)


def insert_usual(dossier_id: int) -> list[str]:
    """The usual models that are not there yet, in the open scope; their codes."""
    vat_regime = Dossier.objects.values_list("vat_regime", flat=True).get(id=dossier_id)
    chart = Account.objects.filter(dossier_id=dossier_id, active=True)
    known = set(EntryModel.objects.filter(dossier_id=dossier_id).values_list("code", flat=True))
    usual = usual_models(chart.values_list("number", flat=True), vat_regime)
    added = [model for model in usual if model.code not in known]
    for model in added:
        insert_model(dossier_id, model)
    return [model.code for model in added]


def save_shortcut(act: Act, dossier_id: int, code: str, account: str) -> None:
    """Letters that stand for an account; no account = take them away.

    Raises Refused, Forbidden without the right to write.
    """
    letters, number = code.strip().lower(), account_rule.tidy(account)
    findings = []
    if not SHORTCUT.match(letters):
        text = "Un raccourci a de 1 à 10 lettres ou chiffres et commence par une lettre."
        findings.append(_wrong("shortcut.code", "code", code, text))
    with access.write(act, dossier_id, "books.write"):
        chart = Account.objects.filter(dossier_id=dossier_id, number=number, active=True)
        if number and not chart.exists():
            text = f"Le plan n’a pas de compte {number} en service."
            findings.append(_wrong("shortcut.account", "account", number, text))
        if findings:
            raise Refused(findings)
        mine = Shortcut.objects.filter(dossier_id=dossier_id, code=letters)
        before = mine.values_list("account", flat=True).first()
        mine.delete()
        if number:
            Shortcut.objects.create(dossier_id=dossier_id, code=letters, account=number)
        audit.record(
            act, "books.shortcut.saved", dossier_id=dossier_id,
            before={"account": before}, after={"code": letters, "account": number},
        )  # fmt: skip


def model_findings(dossier_id: int, new: NewModel) -> list[Finding]:
    """In the open scope: what is wrong with a model in this Dossier."""
    numbers = {line.account for line in new.lines if line.account}
    codes = {line.third for line in new.lines if line.third not in ("", ASKED)}
    accounts = Account.objects.filter(dossier_id=dossier_id, active=True, number__in=numbers)
    thirds = ThirdParty.objects.filter(dossier_id=dossier_id, active=True, number__in=codes)
    return rule.findings(
        new,
        known_accounts=accounts.values_list("number", flat=True),
        known_thirds=thirds.values_list("number", flat=True),
        rates=rates_in_scope(dossier_id, clock.today()),
    )


def insert_model(dossier_id: int, new: NewModel, shared_version: int = 0) -> None:
    """In the open scope: a model that was checked."""
    row = EntryModel.objects.create(
        dossier_id=dossier_id, code=new.code, label=new.label, journals=list(new.journals),
        shared_version=shared_version,
    )  # fmt: skip
    row.refresh_from_db()
    EntryModelLine.objects.bulk_create(
        EntryModelLine(dossier_id=dossier_id, model_id=row.id, position=at, **asdict(line))
        for at, line in enumerate(new.lines, start=1)
    )


def drop_model(dossier_id: int, number: int) -> None:
    """In the open scope: the model and its lines."""
    EntryModelLine.objects.filter(dossier_id=dossier_id, model_id=number).delete()
    EntryModel.objects.filter(dossier_id=dossier_id, id=number).delete()


def _model(dossier_id: int, code: str) -> EntryModel:
    row = EntryModel.objects.filter(dossier_id=dossier_id, code=code).first()
    if row is None:
        raise NotFound(f"Le dossier n’a pas de modèle « {code} ».")
    return row


def _taken(code: str) -> Finding:
    text = f"Le modèle {code} existe déjà : choisissez un autre code."
    return _wrong("model.taken", "code", code, text)


def _wrong(code: str, field: str, value: str, message: str) -> Finding:
    return Finding(code=f"books.{code}", field=field, value=value[:60], message=message)
