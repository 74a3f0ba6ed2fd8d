"""Export of the FEC of a year: drawn from the ledger, streamed, with its description.

The server formats and sorts; this side counts, digests and writes (`fec_stream`).
Source: art. A. 47 A-1 LPF, VI to XIV; BOI-CF-IOR-60-40-20.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boucle import VERSION
from boucle.access import public as access
from boucle.books.commands.fec_stream import blocks
from boucle.books.models import FecExport
from boucle.books.queries.fec_export import FecSource, content_of, source_of
from boucle.books.rules import fec_name
from boucle.books.rules.fec.types import KnownDossier, Regime
from boucle.books.rules.fec_description import describe
from boucle.books.types import FiscalYearRow
from boucle.books.types_export import Exported, FecContent, FecFile, FecTotals
from boucle.kernel import audit, clock
from boucle.kernel.act import Act
from boucle.kernel.errors import Refused, Severity
from boucle.kernel.lazy import later
from boucle.tenancy.public import DossierRow

if TYPE_CHECKING:
    from boucle.books.rules.fec.check import check_fec
else:
    check_fec = later("boucle.books.rules.fec.check", "check_fec")

CHECKED_LINES = 300_000


def export_fec(
    act: Act,
    dossier: DossierRow,
    year: FiscalYearRow,
    folder: Path,
    *,
    with_drafts: bool = False,
    check: bool = False,
) -> Exported:
    """Write the FEC of the year and its description into the folder; record the export.

    Official when no draft is left in the year, else (or `with_drafts`) provisional by name.
    `check` reads the very bytes again (up to 300,000 lines): an official file that our own check
    rejects is not given, a lesser verdict is a warning. A file that is not whole never bears the
    name, and shows the books of one instant. Raises Refused, Forbidden, OSError.
    """
    made_on = clock.today()
    with access.read(act, dossier.id, "books.read", steady=True):
        source = source_of(dossier, year, with_drafts=with_drafts)
        name = fec_name.file_name(dossier.siren, year.end_date, source.kind, made_on)
        read: list[FecContent] = []
        with _whole(folder / name) as target:
            parts = blocks(act, source, lambda: read.append(content_of(source)))
            lines, digest, size = _stream(parts, target)
        assert lines == source.totals.lines, (lines, source.totals)
        verdict = _verdict(folder / name, dossier, source) if check else ""
        file = FecFile(
            company=dossier.name, siren=dossier.siren, kind=source.kind, name=name, size=size,
            sha256=digest, regime=source.regime, with_drafts=with_drafts, verdict=verdict,
            program_version=VERSION, made_on=made_on,
        )  # fmt: skip
        description = folder / f"{name.removesuffix('.txt')}_description.txt"
        with _whole(description) as target:
            target.write(describe(year, file, read[0]).encode())
        _record(act, dossier, year, file, source.totals)
    return _exported(folder / name, description, file, source.totals)


@contextmanager
def _whole(path: Path) -> Iterator[Any]:
    """A file that gets its name when it is complete, and leaves nothing otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.partiel")
    try:
        with part.open("wb") as target:
            yield target
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _stream(parts: Iterator[bytes], target: Any) -> tuple[int, str, int]:
    """Header and rows to the target: number of rows, SHA-256, size in bytes."""
    digest, size, lines = hashlib.sha256(), 0, -1
    for block in parts:
        digest.update(block)
        target.write(block)
        size += len(block)
        lines += block.count(b"\r\n")
    return lines, digest.hexdigest(), size


def _verdict(path: Path, dossier: DossierRow, source: FecSource) -> str:
    """What our own check says. Raises Refused, and takes the file back, on a *rejet*."""
    if not 0 < source.totals.lines <= CHECKED_LINES:
        return ""
    report = check_fec(
        path,
        regime=Regime(source.regime),
        known=KnownDossier(siren=dossier.siren),
        today=clock.today(),
    )
    if source.kind == "officiel" and report.verdict is Severity.REJET:
        path.unlink()
        raise Refused([f for f in report.findings if f.severity is Severity.REJET])
    return str(report.verdict)


def _record(
    act: Act, dossier: DossierRow, year: FiscalYearRow, file: FecFile, totals: FecTotals
) -> None:
    FecExport.objects.create(
        dossier_id=dossier.id, fiscal_year_id=year.id, kind=file.kind, file_name=file.name,
        sha256=file.sha256, lines=totals.lines, entries=totals.entries, debit=totals.debit,
        credit=totals.credit, program_version=file.program_version, actor=act.actor,
    )  # fmt: skip
    audit.record(
        act, "books.fec.exported", dossier_id=dossier.id,
        after={"file": file.name, "sha256": file.sha256, "lines": totals.lines},
    )  # fmt: skip


def _exported(path: Path, description: Path, file: FecFile, totals: FecTotals) -> Exported:
    return Exported(
        file=path,
        description=description,
        kind=file.kind,
        lines=totals.lines,
        entries=totals.entries,
        debit=totals.debit,
        credit=totals.credit,
        drafts_left=totals.drafts,
        sha256=file.sha256,
        verdict=file.verdict,
        warnings=fec_name.warnings(
            file.kind,
            drafts_left=totals.drafts,
            with_drafts=file.with_drafts,
            verdict=file.verdict,
        ),
    )
