"""One act in a process of its own, to see how much memory it takes at its highest.

`python -m boucle.bench.memory import FILE SIREN | check FILE | export SIREN YEAR FOLDER`
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import django

KIBI = 1024


def main(words: list[str]) -> None:
    """Do it and print the peak in megabytes."""
    django.setup()
    from boucle.access.public import dossier_for
    from boucle.books import public as books
    from boucle.books.rules.fec.check import check_fec
    from boucle.kernel import clock
    from boucle.kernel.act import system_act

    act = system_act()
    kind, *rest = words
    if kind == "import":
        dossier = dossier_for(act, rest[1])
        books.import_fec(act, dossier, [Path(rest[0])], books.ImportOptions())
    elif kind == "check":
        check_fec(Path(rest[0]), today=clock.today())
    else:
        dossier = dossier_for(act, rest[0])
        year = books.year_for(act, dossier.id, rest[1])
        books.export_fec(act, dossier, year, Path(rest[2]))
    print(json.dumps({"peak_mb": round(peak_kib() / KIBI, 1)}))


def peak_kib() -> int:
    """The high mark of this program; `getrusage` would carry over that of its parent."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split()[0])
    except (OSError, IndexError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main(sys.argv[1:])
