"""What a web server or a worker started by another process is told."""

from __future__ import annotations

import os

from boucle.kernel import dsn

CONNECTIONS = 80  # of the web processes together; the server takes 120
POOL_MAX = 16


def pool_size(workers: int) -> int:
    """Connections that each web process may hold."""
    return max(2, min(POOL_MAX, CONNECTIONS // workers))


def environment(kind: str, workers: int = 1) -> dict[str, str]:
    """What a child is told: the connection strings it needs, never the owner's."""
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "boucle.shell.settings"}
    told.pop(dsn.VARIABLES["owner"], None)
    told["BOUCLE_DATA"] = str(dsn.data_folder())
    told[dsn.VARIABLES["web"]] = dsn.url("web")
    told[dsn.VARIABLES["direct"]] = dsn.url("direct")
    if dsn.has("ingest"):
        told[dsn.VARIABLES["ingest"]] = dsn.url("ingest")
    if kind == "web":
        told["BOUCLE_POOL"] = str(pool_size(workers))
    return told
