"""Who WhatsApp's conversations are with: the address, encrypted, and how to write to it.

Everything else in the project knows a patient by the sender id, a keyed hash. The address itself
(telephone number, WhatsApp's own user id) stands here alone, encrypted, until it expires.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Row

from actions.clinic.sealing import seal, unseal
from actions.clinic.secret import derive_key
from actions.clinic.store import Store
from actions.clinic.tables import whatsapp_address as table
from actions.clinic.whatsapp import outbox

PREFIX = "wa:"
"""How the sender ids of WhatsApp begin; other channels refuse them."""
KEPT = timedelta(days=90)
"""An address is forgotten this long after the last message."""
KEPT_AFTER_ERASURE = timedelta(hours=1)
"""Long enough to say that everything was erased."""
WINDOW = timedelta(hours=24)
"""How long after a patient's message WhatsApp lets a business write freely."""

PACE = timedelta(seconds=6)
BURST = 45
"""One message in 6 s to one user, of which 45 may be sent in advance."""

PURPOSE = "whatsapp-address"
CHOICES_PURPOSE = "whatsapp-choices"


@dataclass(frozen=True)
class Address:
    """Where to write to: digits of a telephone number, WhatsApp's user id, or both."""

    phone: str | None
    user_id: str | None

    @property
    def sender_id(self) -> str:
        """The sender id in Rasa: by the user id, else by the number.

        Raises:
            ValueError: there is neither.
        """
        key = self.user_id or self.phone
        if not key:
            raise ValueError("an address without a number and without a user id")
        digest = hmac.new(derive_key("whatsapp-sender"), key.encode(), hashlib.sha256)
        return PREFIX + digest.hexdigest()[:32]


@dataclass(frozen=True)
class Offered:
    """The choices last shown to a patient, as ``[[payload, title], ...]``, and a name for them."""

    nonce: str
    choices: list[list[str]]


