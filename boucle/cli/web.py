"""The web server of a site, started by its supervisor: `python -m boucle.cli.web`.

It loads the application while the database starts, waits for the supervisor's word on its
standard input, then serves: the processes that answer are forked from this one, and share what
it loaded. Nothing here opens the database before the fork but the check of the role.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import sys
from importlib import import_module

BLOCKING_THREADS = 64
KILL_SECONDS = 2
APPLICATION = "boucle.shell.wsgi:application"
FIRST_PAGES = ("shell/connexion.html", "shell/error.html", "books/grid_show.html")


def main() -> int:
    """Until a signal; 1 when the supervisor gave up."""
    parser = argparse.ArgumentParser(prog="boucle.cli.web")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--application", default=APPLICATION)
    args = parser.parse_args()
    load()
    if not sys.stdin.readline():
        return 1
    serve(args.host, args.port, args.workers, args.application)
    return 0


def load() -> None:
    """All that the first page needs and that needs no database: code, templates, static files."""
    import django
    import granian.server  # noqa: F401 — loads here, while the database starts
    from django.template.loader import get_template
    from django.urls import get_resolver

    from boucle.cli import statics

    django.setup()
    statics.collect()
    get_resolver()._populate()
    for name in FIRST_PAGES:
        get_template(name)


def serve(host: str, port: int, workers: int, application: str) -> None:
    """The role is checked (wsgi), then the processes are forked; until a signal."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    import_module(application.partition(":")[0])
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
    gc.collect()
    gc.freeze()
    Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        backpressure=BLOCKING_THREADS,
        workers_kill_timeout=KILL_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    sys.exit(main())
