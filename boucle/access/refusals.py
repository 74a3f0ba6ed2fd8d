"""What the constraints on accounts mean, by the name of the constraint."""

from __future__ import annotations

from boucle.kernel.errors import Finding


def _finding(code: str, message: str, help: str, field: str | None = None) -> Finding:
    return Finding(code=f"access.{code}", message=message, help=help, field=field)


CONSTRAINTS: dict[str, Finding] = {
    "access_membership__needs_access": _finding(
        "account.no_access",
        "Cette personne n’a pas de compte accès dans cette organisation.",
        "Demandez d’abord son compte accès : l’exploitant du service l’ouvre.",
    ),
    "access_membership__named_users": _finding(
        "contract.named_users",
        "Tous les utilisateurs nommés de votre contrat sont déjà attribués.",
        "Retirez le compte applicatif d’une personne partie, ou commandez des utilisateurs.",
    ),
    "access_membership__staff_apart": _finding(
        "account.staff_apart",
        "Une personne de l’exploitant n’a pas de compte chez un client, ni l’inverse.",
        "Le personnel entre chez un client par une session d’assistance.",
    ),
    "access_grant__no_staff": _finding(
        "grant.staff",
        "Le personnel de l’exploitant ne reçoit aucun droit sur un dossier.",
        "Il entre par une session d’assistance, tracée et limitée à une heure.",
    ),
    "access_account__one_open": _finding(
        "account.exists",
        "Cette personne a déjà un compte accès ouvert dans cette organisation.",
        "Donnez-lui un compte applicatif s’il lui manque.",
        "login",
    ),
    "access_saas_admin__one_external": _finding(
        "saas_admin.one_external",
        "Un administrateur SaaS d’une société tierce est déjà désigné.",
        "Le contrat n’en admet qu’un : remplacez-le, ou désignez quelqu’un de chez vous.",
    ),
    "access_saas_admin__at_least_one": _finding(
        "saas_admin.last",
        "Il faut au moins un administrateur SaaS à tout instant.",
        "Désignez d’abord son remplaçant, à la même date d’effet.",
    ),
    "access_saas_admin__acknowledged": _finding(
        "saas_admin.acknowledgement",
        "Un administrateur d’une société tierce demande une reconnaissance signée.",
        "Indiquez qui l’a signée pour vous, quand, et la référence du document.",
        "document",
    ),
    "access_cabinet_invitation__one_open": _finding(
        "cabinet.invited",
        "Une invitation attend déjà une réponse pour ce dossier.",
        "Attendez la réponse, ou retirez cette invitation.",
    ),
    "access_cabinet_departure__one_open": _finding(
        "cabinet.leaving",
        "Le départ de ce dossier est déjà demandé.",
        "Annulez la première demande pour changer de date.",
    ),
}
