"""The library of models of a cabinet: published from a Dossier, taken into another, withdrawn."""

from __future__ import annotations

from dataclasses import asdict

from boucle.access import public as access
from boucle.books.commands.entry_models import asking, drop_model, insert_model, model_findings
from boucle.books.models import Account
from boucle.books.models_routine import EntryModel, LibraryModel
from boucle.books.queries.grid_models import models_in_scope
from boucle.books.queries.model_library import keeps, model_of
from boucle.books.rules.model_library import on_chart
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, Forbidden, NotFound, Refused


def publish_model(act: Act, dossier_id: int, code: str) -> int:
    """Put a model of the Dossier into the library of the cabinet that keeps it; its version.

    Raises NotFound, Forbidden for who is not of the cabinet, or without the right to write.
    """
    with access.write(act, dossier_id, "books.write"):
        cabinet = _kept_by(act, dossier_id)
        own = next((each for each in models_in_scope(dossier_id) if each.code == code), None)
        if own is None:
            raise NotFound(f"Le dossier n’a pas de modèle « {code} ».")
        lines = [asdict(line) for line in own.lines]
        mine = LibraryModel.objects.select_for_update().filter(cabinet_id=cabinet, code=code)
        row = mine.first()
        version = row.version + 1 if row else 1
        LibraryModel.objects.update_or_create(
            cabinet_id=cabinet, code=code,
            defaults={
                "label": own.label, "journals": list(own.journals), "lines": lines,
                "version": version, "author": act.actor, "at": act.at,
            },
        )  # fmt: skip
        _mark(dossier_id, own.id, version)
        after = {"code": code, "version": version, "cabinet": cabinet}
        audit.record(act, "books.model.published", dossier_id=dossier_id, after=after)
    return version


def take_model(act: Act, dossier_id: int, code: str) -> int:
    """Copy a model of the library into the Dossier, in the place of an older copy; its version.

    Raises NotFound, Refused (accounts or codes that the Dossier lacks, its own model of that code),
    Forbidden.
    """
    with access.write(act, dossier_id, "books.write"):
        row = _shared(act, dossier_id, code)
        chart = Account.objects.filter(dossier_id=dossier_id, active=True)
        numbers = list(chart.values_list("number", flat=True))
        new = asking(dossier_id, on_chart(model_of(row), numbers))
        own = next((each for each in models_in_scope(dossier_id) if each.code == code), None)
        findings = model_findings(dossier_id, new)
        if own is not None and not own.shared_version:
            text = f"Ce dossier a son propre modèle {code} : donnez-lui d’abord un autre code."
            findings = [Finding(code="books.model.taken", field="code", message=text)]
        if findings:
            raise Refused(findings)
        if own is not None:
            drop_model(dossier_id, own.id)
        insert_model(dossier_id, new, row.version)
        after = {"code": code, "version": row.version}
        audit.record(act, "books.model.taken", dossier_id=dossier_id, after=after)
    return row.version


def withdraw_model(act: Act, dossier_id: int, code: str) -> None:
    """Take a model out of the library: copies stay. Raises NotFound, Forbidden."""
    with access.write(act, dossier_id, "books.write"):
        row = _shared(act, dossier_id, code)
        row.delete()
        before = {"code": code, "version": row.version}
        audit.record(act, "books.model.withdrawn", dossier_id=dossier_id, before=before)


def _kept_by(act: Act, dossier_id: int) -> int:
    """The cabinet of the actor, which keeps the Dossier. Raises Forbidden."""
    cabinet = access.cabinet_of(act)
    if cabinet is None or not keeps(cabinet, dossier_id):
        raise Forbidden("La bibliothèque est celle du cabinet qui tient le dossier.")
    return cabinet


def _shared(act: Act, dossier_id: int, code: str) -> LibraryModel:
    cabinet = _kept_by(act, dossier_id)
    row = LibraryModel.objects.filter(cabinet_id=cabinet, code=code).first()
    if row is None:
        raise NotFound(f"La bibliothèque n’a pas de modèle « {code} ».")
    return row


def _mark(dossier_id: int, number: int, version: int) -> None:
    """The model that was published is the copy of what it became."""
    EntryModel.objects.filter(dossier_id=dossier_id, id=number).update(shared_version=version)
