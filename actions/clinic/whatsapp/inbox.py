"""What came in over WhatsApp and is still to be answered: durable, once, in order per patient.

WhatsApp delivers at least once and in any order, so each message is known by a key. Its content is
encrypted and deleted once it is answered; the key stays for as long as WhatsApp may deliver again.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Row

from actions.clinic.leases import take_first_of_each
from actions.clinic.sealing import seal, unseal
from actions.clinic.store import Store
from actions.clinic.tables import whatsapp_inbox as table
from actions.clinic.whatsapp.addresses import Address, note_message

REMEMBERED = timedelta(days=8)
"""WhatsApp delivers again for up to 7 days."""
MOST_WAITING = 1000
PURPOSE = "whatsapp-inbox"


@dataclass(frozen=True)
class NewMessage:
    """A message as it came in; ``key`` is the same when it comes again."""

    key: str
    address: Address
    sent_at: datetime
    content: dict[str, Any]


@dataclass(frozen=True)
class InboxRow:
    """A message to answer; ``tries`` counts how often it was taken, this time included."""

    id: int
    key: str
    sender_id: str
    content: dict[str, Any]
    tries: int


class Inbox:
    """Keeps messages until they are answered; any number of processes may share the work."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def add(self, messages: Iterable[NewMessage]) -> int:
        """Store messages with their addresses; return how many were new.

        Raises:
            StoreError: the database failed; nothing was stored.
        """
        now = self._clock()
        new = 0
        with self._store.write() as connection:
            for message in messages:
                if _is_known(connection, message.key):
                    continue
                sent_at = min(message.sent_at, now)
                note_message(connection, message.address, sent_at, now)
                sender_id = message.address.sender_id
                connection.execute(
                    insert(table).values(
                        key=message.key,
                        sender_id=sender_id,
                        content=seal(PURPOSE, json.dumps(message.content), sender_id),
                        sent_at=sent_at,
                        received_at=now,
                        tries=0,
                    )
                )
                new += 1
        return new

    def take(self, limit: int) -> list[InboxRow]:
        """Take the oldest message of each patient of whom none is taken.

        Raises:
            StoreError: the database failed.
        """
        if not self._has_open():
            return []
        with self._store.write() as connection:
            waiting = connection.execute(
                select(table)
                .where(table.c.done_at.is_(None))
                .order_by(table.c.sent_at, table.c.id)
                .limit(MOST_WAITING)
            ).all()
            rows = take_first_of_each(connection, table, waiting, "sender_id", self._clock(), limit)
        return [_opened(row) for row in rows]

    def release(self, row_id: int) -> None:
        """Give a message back, to be handed out again at once.

        Raises:
            StoreError: the database failed; it is handed out again after the lease.
        """
        with self._store.write() as connection:
            connection.execute(update(table).where(table.c.id == row_id).values(taken_until=None))

    def _has_open(self) -> bool:
        with self._store.read() as connection:
            found = connection.execute(select(table.c.id).where(table.c.done_at.is_(None)).limit(1))
            return found.first() is not None


def finish(connection: Connection, row_id: int, now: datetime) -> None:
    """Note that a message was answered and delete its content, in the caller's transaction."""
    connection.execute(update(table).where(table.c.id == row_id).values(done_at=now, content=None))


def delete_old(connection: Connection, now: datetime) -> None:
    """Delete what is answered and cannot come again."""
    connection.execute(delete(table).where(table.c.done_at <= now - REMEMBERED))


def _is_known(connection: Connection, key: str) -> bool:
    found = connection.execute(select(table.c.id).where(table.c.key == key))
    return found.first() is not None


def _opened(row: Row) -> InboxRow:
    text = unseal(PURPOSE, row.content, row.sender_id)
    content = json.loads(text) if text else {}
    return InboxRow(row.id, row.key, row.sender_id, content, row.tries + 1)
