"""What came in goes out: the same decoded cells, file by file; repairs are listed and counted.

The decoder here is not the product's: cut by line and separator, nothing more.
"""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from boucle.access import public as access
from boucle.books.public import ImportOptions, export_fec, import_fec, years_of
from boucle.books.queries.proof import verify_books
from boucle.books.rules.fec.check import check_fec
from boucle.books.rules.fec_name import columns
from boucle.books.types_import import ImportedYears
from boucle.kernel import clock
from boucle.kernel.act import Act, system_act
from boucle.kernel.errors import Forbidden, Refused, Severity
from boucle.kernel.jobs import JobCancelled
from boucle.tenancy.public import NewDossier, Organisation
from tests.books.build import SIREN
from tests.books.fec_build import a_fec, rows_of, table_counts, write

pytestmark = pytest.mark.commits
ACT = system_act()
Cells = Counter[tuple[str, ...]]
REAL = (
    "derived/123456789FEC20201231.txt", "derived/123456789FEC20230331.txt",
    "derived/987654324FEC20201231.txt", "ekylibre-agrigest/123456789FEC20230331.txt",
    "ekylibre-coala/123456789FEC20201231.txt", "ekylibre-odicom/123456789FEC20200331.txt",
    "ekylibre-quadra/123456789FEC20190731.txt", "odoo/542107651FEC20210502.csv",
    "tryton/820043784FEC20181231.csv",
)  # fmt: skip


def decoded(path: Path) -> str:
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        wild = any(0x80 <= byte < 0xA0 for byte in data)
        return data.decode("cp1252" if wild else "iso8859-15")


