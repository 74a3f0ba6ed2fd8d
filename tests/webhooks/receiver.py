"""A receiver of webhooks, a process of its own: `python receiver.py FOLDER`.

Writes its port in FOLDER/port and each call in FOLDER/<number>.json; answers what FOLDER/answer
says (200 without it): a status, or `slow`, `drip`, `big`, `away`, `cut`.
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
NUMBERS = count(1)


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it is told."""

    def do_POST(self) -> None:
        """One call."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        kept = {"path": self.path, "headers": dict(self.headers), "body": body}
        place = FOLDER / f"{next(NUMBERS)}.json"
        place.with_suffix(".part").write_text(json.dumps(kept))
        place.with_suffix(".part").rename(place)
        asked = FOLDER / "answer"
        self._answer(asked.read_text() if asked.exists() else "200")

    def do_GET(self) -> None:
        """Where a redirect would lead: nobody follows it."""
        (FOLDER / "followed").write_text(self.path)
        self.send_response(200)
        self.end_headers()

    def _answer(self, word: str) -> None:
        if word == "slow":
            time.sleep(30)
        elif word == "drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(60):
                self.wfile.write(b".")
                self.wfile.flush()
                time.sleep(0.3)
        elif word == "big":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 200_000)
        elif word == "away":
            self.send_response(302)
            self.send_header("Location", "/ailleurs")
            self.end_headers()
        elif word == "cut":
            self.connection.close()
        else:
            self.send_response(int(word))
            self.end_headers()
            self.wfile.write(b"merci")

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    (FOLDER / "port.part").write_text(str(server.server_port))
    (FOLDER / "port.part").rename(FOLDER / "port")
    server.serve_forever()
