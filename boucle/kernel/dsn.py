"""Where the database is, by role, and the private files beside it.

With DATABASE_URL set, any PostgreSQL 18 or later serves (DATABASE_OWNER_URL, DATABASE_INGEST_URL
and DATABASE_DIRECT_URL beside it); without, the embedded one of the data folder. Reading a
connection string starts nothing: `ensure` does, once, at the edges.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from psycopg.conninfo import conninfo_to_dict

from boucle.kernel import dbinit, pgplace, pgserver
from boucle.kernel.errors import WrongUse

Role = Literal["web", "owner", "ingest", "direct"]

VARIABLES: dict[str, str] = {
    "web": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "ingest": "DATABASE_INGEST_URL",
    "direct": "DATABASE_DIRECT_URL",
}
_CHECKOUT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """BOUCLE_DATA, else `.boucle` in the checkout, else the user's own data folder."""
    given = os.environ.get("BOUCLE_DATA")
    if given:
        return Path(given).expanduser().resolve()
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / ".boucle"
    home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(home).expanduser().resolve() / "boucle"


def temporary_folder() -> Path:
    """Where uploads wait: ours, 0700, inside the data folder."""
    data = data_folder()
    pgplace.make_data(data)
    folder = data / "tmp"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def secret(name: str) -> str:
    """A generated secret of the data folder, such as `django-key`."""
    return pgserver.secret(data_folder(), name)


def embedded() -> bool:
    """True when no DATABASE_URL is set: the embedded server serves."""
    return not os.environ.get("DATABASE_URL")


def ensure() -> None:
    """Start the embedded server if it is the one and does not run. Raises Unavailable."""
    if embedded():
        pgserver.start(data_folder())


def settled() -> bool:
    """Whether the connection strings are final: not before the embedded server's first start."""
    return not embedded() or pgplace.place_of(data_folder()).cluster.is_dir()


def has(role: Role) -> bool:
    """Whether a connection string for the role is known here."""
    return embedded() or bool(os.environ.get(VARIABLES[role])) or role == "direct"


def url(role: Role) -> str:
    """Connection string of a role. Raises WrongUse naming the variable that is missing."""
    given = os.environ.get(VARIABLES[role])
    if not embedded():
        if not given and role == "direct":
            given = os.environ["DATABASE_URL"]
        if not given:
            raise WrongUse(f"La variable {VARIABLES[role]} n’est pas définie.")
        return given
    return pgserver.connection_string(data_folder(), "web" if role == "direct" else role)


def django_database(role: Role) -> dict[str, Any]:
    """The entry of `DATABASES` for a role.

    BOUCLE_POOL=n gives the process a pool of n connections (the web server sets it);
    BOUCLE_POOLER=1 says that a pooler in transaction mode stands between.
    """
    parts = {key: str(value) for key, value in conninfo_to_dict(url(role)).items() if value}
    options: dict[str, Any] = {
        key: value
        for key, value in parts.items()
        if key not in {"user", "password", "host", "port", "dbname"}
    }
    size = int(os.environ.get("BOUCLE_POOL", "0"))
    if size and role == "web":
        options["pool"] = {"min_size": 1, "max_size": size, "timeout": 20, "reset": _forget}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", dbinit.DATABASE),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": "pool" in options,  # a restarted database leaves dead ones
        "DISABLE_SERVER_SIDE_CURSORS": os.environ.get("BOUCLE_POOLER", "") == "1",
        "OPTIONS": options,
    }


def _forget(connection: Any) -> None:
    """A belt: whatever was set at session level does not reach the pool's next user."""
    connection.autocommit = True
    connection.execute("reset all")
