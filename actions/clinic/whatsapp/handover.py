"""One-time codes with which a conversation of another channel goes on over WhatsApp."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from actions.clinic.booking import give_holds
from actions.clinic.reference import ALPHABET
from actions.clinic.secret import derive_key
from actions.clinic.store import Store
from actions.clinic.tables import whatsapp_handover as table

LIFETIME = timedelta(minutes=15)
CODE_LENGTH = 12


class Handovers:
    """Makes codes and takes them in; only a keyed hash of a code is stored."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def offer(self, source: str) -> str:
        """Return a new code for a conversation; it is valid once and for ``LIFETIME``.

        Raises:
            StoreError: the database failed.
        """
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        with self._store.write() as connection:
            connection.execute(
                insert(table).values(
                    key=_key(code), source=source, expires_at=self._clock() + LIFETIME
                )
            )
        return code

    def redeem(self, code: str, target: str) -> str | None:
        """Use up a code; what its conversation holds in the agenda is the target's from now on.

        A code that this target used before still counts for its ``LIFETIME``: a crash may have
        come between.

        Returns:
            The conversation that goes on; None if the code is unknown, used or too old.

        Raises:
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            row = connection.execute(
                select(table).where(table.c.key == _key(code), table.c.expires_at > self._clock())
            ).first()
            if row is None or row.used_by not in (None, target):
                return None
            connection.execute(update(table).where(table.c.key == row.key).values(used_by=target))
            give_holds(connection, row.source, target)
        source: str = row.source
        return source


def delete_old(connection: Connection, now: datetime) -> None:
    """Delete the codes that are no longer valid."""
    connection.execute(delete(table).where(table.c.expires_at <= now))


def _key(code: str) -> str:
    key = derive_key("whatsapp-handover")
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()
