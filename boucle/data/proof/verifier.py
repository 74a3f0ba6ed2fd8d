#!/usr/bin/env python3
"""Vérifie une preuve exportée par Boucle, sans Boucle et sans rien installer (Python 3.8 ou plus).

    python3 verifier.py 732829320-preuve-1a2b3c4d.jsonl [--tete EMPREINTE]

Recalcule l'empreinte SHA-256 de chaque écriture, puis de chaque lot, jusqu'à la tête de la
chaîne ; --tete la compare à une empreinte notée ailleurs auparavant, ce qui révèle des livres
entièrement réécrits. Code 0 : intact ; 1 : rompu ; 2 : mauvais usage. Format : docs/preuve.md.
"""

import hashlib
import json
import sys
from datetime import date


class Broken(Exception):
    """The first thing that is not what was validated."""


def canon(value):
    """A field: its length in bytes, a colon, its bytes; `-` where there is none."""
    return "-" if value is None else "%d:%s" % (len(str(value).encode("utf-8")), value)


def day(text):
    """A day as the number of days since 1 January 1970."""
    return canon(None if text is None else (date.fromisoformat(text) - date(1970, 1, 1)).days)


def name(pair):
    """A number and its label; two dashes where there is no third party."""
    return "--" if pair is None else canon(pair[0]) + canon(pair[1])


def entry_hash(entry):
    """Format B1: what was hashed when the entry was validated."""
    text = "2:B1" + name(entry["journal"]) + canon(entry["number"]) + day(entry["date"])
    text += day(entry["valid"]) + canon(len(entry["lines"]))
    for account, third, piece, piece_day, label, debit, credit, cur, in_cur, due in entry["lines"]:
        text += name(account) + name(third) + canon(piece) + day(piece_day) + canon(label)
        text += canon(debit) + canon(credit) + canon(cur) + canon(in_cur) + day(due)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def batch_digest(dossier, batch):
    """Format L1: a hash over the head of a batch; its entries are then added in order."""
    text = "2:L1" + canon(dossier) + canon(batch["batch"]) + canon(batch["kind"])
    text += canon(batch["stamp"]) + canon(batch["author"]) + canon(batch["count"])
    return hashlib.sha256(text.encode("utf-8") + bytes.fromhex(batch["previous"]))


def check(rows):
    """Follow the whole file; the totals. Raises Broken at the first thing that is wrong."""
    header, row = next(rows), next(rows)
    if header["format"] != "boucle-preuve-1":
        raise Broken("ce fichier n'est pas une preuve de Boucle")
    head, number, entries, debit, credit, stamp = "00" * 32, 0, 0, 0, 0, row.get("stamp")
    while "batch" in row:
        batch, number, found, where = row, number + 1, 0, "lot %s" % row["batch"]
        follows = (batch["batch"], batch["version"], batch["previous"]) == (number, 1, head)
        if not follows or batch["stamp"] < stamp:
            raise Broken(where + " : il ne suit pas le lot précédent")
        digest = batch_digest(header["dossier"], batch)
        for row in rows:
            if "lines" not in row:
                break
            found += 1
            if entry_hash(row) != row["hash"]:
                names = (where, row["number"], row["journal"][0])
                raise Broken("%s, écriture %s du journal %s : contenu altéré" % names)
            digest.update(bytes.fromhex(row["hash"]))
            debit += sum(line[5] for line in row["lines"])  # cents
            credit += sum(line[6] for line in row["lines"])
        if found != batch["count"] or digest.hexdigest() != batch["hash"]:
            raise Broken(where + " : écriture absente, ajoutée ou déplacée, ou en-tête altéré")
        head, entries, stamp = batch["hash"], entries + found, batch["stamp"]
    ends = {(end["batches"], end["entries"], end["head"]) for end in (header, row)}
    if ends != {(number, entries, head)} or next(rows, None):
        raise Broken("la fin ne correspond pas à la chaîne : des lots manquent")
    return number, entries, debit / 100, credit / 100, head


def main(words):
    """The command; its exit code."""
    if len(words) not in (1, 3) or words[1:2] not in ([], ["--tete"]):
        return print(__doc__) or 2
    try:
        with open(words[0], encoding="utf-8") as source:
            found = check(map(json.loads, source))
            if words[2:] and words[2].lower() != found[4]:
                raise Broken("la tête %s n'est pas celle qui était attendue" % found[4])
    except Exception as error:
        known = isinstance(error, (Broken, OSError))
        return print("ROMPU : %s." % (error if known else "fichier tronqué ou illisible")) or 1
    return print("INTACT : %d lot(s), %d écriture(s), débit %.2f, crédit %.2f.\nTête : %s" % found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
