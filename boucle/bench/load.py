"""Users who look at pages: `python -m boucle.bench.load FILE`, a process of its own.

FILE holds `{"port", "users": [cookie], "pages": {name: address}, "seconds", "think"}`; what each
page took comes out as `{"seconds", "times": {name: [seconds]}, "failed": n}`. The first seconds,
when everybody arrives at once, are not counted.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import threading
import time
from collections import defaultdict
from typing import Any

WARM = 6.0


class Crowd:
    """All of them, one thread each, one connection each."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.port, self.pages = int(asked["port"]), list(asked["pages"].items())
        self.think = float(asked["think"])
        self.begin = time.monotonic() + WARM
        self.end = self.begin + float(asked["seconds"])
        self.times: dict[str, list[float]] = defaultdict(list)
        self.failed = 0
        self.lock = threading.Lock()

    def user(self, number: int, cookie: str) -> None:
        """Pages in an order of his own, a pause before each."""
        chance = random.Random(number)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        time.sleep(chance.random() * (self.think or 0.2))
        while time.monotonic() < self.end:
            name, address = chance.choice(self.pages)
            self.look(line, name, address, cookie)
            time.sleep(self.think * (0.5 + chance.random()))
        line.close()

    def look(self, line: http.client.HTTPConnection, name: str, address: str, cookie: str) -> None:
        """One page, whole."""
        began = time.monotonic()
        try:
            line.request("GET", address, headers={"Cookie": cookie} if cookie else {})
            answer = line.getresponse()
            good = answer.status == 200 and bool(answer.read())
        except (OSError, http.client.HTTPException):
            line.close()
            good = False
        spent = time.monotonic() - began
        with self.lock:
            if not good:
                self.failed += 1
            elif began >= self.begin:
                self.times[name].append(spent)


def main() -> int:
    """0 when everybody went home."""
    with open(sys.argv[1], encoding="utf-8") as source:
        asked = json.load(source)
    crowd = Crowd(asked)
    users = [
        threading.Thread(target=crowd.user, args=(number, cookie))
        for number, cookie in enumerate(asked["users"])
    ]
    for one in users:
        one.start()
    for one in users:
        one.join()
    told = {"seconds": asked["seconds"], "times": crowd.times, "failed": crowd.failed}
    json.dump(told, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
