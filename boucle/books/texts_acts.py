"""Acts of the audit log in French, for the list of the last acts."""

from __future__ import annotations

ACTS: dict[str, str] = {
    "access.grant.given": "Droit accordé",
    "access.grant.revoked": "Droit retiré",
    "access.key.created": "Clé d’API créée",
    "access.key.revoked": "Clé d’API révoquée",
    "access.session.opened": "Connexion",
    "access.user.added": "Utilisateur ajouté",
    "access.user.closed": "Accès fermé",
    "access.user.opened": "Accès rouvert",
    "access.user.password": "Mot de passe changé",
    "books.account.added": "Compte ajouté",
    "books.account.changed": "Compte modifié",
    "books.account.relabelled": "Libellés de comptes modifiés",
    "books.account.reopened": "Compte réactivé",
    "books.account.retired": "Compte désactivé",
    "books.chart.imported": "Plan de comptes importé",
    "books.entries.validated": "Écritures validées",
    "books.fec.exported": "FEC exporté",
    "books.fec.imported": "FEC importé",
    "books.journal.reopened": "Journal réactivé",
    "books.journal.retired": "Journal désactivé",
    "books.journal.saved": "Journal enregistré",
    "books.lettrage.limit": "Seuil d’écart de lettrage",
    "books.lettrage.made": "Lettrage",
    "books.lettrage.undone": "Délettrage",
    "books.list.exported": "Liste exportée",
    "books.model.deleted": "Modèle d’écriture supprimé",
    "books.model.saved": "Modèle d’écriture enregistré",
    "books.model.usual": "Modèles usuels ajoutés",
    "books.month.locked": "Mois verrouillé",
    "books.month.unlocked": "Mois déverrouillé",
    "books.opened": "Comptabilité ouverte",
    "books.proof.exported": "Preuve exportée",
    "books.shortcut.saved": "Raccourci de compte enregistré",
    "books.third.added": "Tiers ajoutés",
    "books.third.reopened": "Tiers réactivé",
    "books.third.retired": "Tiers désactivé",
    "books.third.saved": "Tiers enregistré",
    "books.vat_code.reopened": "Code de TVA réactivé",
    "books.vat_code.retired": "Code de TVA désactivé",
    "books.vat_code.saved": "Code de TVA enregistré",
    "books.vat_code.usual": "Codes de TVA usuels ouverts",
    "books.year.closed": "Exercice clôturé",
    "books.year.opened": "Exercice ouvert",
    "books.year.reopened": "Exercice rouvert",
    "demo.dossier.loaded": "Dossier de démonstration chargé",
    "tenancy.dossier.archived": "Dossier archivé",
    "tenancy.dossier.changed": "Identité modifiée",
    "tenancy.dossier.created": "Dossier créé",
}


def act_label(verb: str) -> str:
    """The act in French; the verb itself when nobody named it."""
    return ACTS.get(verb, verb)
