"""What kind of journal a code and a label of a file stand for.

Source: usual codes of French products (rule book FEC-070; samples of six products).
"""

from __future__ import annotations

import re
import unicodedata

_CODES = {
    "an": r"^(AN|RAN|ANO|ANC|OUV|REP|A_?NOUV|XN|AN0?)\d*$",
    "achats": r"^(AC|ACH|HA|FF|FRS|ACHA|AF)\w{0,3}$",
    "ventes": r"^(VE|VT|VTE|FC|FA|VEN|VN)\w{0,3}$",
    "caisse": r"^(CA|CAI|CS|ES|CSE)\w{0,2}$",
    "banque": r"^(BQ|BK|BNK|BN|BP|CE|CM|CIC|SG|LCL|CCP|BR|512)\w{0,4}$",
    "od": r"^(OD|DI|DIV|OP|PA|SAL|TVA|CL)\w{0,3}$",
}
_WORDS = {
    "an": r"\bA[ _-]?NOUVEAU|\bOUVERTURE|\bREPORTS?\b|^REPRISES?$"
    r"|REPRISE (DES? |D.)?(SOLDE|BALANCE|BILAN)",
    "achats": r"ACHAT|FOURNISSEUR",
    "ventes": r"VENTE|CLIENT|FACTURATION|RECETTE",
    "caisse": r"CAISSE|ESPECE",
    "banque": r"BANQUE|CREDIT|CAISSE D.?EPARGNE|POSTE|CCP|TRESORERIE|BANK|SOCIETE GENERALE|BNP|LCL",
    "od": r"OPERATIONS? DIVERSE|\bOD\b|PAIE|SALAIRE|TVA|INVENTAIRE",
}


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.upper())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def journal_nature(code: str, label: str) -> str:
    """`achats`, `ventes`, `banque`, `caisse`, `an`, else `od`. The label speaks first."""
    words = _plain(label)
    if re.search(_WORDS["banque"], words) and "EPARGNE" in words:
        return "banque"
    for nature in ("an", "caisse", "achats", "ventes", "banque", "od"):
        if re.search(_WORDS[nature], words):
            return nature
    for nature, pattern in _CODES.items():
        if re.match(pattern, _plain(code)):
            return nature
    return "od"