def cells_of(path: Path, regime: str = "BNCT") -> Cells:
    """The cells of the regime of each line; a missing column is empty, Montant goes to its side."""
    lines = decoded(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    separator = max("\t|;", key=lines[0].count)
    quote = '"' if lines[0].startswith('"') else ""
    head = [name.strip(quote).strip().lower() for name in lines[0].split(separator)]
    names = ["compauxnum" if name == "compteauxnum" else name for name in head]
    rows = Counter()
    for line in filter(str.strip, lines[1:]):
        cells = (cell.strip(quote) if quote else cell for cell in line.split(separator))
        row = _on_its_side(dict(zip(names, cells, strict=False)))
        rows[tuple(row.get(name.lower(), "") for name in columns(regime))] += 1
    return rows


def _on_its_side(row: dict[str, str]) -> dict[str, str]:
    if "sens" not in row:
        return row
    debit = row["sens"].strip().upper() in ("D", "+1", "1", "+ 1")
    sides = (row["montant"], "0,00") if debit else ("0,00", row["montant"])
    return row | dict(zip(("debit", "credit"), sides, strict=True))


def a_round(
    path: Path, folder: Path, siren: str = SIREN, regime: str | None = None
) -> tuple[ImportedYears, Cells]:
    """Into an empty Dossier and out again."""
    dossier = access.create_dossier(ACT, NewDossier(siren=siren, name="Reprise"))
    row = access.dossier_for(ACT, siren)
    # The samples bear invented SIREN: the file is judged as that of its own company.
    done = import_fec(ACT, replace(row, siren=path.name[:9]), [path], ImportOptions(regime=regime))
    (year,) = years_of(ACT, dossier)
    out = export_fec(ACT, row, year, folder, with_drafts=done.total("drafts") > 0)
    return done, cells_of(out.file, regime or "BNCT")


@pytest.mark.parametrize("name", REAL)
def test_real_files_come_back(name: str, shared: Path, tmp_path: Path) -> None:
    path = shared / "samples/fec/real" / name
    done, found = a_round(path, tmp_path)
    expected = cells_of(path)
    assert found - expected == expected - found == Counter()
    assert done.total("lines") == expected.total()


REPAIRED = {
    "100000067FEC20241231.txt": "ligne coupée recollée",
    "100000098FEC20241231.txt": "caractère de contrôle retiré",
    "100000100FEC20241231.txt": "",
}
"""Files whose bytes need a repair (or a decoding line by line) → the repair that is told."""


def edge_files(shared: Path) -> list[tuple[Path, str, str]]:
    folder = shared / "samples/fec/edge"
    index = (folder / "INDEX.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [(folder / row[0], row[4], row[2]) for row in csv.reader(index, delimiter=";")]


def a_siren(number: int) -> str:
    """A valid SIREN of its own for each number."""
    digits = f"{75_000_000 + number:08d}"
    total = sum(sum(divmod(int(d) * (1 + at % 2), 10)) for at, d in enumerate(digits))
    return f"{digits}{-total % 10}"


def test_edge_files_come_back_or_are_refused_whole(shared: Path, tmp_path: Path) -> None:
    """Every file is imported, or refused with its *rejet*; nothing in between, nothing lost."""
    wrong = []
    for number, (path, verdict, regime) in enumerate(edge_files(shared)):
        try:
            done, found = a_round(path, tmp_path, a_siren(number), regime)
        except Refused as refusal:
            if verdict != "rejet" or not refusal.findings:
                wrong.append((path.name, verdict, str(refusal)))
            continue
        repair = REPAIRED.get(path.name)
        if repair is not None:
            told = any(repair in text for file in done.files for text in file.decisions)
            if not told:
                wrong.append((path.name, verdict, "réparation tue"))
        elif path.suffix != ".xml" and found != cells_of(path, regime):
            wrong.append((path.name, verdict, "cellules changées"))
    assert not wrong, wrong


def test_the_file_that_comes_out_passes_the_check(shared: Path, tmp_path: Path) -> None:
    path = shared / "samples/fec/edge/100000001FEC20241231.txt"
    siren = a_siren(999)
    a_round(path, tmp_path, siren)
    out = tmp_path / f"{siren}FEC20241231.txt"
    report = check_fec(out, today=date(2026, 1, 1))
    assert report.verdict in (Severity.CONFORME, Severity.ALERTE), report.findings


def test_a_refused_import_changes_no_table(shared: Path) -> None:
    path = shared / "samples/fec/edge/100000024FEC20241231.txt"
    access.create_dossier(ACT, NewDossier(siren=SIREN, name="Reprise"))
    row = access.dossier_for(ACT, SIREN)
    before = table_counts()
    with pytest.raises(Refused):
        import_fec(ACT, row, [path], ImportOptions())
    assert table_counts() == before


def test_the_same_file_twice_changes_no_table(shared: Path, tmp_path: Path) -> None:
    path = shared / "samples/fec/real/ekylibre-agrigest/123456789FEC20230331.txt"
    a_round(path, tmp_path)
    before = table_counts()
    done = import_fec(ACT, access.dossier_for(ACT, SIREN), [path], ImportOptions())
    assert (done.total("entries"), done.files[0].already) == (0, True)
    assert table_counts() == before


def test_other_bytes_of_the_same_entries_add_nothing(tmp_path: Path) -> None:
    """A longer file of the year adds only what is new; other content under a number is refused."""
    access.create_dossier(ACT, NewDossier(siren=SIREN, name="Reprise"))
    row = access.dossier_for(ACT, SIREN)
    rows = rows_of(2025)
    short = write(tmp_path / "a" / f"{SIREN}FEC20251231.txt", rows[:4])
    import_fec(ACT, row, [short], ImportOptions())
    longer = write(tmp_path / "b" / f"{SIREN}FEC20251231.txt", rows)
    done = import_fec(ACT, row, [longer], ImportOptions())
    assert (done.total("entries"), done.total("skipped")) == (1, 2)
    other = a_fec(tmp_path / "c", spoil={("2", "EcritureLib"): "Autre chose"})
    with pytest.raises(Refused) as refusal:
        import_fec(ACT, row, [other], ImportOptions())
    assert {finding.code for finding in refusal.value.findings} == {"books.import.conflict"}


def test_several_years_of_one_archive_come_in_together(tmp_path: Path) -> None:
    dossier = access.create_dossier(ACT, NewDossier(siren=SIREN, name="Reprise"))
    row = access.dossier_for(ACT, SIREN)
    archive = tmp_path / "reprise.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for year in (2025, 2024):
            path = a_fec(tmp_path, year=year)
            target.write(path, path.name)
        target.writestr(f"{SIREN}FEC20241231_description.txt", "notice")
    done = import_fec(ACT, row, [archive], ImportOptions())
    assert [file.years for file in done.files] == [("2024",), ("2025",)]
    assert [year.label for year in years_of(ACT, dossier)] == ["2024", "2025"]
    bad = a_fec(tmp_path, year=2027)
    good = a_fec(tmp_path, year=2026)
    before = table_counts()
    spoilt = a_fec(tmp_path / "x", year=2027, spoil={("2", "Debit"): "121,00"})
    with pytest.raises(Refused):
        import_fec(ACT, row, [good, spoilt], ImportOptions())
    assert table_counts() == before
    assert import_fec(ACT, row, [bad, good], ImportOptions()).total("entries") == 6


def test_the_parts_of_a_year_are_one_file(tmp_path: Path) -> None:
    dossier = access.create_dossier(ACT, NewDossier(siren=SIREN, name="Reprise"))
    row = access.dossier_for(ACT, SIREN)
    rows = rows_of(2025)
    parts = [
        write(tmp_path / f"{SIREN}FEC20251231_{number}.txt", part)
        for number, part in ((2, rows[2:]), (1, rows[:2]))
    ]
    done = import_fec(ACT, row, parts, ImportOptions())
    assert (len(done.files), done.total("entries")) == (1, 3)
    assert len(years_of(ACT, dossier)) == 1


def test_a_wish_to_stop_leaves_nothing(shared: Path) -> None:
    path = shared / "samples/fec/real/ekylibre-quadra/123456789FEC20190731.txt"
    access.create_dossier(ACT, NewDossier(siren=SIREN, name="Reprise"))
    row = access.dossier_for(ACT, SIREN)
    before = table_counts()

    def stop(_done: int, _total: int, _step: str) -> None:
        raise JobCancelled

    with pytest.raises(JobCancelled):
        import_fec(ACT, row, [path], ImportOptions(), progress=stop)
    assert table_counts() == before


def test_who_may_not_validate_is_refused(tmp_path: Path) -> None:
    dossier = access.create_dossier(ACT, NewDossier(siren=SIREN, name="Reprise"))
    row = access.dossier_for(ACT, SIREN)
    firm = Organisation.objects.create(kind="cabinet", name="Lectrice SA")
    for level in ("lecture", "ecriture"):
        user = access.create_user(
            login=level, name=level, password="un long mot de passe", organisation_id=firm.id
        )
        access.grant_level(ACT, dossier, login=level, level=level)
        act = Act(actor=str(user.public_id), at=clock.now())
        with pytest.raises(Forbidden):
            import_fec(act, row, [a_fec(tmp_path)], ImportOptions())


def test_entries_whose_lines_stand_apart_come_in_whole(clone_db: str, tmp_path: Path) -> None:
    rows = rows_of(2025)
    apart = [rows[2], rows[4], rows[3], rows[5]]
    path = write(tmp_path / f"{SIREN}FEC20251231.txt", [*rows[:2], *apart])
    row = access.create_dossier(ACT, NewDossier(siren=SIREN, name="Éparse"))
    dossier = next(each for each in access.portfolio(ACT) if each.id == row)
    done = import_fec(ACT, dossier, [path], ImportOptions()).files[0]
    assert (done.entries, done.lines) == (3, 6)
    assert verify_books(ACT, dossier.id).is_ok
    year = years_of(ACT, dossier.id)[0]
    out = tmp_path / "out"
    out.mkdir()
    exported = export_fec(ACT, dossier, year, out)
    assert cells_of(Path(exported.file), "BIC") == cells_of(path, "BIC")
