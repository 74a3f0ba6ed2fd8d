"""Every check that is not a test, all of them run, one line each; output where one fails."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ADDRESS = re.compile(r"https?:|index|find-links|file:", re.IGNORECASE)
CHECKS = {
    "mise en forme": ["ruff", "format", "--check", "--quiet", "."],
    "règles d’écriture": ["ruff", "check", "--quiet", "."],
    "types": ["mypy", "--no-error-summary"],
    "imports": ["lint-imports", "--no-cache"],
    "gabarits": ["djlint", "boucle", "--lint", "--quiet", "--allow-empty-input"],
}


def main() -> int:
    """0 when all hold."""
    failed = [name for name, command in CHECKS.items() if not holds(name, command)]
    found = addresses()
    say("aucune adresse dans les dépendances", not found, 0.0)
    print("".join(f"  {line}\n" for line in found), end="")
    return 1 if failed or found else 0


def holds(name: str, command: list[str]) -> bool:
    """Run one tool; its output is shown when it fails."""
    started = time.monotonic()
    program = [str(BIN / command[0]), *command[1:]]
    done = subprocess.run(program, capture_output=True, text=True, check=False, cwd=ROOT)
    say(name, done.returncode == 0, time.monotonic() - started)
    if done.returncode != 0:
        print(done.stdout + done.stderr)
    return done.returncode == 0


def addresses() -> list[str]:
    """Lines of the locked requirements that would send pip somewhere."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted((ROOT / "requirements").glob("*.txt"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if ADDRESS.search(line)
    ]


def say(name: str, good: bool, seconds: float) -> None:
    """One line per check."""
    print(f"{'ok   ' if good else 'ÉCHEC'} {name} ({seconds:.1f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
