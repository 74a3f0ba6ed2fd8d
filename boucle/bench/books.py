"""The books of a bench: three Dossiers made from files, the measured one never alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from boucle.access import public as access
from boucle.bench.corpus import Corpus, write_fec
from boucle.books import public as books
from boucle.books.commands.fec_index import index_imports
from boucle.books.types_import import Imported
from boucle.kernel.act import Act
from boucle.tenancy.public import DossierRow, NewDossier

SMALL_LINES = 10_000
Say = Callable[[str], None]


def a_siren(number: int) -> str:
    """A SIREN that passes Luhn: eight digits and their key."""
    body = f"{number:08d}"
    total = sum(
        sum(divmod(int(digit) * 2, 10)) if place % 2 else int(digit)
        for place, digit in enumerate(body)
    )
    return body + str(-total % 10)


@dataclass(frozen=True, slots=True)
class Held:
    """A Dossier of the bench and the file that it came from."""

    dossier: DossierRow
    corpus: Corpus
    year: books.FiscalYearRow
    import_id: int


@dataclass(slots=True)
class Bench:
    """What every row may count on."""

    act: Act
    folder: Path
    lines: int
    say: Say
    held: dict[str, Held] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(30_000_000))
    memory_of: dict[str, Any] = field(default_factory=dict)

    @property
    def big(self) -> Held:
        """`lines` lines."""
        return self.hold("big", self.lines)

    @property
    def tenth(self) -> Held:
        """A tenth of it."""
        return self.hold("tenth", max(SMALL_LINES, self.lines // 10))

    @property
    def small(self) -> Held:
        """10,000 lines."""
        return self.hold("small", SMALL_LINES)

    def fill(self) -> None:
        """All three: the measured one is never alone."""
        assert len({held.dossier.id for held in (self.big, self.tenth, self.small)}) == 3

    def hold(self, name: str, lines: int) -> Held:
        """The Dossier of that name, imported at its first use."""
        if name not in self.held:
            self.say(f"dossier de {lines} lignes")
            corpus = self.corpus(lines)
            dossier = self.new_dossier()
            done = self.bring_in(dossier, corpus)
            year = books.year_for(self.act, dossier.id, done.years[0])
            self.held[name] = Held(dossier, corpus, year, int(done.import_id or 0))
        return self.held[name]

    def corpus(self, lines: int, *, unbalanced: bool = False) -> Corpus:
        """The file of `lines` lines, made once."""
        folder = self.folder / f"{lines}{'-faux' if unbalanced else ''}"
        key = str(folder)
        if key not in self.memory_of:
            self.memory_of[key] = write_fec(
                folder, lines, siren=a_siren(73_282_932), unbalanced=unbalanced
            )
        found: Corpus = self.memory_of[key]
        return found

    def new_dossier(self) -> DossierRow:
        """An empty one."""
        siren = a_siren(next(self.numbers))
        new = NewDossier(siren=siren, name=f"Mesure {siren}")
        access.create_dossier(self.act, new)
        return access.dossier_for(self.act, siren)

    def file_for(self, dossier: DossierRow, corpus: Corpus) -> Path:
        """The file under the name that it must bear for this Dossier."""
        path = corpus.path.with_name(dossier.siren + corpus.path.name[9:])
        if not path.exists():
            os.link(corpus.path, path)
        return path

    def bring_in(self, dossier: DossierRow, corpus: Corpus) -> Imported:
        """Import the file and check what came in."""
        path = self.file_for(dossier, corpus)
        done = books.import_fec(self.act, dossier, [path], books.ImportOptions()).files[0]
        assert (done.lines, done.entries) == (corpus.lines, corpus.entries), done
        return done

    def index(self, held: Held) -> float:
        """Fill the search index of an import, as its job does; seconds."""
        began = time.perf_counter()
        index_imports(self.act, held.dossier.id, [held.import_id])
        return time.perf_counter() - began
