"""What runs now: the pid file of the data folder, its processes, and where to click."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from boucle.kernel.errors import BoucleError


@dataclass(frozen=True, slots=True)
class Site:
    """A running site: supervisor, its children, address; `ready` once a page answered."""

    pid: int
    children: list[int]
    host: str
    port: int
    ready: bool

    @property
    def address(self) -> str:
        """Where a person clicks."""
        host = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::"} else self.host  # noqa: S104
        return f"http://{host}:{self.port}/"


def _path(data: Path) -> Path:
    return data / "serve.pid"


def read(data: Path) -> Site | None:
    """The site of this data folder, if its supervisor lives."""
    try:
        site = Site(**json.loads(_path(data).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return site if _is_ours(site.pid) else None


def _is_ours(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"boucle" in words


def write(data: Path, site: Site) -> None:
    """Written aside, then renamed: readers see all of it or the former."""
    fresh = data / f"serve.pid.{os.getpid()}"
    fresh.write_text(json.dumps(asdict(site)))
    fresh.rename(_path(data))


def forget(data: Path) -> None:
    """The site is gone."""
    _path(data).unlink(missing_ok=True)


def stop(data: Path, seconds: float) -> bool:
    """End the site of this data folder, gently then not; False if there was none."""
    try:
        site = Site(**json.loads(_path(data).read_text()))
    except (OSError, ValueError, TypeError):
        return False
    alive = _is_ours(site.pid)
    if alive:
        os.kill(site.pid, signal.SIGTERM)
        limit = time.monotonic() + seconds
        while _is_ours(site.pid) and time.monotonic() < limit:
            time.sleep(0.05)
    for pid in (*site.children, site.pid):
        if _is_ours(pid):  # a supervisor that was killed leaves its children
            kill_group(pid)
            alive = True
    forget(data)
    return alive


def kill_group(pid: int) -> None:
    """End a process at once, and what it started where it leads a group of its own."""
    try:
        if os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def check_free(host: str, port: int) -> None:
    """Raises BoucleError when another program has the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BoucleError(
                f"Le port {port} est déjà pris ({error.strerror}). Choisissez-en un autre,"
                f" par exemple : BOUCLE_PORT={port + 1} make serve"
            ) from None


def status(host: str, port: int) -> int | None:
    """HTTP status of the sign-in page, None without an answer; asked on this machine only."""
    target = "127.0.0.1" if host in {"0.0.0.0", ""} else host  # noqa: S104
    connection = http.client.HTTPConnection(target, port, timeout=10)
    try:
        connection.request("GET", "/connexion", headers={"Host": "localhost"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def say_where(site: Site) -> None:
    """The line to click, and the demo's logins where there is a demo."""
    print(f"\n  Boucle est prêt : {site.address}", flush=True)
    for line in _logins():
        print(f"  {line}", flush=True)
    print("  Arrêter : make stop\n", flush=True)


def _logins() -> list[str]:
    """`logins.txt` of the data folder: written by the demo."""
    from boucle.kernel import dsn

    try:
        return (dsn.data_folder() / "logins.txt").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
