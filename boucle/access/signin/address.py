"""A person's e-mail address: where notices and forgotten passwords go, changed only once proved.

The new address receives a link, which the same person opens signed in; the former address is told.
"""

from __future__ import annotations

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from procrastinate.contrib.django import app

from boucle.access.models import User
from boucle.access.signin import notices, throttle
from boucle.kernel import audit
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, NotFound, Refused

SECONDS = 24 * 3600
_SALT = "boucle.address"
GONE = "Ce lien n’est plus valable. Demandez-en un autre dans Préférences, Sécurité."
_MAIL = (
    "Bonjour {name},\n\nPour que cette adresse devienne celle du compte « {login} », ouvrez,"
    " connecté, dans les 24 heures :\n\n{base}preferences/adresse/{word}\n\nSi ce n’est pas vous,"
    " ne faites rien.\n\nBoucle"
)


def ask_address(act: Act, user: User, email: str, base: str) -> None:
    """A link goes to the new address. Raises Refused: no address, or too many asked."""
    counters = throttle.of_mail(f"adresse:{user.login}", act.address)
    try:
        validate_email(email)
        problem = "Trop de demandes : réessayez dans une heure."
        good = not throttle.is_locked(counters, act.at)
    except ValidationError:
        good, problem = False, "Cette adresse e-mail n’est pas complète : nom@domaine.fr."
    if not good:
        raise Refused([Finding(code="access.user.email", message=problem, field="email")])
    throttle.failed(counters, act.at)
    task = app.configure_task("access.mail_address")
    task.defer(user=user.pk, email=email[:254], base=base)


def send_address(user: int, email: str, base: str) -> None:
    """Write to the address that waits to be proved. For the job."""
    person = User.objects.filter(pk=user, is_active=True).first()
    if person is None:
        return
    facts = {"user": person.pk, "email": email, "was": person.email}
    word = signing.dumps(facts, salt=_SALT)
    body = _MAIL.format(name=person.name or person.login, login=person.login, base=base, word=word)
    EmailMessage("Boucle : votre adresse e-mail", body, None, [email]).send()


def address_of(user: User, word: str) -> str:
    """The address that a link of this person proves. Raises NotFound."""
    try:
        facts = signing.loads(word, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        raise NotFound(GONE) from None
    if facts["user"] != user.pk or facts["was"] != user.email:
        raise NotFound(GONE)
    return str(facts["email"])


def set_address(act: Act, user: User, word: str) -> str:
    """The proved address is the person's; the former is told. Raises NotFound."""
    email, was = address_of(user, word), user.email
    text = f"L’adresse e-mail du compte « {user.login} » est désormais {email}."
    if was:
        notices.send(user, "Boucle : votre adresse e-mail", text)
    user.email = email
    user.save(update_fields=["email"])
    audit.record(act, "access.user.email", before={"email": was}, after={"email": email})
    notices.notify(user, "address", text)
    return email
