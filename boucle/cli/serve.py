"""`boucle serve`, `worker`, `stop`: one supervisor for the web server and the worker."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from boucle.cli import running
from boucle.kernel import children
from boucle.kernel.errors import BoucleError, WrongUse

STOP_SECONDS = 15
START_SECONDS = 60
RESTARTS_MAX = 5
WORKER_LIVES = 60
FAILED_PAGES_MAX = 5
LINES_OF_LOG = 15


def register(subparsers: Any) -> None:
    """Add `serve`, `worker` and `stop`."""
    serve = subparsers.add_parser("serve", help="lancer le site et les travaux de fond")
    serve.add_argument("--host", default=os.environ.get("BOUCLE_HOST", "127.0.0.1"), help="adresse")
    serve.add_argument("--port", type=int, help="port (BOUCLE_PORT, sinon 8000)")
    serve.add_argument("--workers", type=int, help="processus web (un par cœur)")
    serve.add_argument(
        "--detach", action="store_true", help="rendre la main dès que le site répond"
    )
    serve.set_defaults(run=run_serve, database=False)
    worker = subparsers.add_parser("worker", help="exécuter les travaux de fond, seul")
    worker.set_defaults(run=run_worker, database=False)
    stop = subparsers.add_parser("stop", help="arrêter le site, les travaux et la base embarquée")
    stop.add_argument("--site", action="store_true", help="laisser tourner la base embarquée")
    stop.set_defaults(run=run_stop, database=False)


def port_of(args: argparse.Namespace) -> int:
    """--port, else BOUCLE_PORT, else 8000. Raises WrongUse."""
    given = args.port if args.port is not None else os.environ.get("BOUCLE_PORT") or 8000
    try:
        port = int(given)
    except ValueError:
        port = -1
    if not 0 < port < 65536:
        raise WrongUse(f"BOUCLE_PORT n’est pas un numéro de port : {given}")
    return port


def run_serve(args: argparse.Namespace) -> int:
    """Database, migrations, static files, then the two processes until a signal."""
    from boucle.kernel import dsn

    port = port_of(args)
    known = running.read(dsn.data_folder())
    if known is not None:
        running.say_where(known)
        return 0
    running.check_free(args.host, port)
    if args.detach:
        return _detach(args.host, port, args.workers)
    return Supervisor(args.host, port, args.workers or os.cpu_count() or 1).run()


def prepare() -> None:
    """The database that must stand before the first page. Raises Refused, Unavailable."""
    from boucle.kernel import dbguard, dsn, migrate

    dsn.ensure()
    dbguard.check_serving_role(dsn.url("web"))
    if migrate.is_current(dsn.url("web")):
        return
    if not dsn.has("owner"):
        raise BoucleError("La base n’est pas à jour : lancez « boucle db migrate ».")
    from boucle.cli.main import start_django

    start_django()
    migrate.migrate(lambda text: print(f"… {text}", file=sys.stderr, flush=True))


def _detach(host: str, port: int, workers: int | None) -> int:
    """Start the supervisor in a session of its own; wait for its first page."""
    from boucle.kernel import dsn, pgplace

    data = dsn.data_folder()
    pgplace.make_data(data)
    log = data / "log" / "serve.log"
    log.parent.mkdir(mode=0o700, exist_ok=True)
    command = [sys.executable, "-m", "boucle", "serve", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers)] if workers else []
    with log.open("w") as file:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    while child.poll() is None:
        known = running.read(data)
        if known is not None and known.ready:
            running.say_where(known)
            return 0
        time.sleep(0.02)
    tail = log.read_text(errors="replace").splitlines()[-LINES_OF_LOG:]
    print("\n".join([*tail, f"Le site n’a pas démarré ; journal : {log}"]), file=sys.stderr)
    return child.returncode or 1


class Supervisor:
    """Holds the web server and one worker; ends both on a signal or when the server ends."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        from boucle.kernel import dsn

        self.data: Path = dsn.data_folder()
        self.host, self.port, self.workers = host, port, workers
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.spawned: dict[str, float] = {}
        self.restarts = 0
        self.ready = False
        self.ended = threading.Event()

    def run(self) -> int:
        """Until the end; 0 after a signal, 1 when a part failed for good.

        The web server loads while the database starts; the worker, while the first page is read.
        """
        from boucle.kernel import dsn

        if not dsn.settled():
            dsn.ensure()
        try:
            web = self._spawn("web", stdin=subprocess.PIPE)
            prepare()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: self.ended.set())
            _tell(web)
            if not self._wait_first_page():
                return 0 if self.ended.is_set() else 1
            self.ready = True
            self._spawn("worker")
            running.say_where(self._site())
            return self._watch()
        finally:
            self._end()

    def _command(self, kind: str) -> list[str]:
        if kind == "worker":
            return [sys.executable, "-m", "boucle", "worker"]
        options = ["--host", self.host, "--port", str(self.port), "--workers", str(self.workers)]
        return [sys.executable, "-m", "boucle.cli.web", *options]

    def _spawn(self, kind: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        self.spawned[kind] = time.monotonic()
        self.children[kind] = child = subprocess.Popen(
            self._command(kind),
            env=children.environment(kind, self.workers),
            stdin=stdin,
            start_new_session=True,
        )
        running.write(self.data, self._site())
        return child

    def _site(self) -> running.Site:
        return running.Site(
            pid=os.getpid(),
            children=[child.pid for child in self.children.values()],
            host=self.host,
            port=self.port,
            ready=self.ready,
        )

    def _wait_first_page(self) -> bool:
        limit, failed = time.monotonic() + START_SECONDS, 0
        while not self.ended.is_set() and self.children["web"].poll() is None:
            status = running.status(self.host, self.port)
            if status and status < 500:
                return True
            failed += bool(status)
            if failed >= FAILED_PAGES_MAX or time.monotonic() > limit:
                print("La première page n’a pas répondu.", file=sys.stderr, flush=True)
                return False
            self.ended.wait(0.5 if failed else 0.02)
        return False

    def _watch(self) -> int:
        """The worker and the embedded database are started again when they fall."""
        while not self.ended.wait(0.5):
            if self.children["web"].poll() is not None:
                print("Le serveur web s’est arrêté.", file=sys.stderr)
                return 1
            self._hold_database()
            if self.children["worker"].poll() is not None and not self._restart_worker():
                print("Les travaux de fond ne démarrent pas.", file=sys.stderr)
                return 1
        return 0

    def _hold_database(self) -> None:
        from boucle.kernel import dsn, pgserver

        if not dsn.embedded() or pgserver.running(self.data) is not None:
            return
        try:
            pgserver.start(self.data)
            print("La base embarquée était tombée ; elle tourne à nouveau.", file=sys.stderr)
        except BoucleError as error:
            print(error, file=sys.stderr)
            self.ended.wait(5)

    def _restart_worker(self) -> bool:
        """False when it fell too often in a row."""
        lived = time.monotonic() - self.spawned["worker"]
        self.restarts = 1 if lived > WORKER_LIVES else self.restarts + 1
        if self.restarts > RESTARTS_MAX:
            return False
        self.ended.wait(self.restarts)
        self._spawn("worker")
        return True

    def _end(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        limit = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                running.kill_group(child.pid)
        running.forget(self.data)


def _tell(web: subprocess.Popen[bytes]) -> None:
    """The database stands: the web server may open it. One that fell is seen by who waits."""
    assert web.stdin is not None
    try:
        web.stdin.write(b"\n")
        web.stdin.close()
    except BrokenPipeError:
        return


def run_worker(_args: argparse.Namespace) -> int:
    """The job queue's worker; it listens, so it needs the direct connection."""
    from boucle.cli.main import start_django
    from boucle.kernel import dbguard, dsn

    dsn.ensure()
    direct = dsn.url("direct")
    dbguard.check_serving_role(direct)
    if not dsn.embedded():
        os.environ[dsn.VARIABLES["web"]] = direct
    start_django()
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency", str(os.cpu_count() or 1))
    return 0


def run_stop(args: argparse.Namespace) -> int:
    """Stop what runs in the data folder; 0 also when nothing did."""
    from boucle.kernel import dsn, pgserver

    data = dsn.data_folder()
    stopped = running.stop(data, STOP_SECONDS + 5)
    database = dsn.embedded() and not args.site and pgserver.stop(data)
    if not stopped and not database:
        print("Rien ne tournait.")
        return 0
    print(" et ".join(["Site arrêté"] * stopped + ["base arrêtée"] * database).capitalize() + ".")
    return 0
