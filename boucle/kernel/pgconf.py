"""Configuration of the embedded PostgreSQL, sized by the memory of the machine.

Written afresh at each start as `boucle.conf` in the cluster; an operator's own lines go to
`local.conf` beside it, which is read after and wins.
"""

from __future__ import annotations

import os
from pathlib import Path

MEBI = 1024 * 1024
_CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
_SMALLEST_SHM = 1024 * MEBI

SAFE = {
    "max_connections": "120",
    "superuser_reserved_connections": "3",
    "work_mem": "16MB",
    "max_wal_size": "4GB",
    "min_wal_size": "256MB",
    "wal_compression": "pglz",
    "checkpoint_timeout": "15min",
    "summarize_wal": "on",
    "random_page_cost": "1.1",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_file_mode": "0600",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}

UNSAFE_FOR_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "summarize_wal": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "10s",
    "logging_collector": "off",
}
"""What a throw-away server may do: a crash loses it, and it is quicker."""


def memory_bytes() -> int:
    """Memory of this machine or of its container, the smaller."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for path in _CGROUP_LIMITS:
        try:
            text = path.read_text().strip()
        except OSError:
            continue
        if text.isdigit():
            return min(total, int(text))
    return total


def _clamp(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))


def sized(memory: int) -> dict[str, str]:
    """Sizes for a machine of `memory` bytes that also runs the application."""
    mebi = memory // MEBI
    return {
        "shared_buffers": f"{_clamp(mebi // 8, 64, 2048)}MB",
        "effective_cache_size": f"{_clamp(mebi // 2, 128, 65536)}MB",
        "maintenance_work_mem": f"{_clamp(mebi // 24, 32, 512)}MB",
    }


def _shared_memory() -> dict[str, str]:
    """Containers often have 64 MB of /dev/shm: too little for parallel queries."""
    try:
        seen = os.statvfs("/dev/shm")  # noqa: S108 — looked at, not written
    except OSError:
        return {"dynamic_shared_memory_type": "mmap"}
    if seen.f_blocks * seen.f_frsize < _SMALLEST_SHM:
        return {"dynamic_shared_memory_type": "mmap"}
    return {}


def text(socket_folder: Path, port: int, *, throw_away: bool = False) -> str:
    """The whole of `boucle.conf`: socket only, no TCP."""
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_folder),
        "unix_socket_permissions": "0700",
        "port": str(port),
        **SAFE,
        **sized(memory_bytes()),
        **_shared_memory(),
        **(UNSAFE_FOR_TESTS if throw_away else {}),
    }
    lines = [
        f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()
    ]
    head = "# Written by boucle at each start. Your own settings go to local.conf.\n"
    return head + "\n".join(lines) + "\n"
