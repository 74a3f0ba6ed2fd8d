"""The documentation is true: every page it names exists, every screen has its help."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from boucle.cli.main import build_parser
from boucle.shell.context import HELP

ROOT = Path(__file__).resolve().parents[2]
HELP_FOLDER = ROOT / "docs" / "aide"
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
]
NAMED = re.compile(r"`((?:docs|boucle|tests|tools)/[\w./-]+)`")
COMMAND = re.compile(r"^\s*(?:\$ )?boucle ([a-z-]+)", re.MULTILINE)


@pytest.mark.parametrize("page", sorted(set(HELP.values())))
def test_every_screen_has_its_page_of_help(page: str) -> None:
    text = (HELP_FOLDER / f"{page}.md").read_text(encoding="utf-8")
    assert text.startswith("# "), "the first line is the title"
    assert len(text.split()) > 60, "a page says something"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_documents_name_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [name for name in NAMED.findall(text) if not (ROOT / name.rstrip("/")).exists()]
    assert not missing, missing


def test_commands_that_documents_name_exist() -> None:
    actions = build_parser()._subparsers
    assert actions is not None
    known = set(actions._group_actions[0].choices or ())
    named = {
        name
        for document in DOCUMENTS
        for name in COMMAND.findall(document.read_text(encoding="utf-8"))
    }
    assert named <= known, named - known


def test_no_document_names_this_machine() -> None:
    for document in [*DOCUMENTS, *HELP_FOLDER.rglob("*.md")]:
        text = document.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])/(?:work|root|tmp)/", text), document.name
