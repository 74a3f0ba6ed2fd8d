"""The door of webhooks."""

from boucle.webhooks.commands import (
    change_hook,
    create_hook,
    drop_hook,
    ping,
    redeliver,
    rotate_secret,
)
from boucle.webhooks.delivery import deliver_due, forget_old
from boucle.webhooks.queries import (
    administered,
    deliveries,
    delivery,
    hook,
    hooks_of,
    switched_off,
)
from boucle.webhooks.rules import EVERY, PING, TYPES
from boucle.webhooks.types import AttemptRow, DeliveryRow, Hook

__all__ = [
    "EVERY",
    "PING",
    "TYPES",
    "AttemptRow",
    "DeliveryRow",
    "Hook",
    "administered",
    "change_hook",
    "create_hook",
    "deliver_due",
    "deliveries",
    "delivery",
    "drop_hook",
    "forget_old",
    "hook",
    "hooks_of",
    "ping",
    "redeliver",
    "rotate_secret",
    "switched_off",
]
