"""Row L: from nothing running to the first page. And the peers, outside the gates."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from boucle.bench.books import Bench
from boucle.bench.corpus import Corpus, Maker
from boucle.bench.measure import Result, judged, rounds, seconds
from boucle.bench.rows_read import whole_year
from boucle.books.queries.balance import trial_balance
from boucle.kernel import dsn, pgserver

PAGE_SECONDS = 60


def starts(bench: Bench) -> Iterator[Result]:
    """L: the embedded server is initialised already. Run last: it stops the server."""
    from django.db import connections

    connections.close_all()
    site = _Site()
    yield judged("L", lambda: rounds(_bare, site.start, before=site.stop))
    site.stop()
    pgserver.start(dsn.data_folder())


def _bare() -> None:
    """The server alone, then Django in a fresh process."""
    pgserver.start(dsn.data_folder())
    subprocess.run([sys.executable, "-c", "import django; django.setup()"], check=True)


class _Site:
    """`boucle serve`, from its start to its first page; stopped outside the time."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Until the sign-in page answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "boucle", "serve", "--port", str(port)]
        quiet = subprocess.DEVNULL
        self.child = subprocess.Popen(command, stdout=quiet, stderr=quiet)
        _first_page(self.child, f"http://127.0.0.1:{port}/connexion")

    def stop(self) -> None:
        """The site, and the server under it."""
        if self.child is not None:
            self.child.terminate()
            self.child.wait(PAGE_SECONDS)
            self.child = None
        pgserver.stop(dsn.data_folder())


def _first_page(child: subprocess.Popen[bytes], address: str) -> None:
    limit = time.monotonic() + PAGE_SECONDS
    while time.monotonic() < limit:
        assert child.poll() is None, "boucle serve ended"
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 — our own
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("no page")


def hledger(bench: Bench) -> Iterator[Result]:
    """`hledger bal` on the same entries, beside import and balance of Boucle; totals compared."""
    program = shutil.which("hledger")
    if program is None:
        return
    held = bench.big
    journal = _journal(bench.folder / "peer.journal", held.corpus)
    command = [program, "-f", str(journal), "bal", "-N", "--flat", "-O", "csv"]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    theirs = time.perf_counter() - began
    found = {
        name.strip('"'): int(Decimal(amount.strip().strip('"').split()[0].replace('"', "")) * 100)
        for name, _, amount in (line.partition(",") for line in done.stdout.splitlines()[1:])
    }
    wanted = {
        account: debit - credit
        for account, (debit, credit) in held.corpus.by_account.items()
        if debit != credit
    }
    assert found == wanted, "hledger and the generator disagree"
    dossier = bench.new_dossier()
    ours = seconds(lambda: bench.bring_in(dossier, held.corpus))
    ours += seconds(lambda: trial_balance(bench.act, held.dossier.id, whole_year(held)))
    detail = {"hledger_s": round(theirs, 2), "boucle_s": round(ours, 2), "lines": bench.lines}
    yield Result(id="hledger", ratio=round(theirs / ours, 3), detail=detail)


def _journal(path: Path, corpus: Corpus) -> Path:
    """The same entries as a journal of hledger."""
    with path.open("w", encoding="utf-8") as target:
        for entry in Maker(corpus.lines, 1, 2025).entries():
            day = f"{entry.day[:4]}-{entry.day[4:6]}-{entry.day[6:]}"
            rows = [
                f"    {account}  {Decimal(debit - credit) / 100:.2f}\n"
                for account, _, _, _, debit, credit in entry.lines
            ]
            target.write(f"{day} {entry.label}\n{''.join(rows)}\n")
    return path