class Addresses:
    """The address of each sender id, and what WhatsApp's rules need to know of it."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def is_known(self, sender_id: str) -> bool:
        """Whether this channel itself made the sender id, and has not forgotten it.

        Raises:
            StoreError: the database failed.
        """
        return self._row(sender_id) is not None

    def find(self, sender_id: str) -> Address | None:
        """Return the address; None if it was forgotten or the secret changed.

        Raises:
            StoreError: the database failed.
        """
        row = self._row(sender_id)
        return _address_of(row) if row else None

    def is_window_open(self, sender_id: str) -> bool:
        """Whether free text may be sent.

        Raises:
            StoreError: the database failed.
        """
        row = self._row(sender_id)
        return bool(row and self._clock() < row.last_message_at + WINDOW)

    def agreed(
        self, connection: Connection, sender_hash: str | None
    ) -> tuple[str, datetime] | None:
        """Return an appointment's sender who agreed to notices, and when they last wrote.

        Args:
            connection: the caller's transaction.
            sender_hash: the ``sender`` of the appointment's row.
        """
        row = connection.execute(
            select(table.c.sender_id, table.c.last_message_at).where(
                table.c.sender_hash == sender_hash,
                table.c.opted_in_at.is_not(None),
                table.c.expires_at > self._clock(),
            )
        ).first()
        return (row.sender_id, row.last_message_at) if row else None

    def forget(self, sender_id: str) -> None:
        """Forget an address: at once what it was sent and agreed to, soon the address itself.

        Raises:
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            outbox.forget_sent(connection, sender_id)
            connection.execute(
                update(table)
                .where(table.c.sender_id == sender_id)
                .values(
                    expires_at=self._clock() + KEPT_AFTER_ERASURE,
                    opted_in_at=None,
                    opt_in_asked_at=None,
                    choices=None,
                )
            )

    def allow_notices(self, sender_id: str, allowed: bool) -> None:
        """Record that the patient agreed to messages about appointments, or no longer does.

        Raises:
            StoreError: the database failed.
        """
        self.change(sender_id, opted_in_at=self._clock() if allowed else None)

    def may_ask_for_notices(self, sender_id: str) -> bool:
        """Whether the patient was not asked yet; from now on it counts as asked.

        Raises:
            StoreError: the database failed.
        """
        now = self._clock()
        with self._store.write() as connection:
            changed = connection.execute(
                update(table)
                .where(table.c.sender_id == sender_id, table.c.opt_in_asked_at.is_(None))
                .values(opt_in_asked_at=now)
            )
        return bool(changed.rowcount)

    def may_explain_text_only(self, sender_id: str, pause: timedelta) -> bool:
        """Whether it was not said lately that only text can be read; from now on it was.

        Raises:
            StoreError: the database failed.
        """
        now = self._clock()
        row = self._row(sender_id)
        if row and row.told_text_only_at and row.told_text_only_at > now - pause:
            return False
        self.change(sender_id, told_text_only_at=now)
        return True

    def pace(self, sender_id: str) -> timedelta:
        """Take one message from what may be sent to this user; return how long to wait first.

        Zero: it was taken. Otherwise nothing was, and it has to be asked again after the wait.

        Raises:
            StoreError: the database failed.
        """
        now = self._clock()
        row = self._row(sender_id)
        if row is None:
            return timedelta()
        start = max(now, row.paced_until or now)
        wait = start + PACE - (now + BURST * PACE)
        if wait > timedelta():
            return wait
        self.change(sender_id, paced_until=start + PACE)
        return timedelta()

    def offered(self, sender_id: str) -> Offered | None:
        """Return the choices last shown to the patient.

        Raises:
            StoreError: the database failed.
        """
        row = self._row(sender_id)
        if row is None or row.choices is None:
            return None
        text = unseal(CHOICES_PURPOSE, row.choices, sender_id)
        return Offered(**json.loads(text)) if text else None

    def change(self, sender_id: str, **values: Any) -> None:
        """Change columns of a sender.

        Raises:
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            connection.execute(update(table).where(table.c.sender_id == sender_id).values(**values))

    def _row(self, sender_id: str) -> Row | None:
        with self._store.read() as connection:
            return connection.execute(
                select(table).where(
                    table.c.sender_id == sender_id, table.c.expires_at > self._clock()
                )
            ).first()


def note_message(
    connection: Connection, address: Address, sent_at: datetime, now: datetime
) -> None:
    """Keep the address of whoever sent a message, in the caller's transaction.

    If the message opens the window, what waited for that may be sent. A number that an earlier
    message told is kept when this one does not tell it.
    """
    sender_id = address.sender_id
    if now < sent_at + WINDOW:
        outbox.release(connection, sender_id, now)
    known = connection.execute(select(table).where(table.c.sender_id == sender_id)).first()
    if known and address.phone is None:
        address = replace(address, phone=_phone_of(known))
    values = {
        "address": seal(PURPOSE, json.dumps(asdict(address)), sender_id),
        "last_message_at": max(sent_at, known.last_message_at) if known else sent_at,
        "expires_at": now + KEPT,
    }
    if known:
        connection.execute(update(table).where(table.c.sender_id == sender_id).values(**values))
        return
    sender_hash = hashlib.sha256(sender_id.encode()).hexdigest()
    connection.execute(insert(table).values(sender_id=sender_id, sender_hash=sender_hash, **values))


def note_choices(connection: Connection, sender_id: str, offered: Offered | None) -> None:
    """Keep the choices that a reply shows, in the caller's transaction; None: it shows none."""
    sealed = offered and seal(CHOICES_PURPOSE, json.dumps(asdict(offered)), sender_id)
    connection.execute(update(table).where(table.c.sender_id == sender_id).values(choices=sealed))


def _address_of(row: Row) -> Address | None:
    text = unseal(PURPOSE, row.address, row.sender_id)
    return Address(**json.loads(text)) if text else None


def _phone_of(row: Row) -> str | None:
    address = _address_of(row)
    return address.phone if address else None


def delete_expired(connection: Connection, now: datetime) -> None:
    """Delete the addresses that have expired."""
    connection.execute(delete(table).where(table.c.expires_at <= now))
