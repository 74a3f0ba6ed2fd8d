"""The FEC (fichier des écritures comptables): read, check, print. Pure.

Entry points: `check.check_fec`, `archive.split_archive`, `cells.render_row`.
Source of the rules: art. A. 47 A-1 of the Livre des procédures fiscales; catalogue in
`data/fec/rules.csv`.
"""
