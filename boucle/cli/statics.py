"""Static files gathered under hashed names, once for each state of their sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

STAMP = "sources.sha256"


def collect() -> bool:
    """Gather them if a source changed since the last time; whether it was needed. After Django."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    stamp, fresh = root / STAMP, _digest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == fresh:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(fresh, encoding="ascii")
    return True


def _digest() -> str:
    """Of the name, size and instant of change of every source: no file is read."""
    digest = hashlib.sha256()
    for name, path in sorted(_sources()):
        facts = path.stat()
        digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            yield name, Path(storage.path(name))
