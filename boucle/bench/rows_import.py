"""Rows A, I: a FEC comes in, or is refused; D: it goes out again; and the memory that it takes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from boucle.bench import place
from boucle.bench.books import SMALL_LINES, Bench, Held
from boucle.bench.corpus import Corpus
from boucle.bench.measure import Result, Times, judged, rounds
from boucle.books import public as books
from boucle.books.queries.proof import verify_books
from boucle.books.rules.fec.check import check_fec
from boucle.kernel import clock

BLOCK = 1 << 20
TYPED = """
    copy (select l.*, e.number_text, e.valid_date, e.journal_id, k.date as lettered
            from boucle.books_line l
            join boucle.books_entry e on e.dossier_id = l.dossier_id and e.id = l.entry_id
            left join boucle.books_lettrage_line k
              on k.dossier_id = l.dossier_id and k.entry_id = l.entry_id and k.position = l.position
           where l.dossier_id = {}) to stdout (format csv)
"""
PLAIN = """
    create table if not exists boucle.bench_raw as
    select l.*, e.number_text, e.valid_date, e.journal_id, k.date as lettered
      from boucle.books_line l, boucle.books_entry e, boucle.books_lettrage_line k limit 0
"""


def imports(bench: Bench) -> Iterator[Result]:
    """A."""
    verify_s = _verified(bench, bench.big)
    yield judged("A", lambda: _import_times(bench, bench.big), lines=bench.lines, verify_s=verify_s)


def small_imports(bench: Bench) -> Iterator[Result]:
    """A1."""
    yield judged("A1", lambda: _import_times(bench, bench.small), lines=SMALL_LINES)


def growth(bench: Bench) -> Iterator[Result]:
    """A''."""
    big, tenth = _import_times(bench, bench.big), _import_times(bench, bench.tenth)
    share = bench.big.corpus.lines / bench.tenth.corpus.lines
    grown = Times([each * share for each in tenth.product], big.product)
    yield Result(
        id="A''", ratio=grown.ratio, noisy=tenth.noisy or big.noisy,
        detail={"lines": [bench.tenth.corpus.lines, bench.big.corpus.lines], **grown.detail()},
    )  # fmt: skip


def _verified(bench: Bench, held: Held) -> float:
    """Seconds that the whole verification takes; it must find nothing."""
    began = time.perf_counter()
    found = verify_books(bench.act, held.dossier.id)
    assert found.is_ok, found.sentences
    return round(time.perf_counter() - began, 2)


def _import_times(bench: Bench, held: Held) -> Times:
    """The file into a new Dossier each time, beside COPY of the same typed rows; kept."""
    key = f"imports of {held.corpus.lines}"
    if key not in bench.memory_of or bench.memory_of[key].noisy:
        bench.memory_of[key] = _measured_imports(bench, held)
    found: Times = bench.memory_of[key]
    return found


def _measured_imports(bench: Bench, held: Held) -> Times:
    typed = bench.folder / f"typed-{held.corpus.lines}.csv"
    with place.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute(PLAIN)
        cursor.execute("alter table boucle.bench_raw owner to boucle_owner")
        with typed.open("wb") as target, cursor.copy(TYPED.format(held.dossier.id)) as copy:
            for data in copy:
                target.write(data)

    def raw() -> None:
        with place.connect("owner") as connection, connection.cursor() as cursor:
            text = "copy boucle.bench_raw from stdin (format csv)"
            with typed.open("rb") as source, cursor.copy(text) as copy:
                while block := source.read(BLOCK):
                    copy.write(block)
            assert cursor.rowcount == held.corpus.lines

    def before() -> None:
        with place.connect("owner") as connection:
            connection.execute("truncate boucle.bench_raw")
        dossiers.append(bench.new_dossier())
        place.settle()

    dossiers = [held.dossier]
    found = rounds(raw, lambda: bench.bring_in(dossiers[-1], held.corpus), before=before)
    typed.unlink()
    return found


def refusals(bench: Bench) -> Iterator[Result]:
    """A': one entry is a cent off, at nine tenths of the file."""
    corpus = bench.corpus(bench.lines, unbalanced=True)

    def plain() -> None:
        with corpus.path.open(encoding="utf-8") as source:
            assert sum(len(line.split("\t")) == 18 for line in source) == corpus.lines + 1

    def refused() -> None:
        report = check_fec(corpus.path, today=clock.today())
        assert report.lines == corpus.lines
        assert str(report.verdict) in {"rejet", "anomalie"}, report.verdict
        assert abs(report.debit - report.credit) == 1

    yield judged("A'", lambda: rounds(plain, refused), lines=corpus.lines)


def exports(bench: Bench) -> Iterator[Result]:
    """D: the file again, to disk, beside COPY of the Dossier's lines."""
    held, out = bench.big, bench.folder / "export"
    done: list[books.Exported] = []

    def raw() -> None:
        with place.connect("web") as connection, connection.cursor() as cursor:
            cursor.execute(f"set local boucle.scope = '{{{held.dossier.id}}}'")
            query = f"select * from boucle.books_line where dossier_id = {held.dossier.id}"
            text = f"copy ({query}) to stdout"
            with (out / "raw").open("wb") as target, cursor.copy(text) as copy:
                for data in copy:
                    target.write(data)

    def product() -> None:
        done.append(books.export_fec(bench.act, held.dossier, held.year, out))

    out.mkdir()
    place.settle()
    result = judged("D", lambda: rounds(raw, product), lines=held.corpus.lines)
    assert _same_lines(held.corpus, Path(done[-1].file)), "the export is not the file"
    yield result


def _same_lines(corpus: Corpus, path: Path) -> bool:
    with corpus.path.open("rb") as one, path.open("rb") as other:
        return all(a == b for a, b in zip(one, other, strict=True))


def memory(bench: Bench) -> Iterator[Result]:
    """I, I': the highest that a process of its own reaches in A, A' and D."""
    big = _peaks(bench, bench.big)
    tenth = _peaks(bench, bench.tenth)
    yield Result(
        id="I", ratio=max(big.values()), detail={"mb": big, "lines": bench.big.corpus.lines}
    )
    detail = {"mb": tenth, "lines": bench.tenth.corpus.lines}
    yield Result(id="I'", ratio=round(max(big.values()) / max(tenth.values()), 3), detail=detail)


def _peaks(bench: Bench, held: Held) -> dict[str, float]:
    out = bench.folder / "export"
    out.mkdir(exist_ok=True)
    unbalanced = bench.corpus(held.corpus.lines, unbalanced=True)
    acts: dict[str, Callable[[], list[str]]] = {
        "A": lambda: ["import", *_new(bench, held.corpus)],
        "A'": lambda: ["check", str(unbalanced.path)],
        "D": lambda: ["export", held.dossier.siren, held.year.label, str(out)],
    }
    return {name: _peak_mb(words()) for name, words in acts.items()}


def _new(bench: Bench, corpus: Corpus) -> list[str]:
    dossier = bench.new_dossier()
    return [str(bench.file_for(dossier, corpus)), dossier.siren]


def _peak_mb(words: list[str]) -> float:
    command = [sys.executable, "-m", "boucle.bench.memory", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return float(json.loads(done.stdout)["peak_mb"])
