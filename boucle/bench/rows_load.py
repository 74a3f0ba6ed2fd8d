"""Row J: fifty signed-in users who think a second between pages, beside a bare Django view."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from boucle.access import public as access
from boucle.bench.books import Bench, Held
from boucle.bench.measure import SPREAD_MAX, Result
from boucle.bench.rows_pages import PAGES, address_of
from boucle.kernel import children
from boucle.tenancy.public import Organisation

USERS, THINK = 50, 1.0
WORKERS = 2
SECONDS, FLAT_OUT, ROUNDS = 12, 6, 3
READY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Round:
    """What a crowd saw: seconds of each page, and how many pages a second."""

    times: dict[str, list[float]]
    rate: float
    failed: int

    @property
    def every(self) -> list[float]:
        """All pages together, the quickest first."""
        return sorted(one for each in self.times.values() for one in each)


def percentile(times: list[float], share: float) -> float:
    """Seconds below which that share of the calls stays."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def crowds(bench: Bench) -> Iterator[Result]:
    """J: bare, product, bare, product…; the ratio of the medians of the p95."""
    held = bench.tenth
    cookies = _fifty(bench, held)
    pages = {name: address_of(held, page) for name, page in PAGES.items()}
    bare: list[float] = []
    found: list[Round] = []
    for _ in range(ROUNDS):
        with _serving("bare", "--application", "boucle.bench.bare:application") as port:
            alone = _crowd(bench.folder, port, [""] * USERS, {"bare": "/bare"}, SECONDS)
            bare.append(percentile(alone.every, 0.95))
        with _serving("connexion") as port:
            found.append(_crowd(bench.folder, port, cookies, pages, SECONDS))
    with _serving("connexion") as port:
        flat_out = _crowd(bench.folder, port, cookies, pages, FLAT_OUT, think=0)
    yield _result(held, bare, found, flat_out)


def _result(held: Held, bare: list[float], found: list[Round], flat_out: Round) -> Result:
    ours = median(percentile(one.every, 0.95) for one in found)
    names = {name for one in found for name in one.times}
    together = {name: [t for one in found for t in one.times.get(name, [])] for name in names}
    detail = {
        "users": USERS, "think_s": THINK, "workers": WORKERS, "lines": held.corpus.lines,
        "bare_p95_ms": [_ms(one) for one in bare],
        "p95_ms": [_ms(percentile(one.every, 0.95)) for one in found],
        "p50_ms": [_ms(percentile(one.every, 0.5)) for one in found],
        "pages_a_second": [round(one.rate, 1) for one in found],
        "flat_out_pages_a_second": round(flat_out.rate, 1),
        "failed": sum(one.failed for one in found) + flat_out.failed,
        "pages": {
            name: {"p50_ms": _ms(percentile(times, 0.5)), "p95_ms": _ms(percentile(times, 0.95))}
            for name, times in sorted(together.items()) if times
        },
    }  # fmt: skip
    noisy = (max(bare) - min(bare)) / median(bare) > SPREAD_MAX
    return Result(id="J", ratio=round(ours / median(bare), 3), noisy=noisy, detail=detail)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _fifty(bench: Bench, held: Held) -> list[str]:
    """Fifty people of a cabinet, each with a right on the Dossier and a session."""
    call_command("collectstatic", interactive=False, verbosity=0)
    firm = Organisation.objects.create(kind="cabinet", name="Affluence")
    cookies = []
    for number in range(USERS):
        login = f"affluence{number}"
        user = access.create_user(
            login=login, name=login, password="une-longue-phrase-42",  # noqa: S106 — of the bench
            organisation_id=firm.id,
        )  # fmt: skip
        access.grant_level(bench.act, held.dossier.id, login=login, level="collaborateur")
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookies.append(f"{name}={client.cookies[name].value}")
    return cookies


@contextmanager
def _serving(first_page: str, *options: str) -> Iterator[int]:
    """The web server alone, on a port, once that page answers; no worker beside it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = ["--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS), *options]
    child = subprocess.Popen(
        [sys.executable, "-m", "boucle.cli.web", *words], stdin=subprocess.PIPE,
        env=children.environment("web", WORKERS) | {"BOUCLE_MFA_REQUIRED": "0"},
    )  # fmt: skip
    assert child.stdin is not None
    try:
        child.stdin.write(b"\n")
        child.stdin.close()
        _ready(child, f"http://127.0.0.1:{port}/{first_page}")
        yield port
    finally:
        child.terminate()
        child.wait(READY_SECONDS)


def _ready(child: subprocess.Popen[bytes], address: str) -> None:
    limit = time.monotonic() + READY_SECONDS
    while time.monotonic() < limit:
        assert child.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address, timeout=10):  # noqa: S310 — our own
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("no page")


def _crowd(
    folder: Path, port: int, users: list[str], pages: dict[str, str], seconds: int,
    *, think: float = THINK,
) -> Round:  # fmt: skip
    asked = folder / "crowd.json"
    what: dict[str, Any] = {
        "port": port, "users": users, "pages": pages, "seconds": seconds, "think": think,
    }  # fmt: skip
    asked.write_text(json.dumps(what), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "boucle.bench.load", str(asked)],
        capture_output=True, text=True, check=True, env=dict(os.environ),
    )  # fmt: skip
    told = json.loads(done.stdout)
    calls = sum(len(times) for times in told["times"].values())
    assert calls, told
    return Round(told["times"], calls / seconds, told["failed"])
