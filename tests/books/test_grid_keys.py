"""The key map of the grid is one file: without doubles, and what the help page lists."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

from boucle.books.queries.keymap import keymap

ROOT = Path(__file__).resolve().parents[2]
ACTS = ROOT / "boucle" / "books" / "static" / "books" / "grid" / "acts.js"
HELP = ROOT / "docs" / "aide" / "books" / "grille.md"
CONTRACT = Path(__file__).parent / "keymap.csv"
BROWSER = {
    *(f"Ctrl+{key}" for key in "NTWQLRFDHJU0123456789"),
    *(f"Alt+{key}" for key in "DEFANHMPO"),
    "Ctrl+PageUp", "Ctrl+PageDown", "Ctrl+Tab", "Alt+ArrowLeft", "Alt+ArrowRight", "Alt+F4",
    "F5", "F6", "F7", "F10", "F11", "F12",
}  # fmt: skip
SHOWN = {
    "ArrowDown": "↓", "ArrowUp": "↑", "Enter": "Entrée", "Escape": "Échap", "Shift": "Maj",
    "PageUp": "Page préc.", "PageDown": "Page suiv.",
}  # fmt: skip


def test_no_key_has_two_acts_and_none_is_the_browsers() -> None:
    lines = keymap()
    for one, other in combinations(lines, 2):
        both = set(one["keys"]) & set(other["keys"])
        assert not (both and one["when"] == other["when"]), both
    assert not {key for line in lines for key in line["keys"]} & BROWSER


def test_every_key_has_its_act_in_the_code() -> None:
    code = ACTS.read_text(encoding="utf-8")
    for line in keymap():
        act = line["act"]
        assert f"\n  {act}:" in code or f"\n  {act}," in code, act


def test_the_help_page_lists_the_key_map() -> None:
    text = HELP.read_text(encoding="utf-8")
    for line in keymap():
        keys = [
            key if key == "+" else "+".join(SHOWN.get(part, part) for part in key.split("+"))
            for key in line["keys"]
        ]
        assert f"| {' ou '.join(f'`{key}`' for key in keys)} | {line['label']}" in text


ABSENT = {"ask_client", "toggle_document"}
"""Keys of the contract that come with the inbox of documents and the questions to the client."""


def test_the_key_map_holds_the_contract() -> None:
    with CONTRACT.open(encoding="utf-8", newline="") as file:
        wanted = [row for row in csv.DictReader(file) if row["context"] == "grid"]
    ours = {(key, line["when"]): line["act"] for line in keymap() for key in line["keys"]}
    acts = {line["act"] for line in keymap()}
    assert not acts & ABSENT
    for row in wanted:
        if row["act"] in ABSENT:
            assert not any(key in (row["key"], row["twin"]) for key, _ in ours), row["act"]
            continue
        for key in filter(None, (row["key"], row["twin"])):
            assert ours.get((key, row["condition"])) == row["act"], (key, row["act"])


def test_a_mac_reads_the_same_file() -> None:
    """`Ctrl` is Cmd and `Alt` is Control there: what the contract says, but the lists' Option."""
    with CONTRACT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["context"] == "grid":
                mac = row["key"].replace("Alt+", "Control+").replace("Ctrl+", "Cmd+")
                assert row["key_mac"] == mac
