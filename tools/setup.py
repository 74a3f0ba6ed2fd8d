"""Set up `.venv` from the hash-locked requirements. Standard library only, Python 3.11 or later.

    python3 tools/setup.py [--dev]

Skipped when the stamp in `.venv` says that nothing changed. Uses `uv` where there is one, pip else;
wheels only, every one by its hash. The package itself is not installed but pointed at, so that no
build tool is fetched.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NO_VENV = (
    "Il manque à Python les modules « venv » et « ensurepip ». Installez-les, par exemple avec"
    " « apt install python3-venv » (Debian, Ubuntu), puis relancez la même commande."
)
BARE = {"UV_NO_PROGRESS": "1"} if not sys.stderr.isatty() else {}


def main() -> int:
    """0 when `.venv` is ready, 1 with one sentence when it cannot be."""
    started = float(os.environ.get("BOUCLE_T0") or time.time())
    dev = "--dev" in sys.argv[1:]
    if is_current(dev):
        return 0
    kind = "avec les outils de développement" if dev else "les paquets du produit"
    print(f"{os.environ.get('BOUCLE_STEP', '')}Environnement Python ({kind})…", flush=True)
    try:
        make_venv()
        install("dev" if dev else "base")
    except subprocess.CalledProcessError as error:
        print(f"L’installation a échoué (étape : {error.cmd[:4]}).", file=sys.stderr)
        return 1
    point_at_checkout()
    stamp_path(dev).write_text(stamp(dev))
    print(f"  prêt en {time.time() - started:.0f} s", flush=True)
    return 0


def stamp(dev: bool) -> str:
    """Changes with the requirements, this script, the interpreter and the place."""
    found = hashlib.sha256(f"{sys.version}{VENV}".encode())
    for path in (requirements("dev" if dev else "base"), Path(__file__)):
        found.update(path.read_bytes())
    return found.hexdigest()


def stamp_path(dev: bool) -> Path:
    """One stamp per set."""
    return VENV / (".stamp-dev" if dev else ".stamp-base")


def is_current(dev: bool) -> bool:
    """The set is there; the development set holds the base one."""
    if not PYTHON.exists():
        return False
    return any(
        stamp_path(each).is_file() and stamp_path(each).read_text() == stamp(each)
        for each in ({True} if dev else {True, False})
    )


def requirements(name: str) -> Path:
    """The locked file of a set."""
    return ROOT / "requirements" / f"{name}.txt"


def uv() -> str | None:
    """Path of a uv that answers."""
    path = shutil.which("uv")
    if path is None:
        return None
    works = subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0
    return path if works else None


def make_venv() -> None:
    """A virtual environment of this interpreter; a broken or moved one is made again."""
    if VENV.exists() and healthy():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    tool = uv()
    if tool:
        subprocess.run([tool, "venv", "-q", "--python", sys.executable, str(VENV)], check=True)
        return
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        sys.exit(NO_VENV)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if done.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(NO_VENV)


def healthy() -> bool:
    """The interpreter runs, is 3.11 or later and belongs to this folder."""
    code = "import sys; print(sys.version_info >= (3, 11), sys.prefix)"
    try:
        done = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.stdout.split() == ["True", str(VENV)]


def install(name: str) -> None:
    """The locked wheels of a set, by hash."""
    locked = str(requirements(name))
    strict = ["--require-hashes", "--only-binary", ":all:", "-r", locked]
    tool = uv()
    if tool:
        command = [tool, "pip", "install", "--python", str(PYTHON), *strict]
        subprocess.run(command, check=True, env={**os.environ, **BARE})
        return
    probe = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False)
    if probe.returncode != 0:  # an environment that uv made has no pip
        subprocess.run([PYTHON, "-m", "ensurepip", "-q"], check=True, capture_output=True)
    show_pip([str(PYTHON), "-m", "pip", "install", "--no-input", "--no-compile", *strict], locked)


def show_pip(command: list[str], locked: str) -> None:
    """Run pip; one line of progress per package instead of its many."""
    total = len(re.findall(r"^[\w.\[\]-]+==", Path(locked).read_text(), re.MULTILINE))
    kept: list[str] = []
    command = [*command, "--disable-pip-version-check", "--progress-bar", "off"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        assert pip.stdout is not None
        count = 0
        for line in pip.stdout:
            kept.append(line)
            found = re.match(r"Collecting ([\w.-]+)", line)
            if found:
                count += 1
                tell(f"  {count}/{total} {found[1]}")
            elif line.startswith("Installing collected"):
                tell(f"  installation de {count} paquets…")
    tell("")
    if pip.returncode != 0:
        print("".join(kept[-15:]), file=sys.stderr)
        raise subprocess.CalledProcessError(pip.returncode, command)


def tell(text: str) -> None:
    """Over the same line on a terminal, line by line elsewhere."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K{text}", end="", flush=True)
    elif text:
        print(text, flush=True)


def point_at_checkout() -> None:
    """`import boucle` finds the checkout, and `.venv/bin/boucle` runs it."""
    (folder,) = (VENV / "lib").glob("python3*/site-packages")
    (folder / "boucle.pth").write_text(f"{ROOT}\n")
    launcher = VENV / "bin" / "boucle"
    launcher.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m boucle "$@"\n')
    launcher.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main())
