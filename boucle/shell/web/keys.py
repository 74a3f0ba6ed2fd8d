"""Préférences ▸ Touches: each person's keys, options of the grid, and a sheet to print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from boucle.access.public import User
from boucle.kernel import keymap as keys
from boucle.shell import keymap


def keys_edit(request: HttpRequest) -> HttpResponse:
    """The form and what it sends (POST; `reset` puts all back); `?fiche=1` to print."""
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST" and request.POST.get("act") == "reset":
        return _save(request, user, {})
    if request.method != "POST":
        template = "shell/keys_sheet.html" if "fiche" in request.GET else "shell/keys_edit.html"
        return render(request, template, _context(user.keys or {}, {}, {}))
    own, wrong = keymap.read(request.POST)
    kept = {"own": own, **_options(request)}
    if wrong:
        context = _context(kept, request.POST, wrong)
        return render(request, "shell/keys_edit.html", context, status=422)
    return _save(request, user, kept)


def _save(request: HttpRequest, user: User, kept: dict[str, Any]) -> HttpResponse:
    user.keys = kept
    user.save(update_fields=["keys"])
    messages.success(request, "Touches enregistrées." if kept else "Touches d’origine remises.")
    return redirect("shell:keys-edit")


def _options(request: HttpRequest) -> dict[str, Any]:
    stops = {
        nature: [col for col in keymap.STOPS if request.POST.get(f"stop/{nature}/{col}")]
        for nature in keymap.NATURES
    }
    layout = request.POST.get("layout", "")
    return {
        "layout": layout if layout in keymap.LAYOUTS else "azerty",
        "f5": bool(request.POST.get("f5")),
        "jump": bool(request.POST.get("jump")),
        "stops": {nature: cols for nature, cols in stops.items() if cols},
    }


def _context(kept: dict[str, Any], typed: Any, wrong: dict[str, str]) -> dict[str, Any]:
    own, layout = kept.get("own", {}), kept.get("layout", "azerty")
    groups = []
    for context, title in keymap.CONTEXTS.items():
        lines = []
        for line in keys.applied(keymap.product(), own):
            if line["context"] != context:
                continue
            ident = keys.key_id(line)
            text = " ou ".join(keys.shown(key) for key in line["keys"])
            signs = keymap.SIGNS[layout]
            lines.append({
                "id": ident, "label": line["label"], "text": typed.get(ident, text),
                "changed": ident in own, "wrong": wrong.get(ident, ""),
                "keys": [(keys.shown(key), signs.get(key, "")) for key in line["keys"]],
            })  # fmt: skip
        groups.append((title, lines))
    stops = [
        (nature, name, [(c, n, c in kept.get("stops", {}).get(nature, ())) for c, n in
                        keymap.STOPS.items()])
        for nature, name in keymap.NATURES.items()
    ]  # fmt: skip
    return {
        "groups": groups, "kept": kept, "stops": stops, "layouts": keymap.LAYOUTS, "layout": layout,
        "wrong": list(wrong.values()),
    }  # fmt: skip
