"""A balance that does not balance says so and names the entries; it never hides it."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.books.queries.balance import trial_balance
from boucle.books.rules.period import whole_year
from boucle.kernel.act import system_act
from tests.books.build import SIREN, a_year
from tests.books.reading import a_readable
from tests.books.test_reading_screens import a_client

pytestmark = pytest.mark.commits
SPOIL = """
with spoilt as (
    update boucle.books_line set debit = debit + 100 where debit = 12000 and date = '2025-01-15'
    returning dossier_id, account_id)
update boucle.books_balance_month b set debit = b.debit + 100 from spoilt s
 where b.dossier_id = s.dossier_id and b.account_id = s.account_id and b.month = '2025-01-01'
   and b.journal_id = (select id from boucle.books_journal where code = 'VTE')"""


def test_the_entries_at_fault_are_named(clone_db: str, super_conn: Any) -> None:
    dossier = a_readable()
    super_conn.execute("set session_replication_role = replica")
    super_conn.execute(SPOIL)
    super_conn.commit()
    found = trial_balance(system_act(), dossier, whole_year(a_year(dossier)))
    assert (found.is_balanced, found.gap) == (False, 100)
    assert [(one.journal, one.gap) for one in found.unbalanced] == [("VTE", 100)]
    page = a_client(dossier).get(f"/d/{SIREN}/2025/balance").text.replace("\u00a0", " ")
    assert "La balance n’est pas équilibrée : écart de 1,00 D" in page
    assert f"/2025/ecriture/{found.unbalanced[0].public_id}" in page
    assert "Débit = Crédit" not in page
