"""Passwords forgotten and changed, and finding a person by what he types."""

from __future__ import annotations

from procrastinate.contrib.django import app

from boucle.access.models import User
from boucle.access.signin import links, notices, throttle
from boucle.kernel import audit, clock
from boucle.kernel.act import Act
from boucle.kernel.errors import Finding, Refused

_MAIL = (
    "Bonjour {name},\n\nQuelqu’un, vous sans doute, a demandé un nouveau mot de passe pour le"
    " compte « {login} ». Choisissez-le à cette adresse, valable une heure et une seule fois :\n\n"
    "{base}mot-de-passe/nouveau/{word}\n\nSi ce n’est pas vous, ne faites rien : votre mot de passe"
    " reste le même.\n\nBoucle"
)


def person_named(text: str) -> User | None:
    """The person of this login, else the only one of this e-mail address."""
    text = text.strip()
    user = User.objects.filter(login__iexact=text).first()
    if user is None and "@" in text:
        found = list(User.objects.filter(email__iexact=text)[:2])
        user = found[0] if len(found) == 1 else None
    return user


def is_demo() -> bool:
    """Whether accounts of the demonstration live here, from which no second factor is asked."""
    return User.objects.filter(mfa_waived=True).exists()


def ask_reset(act: Act, text: str, base: str) -> None:
    """A link by e-mail to whom the text names. Says nothing, takes the same time for anybody."""
    counters = throttle.of_mail(text, act.address)
    locked = throttle.is_locked(counters, act.at)
    throttle.failed(counters, act.at)
    if not locked:
        task = app.configure_task("access.mail_reset")
        task.defer(who=text[:254], base=base, address=act.address)


def send_reset(who: str, base: str, address: str) -> None:
    """Make the link and send it. For the job: the secret word is in no queue."""
    user = person_named(who)
    if user is None or not user.is_active or not user.email:
        return
    act = Act("système:courrier", clock.now(), address, "job")
    word = links.make_link(act, user, "reset")
    body = _MAIL.format(name=user.name or user.login, login=user.login, base=base, word=word)
    notices.send(user, "Boucle : nouveau mot de passe", body)


def change_own_password(act: Act, user: User, old: str, new: str) -> None:
    """Raises Refused: the old one is wrong, the new one too weak. Every session ends."""
    counters = throttle.of_code(user.pk)
    if throttle.is_locked(counters, act.at) or not user.check_password(old):
        throttle.failed(counters, act.at)
        text = "Ce n’est pas votre mot de passe actuel. Vérifiez la saisie et les majuscules."
        raise Refused([Finding(code="access.user.old_password", message=text, field="old")])
    links.check_password_rules(new, user)
    links.set_password(user, new)
    audit.record(act, "access.user.password", after={"login": user.login})
    notices.notify(user, "password", "Votre mot de passe a été changé.")
