"""Boucle: the accounting platform that a French cabinet and its client companies share."""
