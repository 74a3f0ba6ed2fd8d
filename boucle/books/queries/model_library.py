"""The library of models that a cabinet shares, and how each stands in a Dossier."""

from __future__ import annotations

from boucle.access import public as access
from boucle.books.models import Account
from boucle.books.models_routine import LibraryModel
from boucle.books.queries.grid_models import models_in_scope
from boucle.books.rules.model_library import on_chart, state_of
from boucle.books.types_models import LibraryRow, ModelLine, NewModel
from boucle.kernel.act import Act
from boucle.tenancy.public import Dossier


def library_of(act: Act, dossier_id: int) -> list[LibraryRow] | None:
    """The library by code; None for who is not of the cabinet that keeps the Dossier."""
    cabinet = access.cabinet_of(act)
    with access.read(act, dossier_id, "books.read"):
        if cabinet is None or not keeps(cabinet, dossier_id):
            return None
        own = {model.code: model for model in models_in_scope(dossier_id)}
        chart = Account.objects.filter(dossier_id=dossier_id, active=True)
        numbers = list(chart.values_list("number", flat=True))
        return [
            LibraryRow(
                row.code, row.label, row.version, len(row.lines),
                state_of(own.get(row.code), on_chart(model_of(row), numbers), row.version),
            )
            for row in LibraryModel.objects.filter(cabinet_id=cabinet).order_by("code")
        ]  # fmt: skip


def keeps(cabinet: int, dossier_id: int) -> bool:
    """In the open scope: whether the cabinet keeps the Dossier."""
    return Dossier.objects.filter(id=dossier_id, cabinet_id=cabinet).exists()


def model_of(row: LibraryModel) -> NewModel:
    """The model that was published."""
    return NewModel(
        code=row.code, label=row.label, journals=tuple(row.journals),
        lines=tuple(ModelLine(**line) for line in row.lines),
    )  # fmt: skip
