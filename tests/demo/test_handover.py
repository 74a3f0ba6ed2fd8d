"""The running year, as the commands take it."""

from __future__ import annotations

from boucle.demo.handover import accounts_of, draft_of, lettrages_of, third_parties_of

from .conftest import books_of


def test_a_draft_says_what_its_entry_says() -> None:
    opening = next(iter(books_of("menuiserie")[-1].entries))
    draft = draft_of(opening)
    assert (draft["journal"], draft["date"]) == ("AN", "2026-01-01")
    assert sum(line["debit"] - line["credit"] for line in draft["lines"]) == 0
    references = {line["piece_ref"] for line in draft["lines"] if line["account"] == "411000"}
    assert len(references) > 10


def test_every_account_and_party_of_the_drafts_is_named() -> None:
    year = books_of("menuiserie")[-1]
    accounts, parties = accounts_of(year), third_parties_of(year)
    lines = [line for entry in year.entries for line in entry.lines]
    assert all(accounts[line.account] for line in lines)
    assert all(
        parties[line.third] == (line.third_label, line.account) for line in lines if line.third
    )


def test_a_lettrage_names_lines_that_cancel_out() -> None:
    year = books_of("menuiserie")[-1]
    entries = list(year.entries)
    for lettrage in lettrages_of(year):
        lines = [entries[rank].lines[position] for rank, position in lettrage.lines]
        assert sum(line.debit - line.credit for line in lines) == 0
        assert {(line.account, line.third) for line in lines} == {
            (lettrage.account, lettrage.third)
        }
