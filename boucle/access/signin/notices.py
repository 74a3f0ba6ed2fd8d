"""What a person is told of his own account, in the product and by e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from procrastinate.contrib.django import app

from boucle.access.models import User
from boucle.access.signin.models import Notice
from boucle.kernel import clock

SHOWN = 20
_FOOT = (
    "\n\nSi ce n’est pas vous : changez votre mot de passe, fermez les autres sessions dans"
    " Préférences, Sécurité, et prévenez l’administrateur de votre organisation.\n\nBoucle"
)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as the page shows it."""

    kind: str
    text: str
    at: datetime
    is_new: bool


def notify(user: User, kind: str, text: str) -> None:
    """Leave a notice, and send it when the person has an e-mail address."""
    row = Notice.objects.create(user=user, kind=kind, text=text, at=clock.now())
    User.objects.filter(pk=user.pk).update(notices_unread=F("notices_unread") + 1)
    if user.email:
        app.configure_task("access.mail_notice").defer(notice=row.pk)


def notices_of(user: User) -> list[NoticeRow]:
    """The last notices, the newest first; they are read from now on."""
    rows = [
        NoticeRow(row.kind, row.text, row.at, row.read_at is None)
        for row in Notice.objects.filter(user=user).order_by("-id")[:SHOWN]
    ]
    if user.notices_unread:
        Notice.objects.filter(user=user, read_at=None).update(read_at=clock.now())
        User.objects.filter(pk=user.pk).update(notices_unread=0)
    return rows


def send_notice(notice: int) -> None:
    """Send one notice by e-mail. For the job."""
    row = Notice.objects.select_related("user").filter(pk=notice).first()
    if row is not None:
        when = row.at.astimezone(clock.PARIS).strftime("%d/%m/%Y à %H h %M")
        send(row.user, "Boucle : votre compte", f"{row.text}\n\nLe {when}.{_FOOT}")


def send(user: User, subject: str, body: str) -> None:
    """One plain message to a person who has an address. Raises what the mail server says."""
    if user.email:
        EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email]).send()
