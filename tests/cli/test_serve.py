"""`boucle serve`, `worker` and `stop`: starts, refuses, ends, and leaves nothing behind."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from boucle.cli import running, serve
from boucle.kernel import children, migrate, pgplace, pgserver
from boucle.kernel.errors import BoucleError, WrongUse
from tests import database

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def get(port: int, path: str, host: str = "localhost") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, {key.lower(): value for key, value in answer.getheaders()}, body


def alive(number: int) -> bool:
    try:
        return bool(Path(f"/proc/{number}/cmdline").read_bytes())
    except OSError:
        return False


def wait_gone(numbers: list[int], seconds: float = 10) -> list[int]:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and any(map(alive, numbers)):
        time.sleep(0.05)
    return [number for number in numbers if alive(number)]


Served = tuple[int, Path, dict[str, str]]


@pytest.fixture
def served(clone_db: str, tmp_path: Path) -> Iterator[Served]:
    port = free_port()
    environment = {**database.environment(clone_db), "BOUCLE_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "boucle", "serve", "--detach", "--port", str(port)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"http://localhost:{port}/" in done.stdout
    yield port, tmp_path, environment
    running.stop(tmp_path, 20)


def boucle(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "boucle", *words],
        env=environment, capture_output=True, text=True, cwd=ROOT, timeout=90,
    )  # fmt: skip


@pytest.mark.commits
def test_a_site_starts_answers_and_stops(served: Served) -> None:
    port, data, environment = served
    status, headers, body = get(port, "/connexion")
    assert status == 200
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "<form" in body
    site = running.read(data)
    assert site is not None
    again = boucle(environment, "serve", "--detach")
    assert (again.returncode, f":{port}/" in again.stdout) == (0, True)
    assert boucle(environment, "stop").returncode == 0
    assert wait_gone([site.pid, *site.children]) == []
    assert not (data / "serve.pid").exists()
    assert "Rien ne tournait" in boucle(environment, "stop").stdout


@pytest.mark.commits
def test_children_never_hold_the_owners_password(served: Served) -> None:
    _, data, environment = served
    site = running.read(data)
    assert site is not None
    owner = environment["DATABASE_OWNER_URL"].encode()
    for number in site.children:
        assert owner not in Path(f"/proc/{number}/environ").read_bytes()


@pytest.mark.commits
def test_a_fallen_worker_is_started_again(served: Served) -> None:
    _, data, _ = served
    site = running.read(data)
    assert site is not None
    os.kill(site.children[1], signal.SIGKILL)
    limit = time.monotonic() + 15
    while time.monotonic() < limit:
        now = running.read(data)
        if now is not None and now.children[1] != site.children[1]:
            break
        time.sleep(0.1)
    assert now is not None
    assert now.children[1] != site.children[1]
    assert now.children[0] == site.children[0]


@pytest.mark.commits
def test_a_killed_supervisor_leaves_nothing_after_stop(served: Served) -> None:
    _, data, environment = served
    site = running.read(data)
    assert site is not None
    os.kill(site.pid, signal.SIGKILL)
    assert wait_gone([site.pid]) == []
    assert boucle(environment, "stop").returncode == 0
    assert wait_gone([site.pid, *site.children]) == []


def test_a_site_survives_its_embedded_database(tmp_path: Path) -> None:
    """The whole of `boucle start` on a data folder of its own, then kill -9 of PostgreSQL."""
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_INGEST_URL", "DATABASE_DIRECT_URL")
    environment = {key: value for key, value in os.environ.items() if key not in names}
    port = free_port()
    environment |= {"BOUCLE_DATA": str(tmp_path), "BOUCLE_PORT": str(port)}
    environment["DJANGO_SETTINGS_MODULE"] = "boucle.shell.settings"
    try:
        done = boucle(environment, "start")
        assert done.returncode == 0, done.stdout + done.stderr
        assert get(port, "/sante")[0] == 200
        cluster = pgplace.place_of(tmp_path).cluster
        os.kill(int((cluster / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        limit, status = time.monotonic() + 40, 0
        while status != 200 and time.monotonic() < limit:
            time.sleep(0.5)
            status = get(port, "/sante")[0]
        assert status == 200
        assert "base arrêtée" in boucle(environment, "stop").stdout
        assert boucle(environment, "reset", "--oui").returncode == 0
    finally:
        running.stop(tmp_path, 20)
        pgserver.remove(tmp_path)


@pytest.mark.attack
@pytest.mark.commits
@pytest.mark.parametrize("role", ["postgres", "owner"])
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_serving_with_power_is_refused(
    clone_db: str, tmp_path: Path, role: str, command: str
) -> None:
    url = pgserver.connection_string(database.data_folder(), role, clone_db)
    environment = {**database.environment(clone_db), "BOUCLE_DATA": str(tmp_path)}
    environment |= {"DATABASE_URL": url, "DATABASE_DIRECT_URL": url}
    environment["BOUCLE_PORT"] = str(free_port())
    done = boucle(environment, command)
    assert done.returncode == 1
    assert "refuse de servir" in done.stderr


@pytest.mark.commits
def test_a_database_that_the_web_role_may_not_look_into_holds_nothing_yet(clone_db: str) -> None:
    url = pgserver.connection_string(database.data_folder(), "web", clone_db)
    assert migrate.is_current(url)
    with database.connect("owner", clone_db) as connection:
        connection.execute("revoke usage on schema boucle from boucle_web")
    assert migrate.applied_release(url) is None


@pytest.mark.commits
def test_a_database_of_another_release_is_refused(clone_db: str, tmp_path: Path) -> None:
    with database.connect("owner", clone_db) as connection:
        connection.execute(
            "update boucle.kernel_sql_object set digest = 'x' where name = 'release'"
        )
    environment = {**database.environment(clone_db), "BOUCLE_DATA": str(tmp_path)}
    del environment["DATABASE_OWNER_URL"]
    done = boucle(environment, "serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert "boucle db migrate" in done.stderr


def test_a_taken_port_is_told_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BoucleError, match=f"BOUCLE_PORT={port + 1} make serve"):
            running.check_free("127.0.0.1", port)


@pytest.mark.parametrize("given", ["abc", "0", "70000", "-1"])
def test_an_unreadable_port_is_wrong_use(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOUCLE_PORT", given)
    with pytest.raises(WrongUse):
        serve.port_of(argparse.Namespace(port=None))


def in_site(clone_db: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment, command = database.environment(clone_db), [sys.executable, *words]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, cwd=ROOT, input="", timeout=60
    )


@pytest.mark.commits
def test_a_site_loads_what_its_first_page_needs_and_no_more(clone_db: str) -> None:
    heavy = "{'polars', 'xlsxwriter', 'markdown_it'}"
    text = f"from boucle.cli import web; web.load(); import sys; print({heavy} & set(sys.modules))"
    done = in_site(clone_db, "-c", text)
    assert (done.returncode, done.stdout) == (0, "set()\n"), done.stderr


@pytest.mark.commits
def test_a_web_server_without_its_supervisor_ends(clone_db: str) -> None:
    words = ["--host", "127.0.0.1", "--port", str(free_port()), "--workers", "1"]
    done = in_site(clone_db, "-m", "boucle.cli.web", *words)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr


@pytest.mark.parametrize(("workers", "size"), [(1, 16), (2, 16), (8, 10), (64, 2)])
def test_the_pools_fit_the_server(workers: int, size: int) -> None:
    assert children.pool_size(workers) == size


def test_a_pid_file_of_a_stranger_is_not_ours(tmp_path: Path) -> None:
    sleeper = subprocess.Popen(["sleep", "60"])
    try:
        site = running.Site(sleeper.pid, [sleeper.pid], "127.0.0.1", 8000, True)
        running.write(tmp_path, site)
        assert running.read(tmp_path) is None
        assert not running.stop(tmp_path, 1)
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


@pytest.mark.parametrize("content", ["", "{}", "[1]", json.dumps({"pid": 1}), "\0"])
def test_a_broken_pid_file_is_no_site(tmp_path: Path, content: str) -> None:
    (tmp_path / "serve.pid").write_text(content)
    assert running.read(tmp_path) is None
    assert not running.stop(tmp_path, 1)


def test_reset_deletes_only_what_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from boucle.cli import main as cli

    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_INGEST_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BOUCLE_DATA", str(tmp_path))
    (tmp_path / "secrets").mkdir()
    (tmp_path / "logins.txt").write_text("x")
    (tmp_path / "à moi.txt").write_text("x")
    assert cli.main(["reset", "--oui"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["à moi.txt"]
    monkeypatch.setenv("DATABASE_URL", "postgresql://x@/y")
    assert cli.main(["reset", "--oui"]) == 2
