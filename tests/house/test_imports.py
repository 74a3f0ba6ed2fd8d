"""Contexts meet only at their public module: what a layer contract does not see."""

from __future__ import annotations

import grimp

OPEN = {"", "kernel", "shell", "demo", "bench", "cli", "data", "__main__"}
"""Contexts that may be entered anywhere (by those above them)."""
MAY_ENTER = {"shell", "cli", "demo", "bench"}
"""Contexts that may enter anywhere."""


def context(module: str) -> str:
    return ([*module.split("."), ""])[1]


def test_contexts_meet_only_at_their_public_module() -> None:
    graph = grimp.build_graph("boucle", cache_dir=None)
    wrong = [
        f"{a} -> {b}"
        for a in sorted(graph.modules)
        for b in sorted(graph.find_modules_directly_imported_by(a))
        if context(a) != context(b)
        and context(b) not in OPEN
        and context(a) not in MAY_ENTER
        and b != f"boucle.{context(b)}.public"
    ]
    assert not wrong, wrong
