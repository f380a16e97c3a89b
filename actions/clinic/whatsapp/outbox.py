"""What goes out over WhatsApp: durable, in order per patient, each message once if at all possible.

WhatsApp's API knows no idempotency key. So every sending carries a tag, of the row's number and how
often it was sent by then, which comes back in its reports: after a time-out the row waits for
such a report before it is sent again.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection, Row

from actions.clinic.sealing import seal, unseal
from actions.clinic.secret import derive_key
from actions.clinic.store import Store
from actions.clinic.tables import whatsapp_outbox as table

LEASE = timedelta(seconds=60)
"""A message that was taken and not reported on counts as perhaps sent after this."""
REPORT_WAIT = timedelta(seconds=20)
"""How long to wait for a report on a message that was perhaps sent."""
HELD_FOR = timedelta(days=7)
"""How long a message that came too late waits for the patient to write again."""
CONTENT_KEPT = timedelta(days=1)
ROW_KEPT = timedelta(days=8)
MOST_OPEN = 1000
PURPOSE = "whatsapp-outbox"
UNKNOWN_ERROR = 131000
TAG = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")
"""A row's number and how often it was sent."""


class State(str, Enum):
    """How far a message is; the last four are final.

    REFUSED is decided upon next; HELD may be sent when the patient writes again.
    """

    WAITING = "waiting"
    REFUSED = "refused"
    HELD = "held"
    SENDING = "sending"
    UNSURE = "unsure"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        """The order in which reports may change a row; a later report never takes it back."""
        return list(State).index(self)


ID_UNKNOWN = frozenset((State.HELD, State.SENDING, State.UNSURE))
"""States in which a report may be the first to tell WhatsApp's id of the last try."""
ID_KNOWN = frozenset((State.SENT, State.DELIVERED))
"""States in which a report of that id may say something new; a refused message waits for none."""
ARRIVED = frozenset((State.DELIVERED, State.READ))
"""What proves that a message arrived, whichever of its sendings the report is about."""


@dataclass(frozen=True)
class NewBubble:
    """A message to send.

    Attributes:
        payload: the API's ``type`` and the object of that name; ``file`` is the text of a
            document, which has no ``id`` until it is sent.
        plain: what to send as text if WhatsApp refuses the payload; None: nothing.
        is_notice: whether it may be sent outside the window, being an approved template.
        is_urgent: whether nothing else may make it wait.
    """

    payload: dict[str, Any]
    plain: str | None = None
    is_notice: bool = False
    is_urgent: bool = False


@dataclass(frozen=True)
class OutboxRow:
    """A message to send now; ``refused_by`` is an error that WhatsApp reported of it instead.

    ``sendings`` counts this one.
    """

    id: int
    sender_id: str
    payload: dict[str, Any]
    plain: str | None
    is_notice: bool
    tries: int
    is_fallback: bool
    sendings: int
    is_urgent: bool = False
    refused_by: int | None = None

    @property
    def tag(self) -> str:
        """What WhatsApp's reports send back of this sending; at most 512 characters are allowed."""
        return f"{self.id}.{self.sendings}"


class WhatsAppOutbox:
    """Hands out what is due; any number of processes may share the work."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def take(self, limit: int) -> list[OutboxRow]:
        """Take the first open message of each patient, if it is due; what is held is no hindrance.

        Raises:
            StoreError: the database failed.
        """
        now = self._clock()
        if not self._has_due(now):
            return []
        taken: list[OutboxRow] = []
        seen: set[str] = set()
        with self._store.write() as connection:
            rows = connection.execute(
                select(table)
                .where(table.c.closed_at.is_(None))
                .order_by(table.c.id)
                .limit(MOST_OPEN)
            ).all()
            for row in rows:
                if row.state == State.HELD.value:
                    if row.due_at <= now:
                        self._close(connection, row.id, State.FAILED, error="held too long")
                    continue
                if row.sender_id in seen or len(taken) == limit:
                    continue
                seen.add(row.sender_id)
                if row.due_at > now:
                    continue
                if row.state == State.REFUSED.value:
                    _set(connection, row.id, due_at=now + LEASE)
                    taken.append(_opened(row))
                    continue
                if row.state == State.SENDING.value:
                    _set(connection, row.id, state=State.UNSURE.value, due_at=now + REPORT_WAIT)
                    continue
                if row.state == State.UNSURE.value and row.is_resent:
                    self._close(connection, row.id, State.FAILED, error="no report")
                    continue
                if row.state == State.UNSURE.value:
                    _set(connection, row.id, is_resent=True)
                _set(
                    connection,
                    row.id,
                    state=State.SENDING.value,
                    due_at=now + LEASE,
                    sendings=row.sendings + 1,
                )
                taken.append(replace(_opened(row), sendings=row.sendings + 1))
        return taken

    def mark_sent(self, row_id: int, message_id: str) -> None:
        """Note WhatsApp's id of a message that it accepted.

        Raises:
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            row, key = _get(connection, row_id), message_key(message_id)
            if row is None or row.message_key == key:
                return  # a report came before the answer
            _set(connection, row_id, message_key=key)
            self._advance(connection, row, State.SENT)

    def mark_unsure(self, row_id: int) -> None:
        """Note that a message may have arrived: wait for a report, else it is sent once more.

        Raises:
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            row = _get(connection, row_id)
            if row is not None and row.state == State.SENDING.value:
                due_at = self._clock() + REPORT_WAIT
                _set(connection, row_id, state=State.UNSURE.value, due_at=due_at)

    def retry(self, row_id: int, wait: timedelta, error: str, *, counts: bool = True) -> None:
        """Send a message again after a wait.

        Raises:
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            row = _get(connection, row_id)
            if row is None or row.content is None:
                return
            _set(
                connection,
                row_id,
                state=State.WAITING.value,
                due_at=self._clock() + wait,
                tries=row.tries + int(counts),
                last_error=error,
                closed_at=None,
            )

    def replace(self, row_id: int, payload: dict[str, Any], error: str) -> None:
        """Send another payload instead, at once and as the last try.

        Raises:
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            row = _get(connection, row_id)
            if row is None:
                return
            bubble = NewBubble(payload, is_urgent=_opened(row).is_urgent)
            _set(
                connection,
                row_id,
                state=State.WAITING.value,
                due_at=self._clock(),
                content=_sealed(bubble, row.sender_id),
                is_fallback=True,
                last_error=error,
                closed_at=None,
            )

    def hold(self, row_id: int, error: str) -> None:
        """Keep a message until the patient writes again, at most ``HELD_FOR`` from its making.

        Raises:
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            row = _get(connection, row_id)
            if row is not None and row.content is not None:
                _hold(connection, row, last_error=error, closed_at=None)

    def has_open(self, sender_id: str) -> bool:
        """Whether a message to a patient was not sent yet.

        Raises:
            StoreError: the database failed.
        """
        with self._store.read() as connection:
            is_open = (table.c.sender_id == sender_id) & table.c.closed_at.is_(None)
            return connection.execute(select(table.c.id).where(is_open)).first() is not None

    def fail(self, row_id: int, error: str) -> None:
        """Give a message up.

        Raises:
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            self._close(connection, row_id, State.FAILED, error=error)

    def report(
        self, tag: str | None, message_id: str, state: State, code: int | None = None
    ) -> None:
        """Take in a report of WhatsApp; it may come before the answer to the sending, and twice.

        Args:
            tag: of the sending, as WhatsApp sends it back; None when it does not.
            message_id: WhatsApp's id.
            state: what it reports.
            code: the error, if it reports a failure: it is handed out to be decided upon.

        Raises:
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            key, (row_id, sending) = message_key(message_id), _parts(tag)
            is_it = table.c.message_key == key if row_id is None else table.c.id == row_id
            row = connection.execute(select(table).where(is_it)).first()
            if row is None:
                return
            is_proof = state in ARRIVED and State(row.state) not in ID_KNOWN
            is_of_last = sending in (None, row.sendings)
            if not is_proof and not (is_of_last and _is_news(row, key)):
                return
            _set(connection, row.id, message_key=key)
            if state is State.FAILED:
                if row.content is None:
                    return
                _set(
                    connection,
                    row.id,
                    state=State.REFUSED.value,
                    due_at=self._clock(),
                    closed_at=None,
                    last_error=str(code),
                )
            else:
                self._advance(connection, row, state)

    def _has_due(self, now: datetime) -> bool:
        with self._store.read() as connection:
            is_due = table.c.closed_at.is_(None) & (table.c.due_at <= now)
            return connection.execute(select(table.c.id).where(is_due).limit(1)).first() is not None

    def _advance(self, connection: Connection, row: Row | None, state: State) -> None:
        if row is not None and state.rank > State(row.state).rank:
            self._close(connection, row.id, state)

    def _close(
        self, connection: Connection, row_id: int, state: State, *, error: str | None = None
    ) -> None:
        _set(connection, row_id, state=state.value, closed_at=self._clock(), last_error=error)
        if state is not State.SENT:
            _set(connection, row_id, content=None)


def add(
    connection: Connection, sender_id: str, bubbles: Iterable[NewBubble], now: datetime
) -> None:
    """Add messages in the caller's transaction, in their order.

    What still waits is held when an urgent one comes, so that it goes first.
    """
    for bubble in bubbles:
        if bubble.is_urgent:
            _hold_waiting(connection, sender_id)
        connection.execute(
            insert(table).values(
                sender_id=sender_id,
                content=_sealed(bubble, sender_id),
                is_notice=bubble.is_notice,
                state=State.WAITING.value,
                due_at=now,
                tries=0,
                is_resent=False,
                is_fallback=False,
                created_at=now,
            )
        )


def _hold_waiting(connection: Connection, sender_id: str) -> None:
    waits = table.c.state.in_((State.WAITING.value, State.UNSURE.value))
    rows = connection.execute(
        select(table).where(table.c.sender_id == sender_id, table.c.closed_at.is_(None), waits)
    ).all()
    for row in rows:
        if not row.is_notice and not _opened(row).is_urgent:
            _hold(connection, row)


def _hold(connection: Connection, row: Row, **values: Any) -> None:
    _set(
        connection,
        row.id,
        state=State.HELD.value,
        due_at=row.created_at + HELD_FOR,
        **values,
    )


def _sealed(bubble: NewBubble, sender_id: str) -> bytes:
    """Return what is stored of a message, encrypted; ``_opened`` reads it."""
    content = {"payload": bubble.payload, "plain": bubble.plain, "urgent": bubble.is_urgent}
    return seal(PURPOSE, json.dumps(content), sender_id)


def release(connection: Connection, sender_id: str, now: datetime) -> None:
    """Let what is held go out, in the caller's transaction: the patient wrote again."""
    is_held = (table.c.sender_id == sender_id) & (table.c.state == State.HELD.value)
    connection.execute(
        update(table).where(is_held).values(state=State.WAITING.value, due_at=now, tries=0)
    )


def forget_sent(connection: Connection, sender_id: str) -> None:
    """Delete the contents of what was sent to a patient, in the caller's transaction."""
    sent = (table.c.sender_id == sender_id) & table.c.closed_at.is_not(None)
    connection.execute(update(table).where(sent).values(content=None))


def delete_old(connection: Connection, now: datetime) -> None:
    """Delete contents that are no longer needed, and rows that no report will come for."""
    old_content = table.c.closed_at <= now - CONTENT_KEPT
    connection.execute(update(table).where(old_content).values(content=None))
    connection.execute(delete(table).where(table.c.closed_at <= now - ROW_KEPT))


def message_key(message_id: str) -> str:
    """Return the keyed hash by which a message is known; its id holds the telephone number."""
    key = derive_key("whatsapp-message")
    return hmac.new(key, message_id.encode(), hashlib.sha256).hexdigest()


def _get(connection: Connection, row_id: int) -> Row | None:
    return connection.execute(select(table).where(table.c.id == row_id)).first()


def _set(connection: Connection, row_id: int, **values: Any) -> None:
    connection.execute(update(table).where(table.c.id == row_id).values(**values))


def _opened(row: Row) -> OutboxRow:
    text = unseal(PURPOSE, row.content, row.sender_id)
    content = json.loads(text) if text else {"payload": {}, "plain": None}
    return OutboxRow(
        id=row.id,
        sender_id=row.sender_id,
        payload=content["payload"],
        plain=content["plain"],
        is_notice=row.is_notice,
        tries=row.tries,
        is_fallback=row.is_fallback,
        sendings=row.sendings,
        is_urgent=bool(content.get("urgent")),
        refused_by=_code(row) if row.state == State.REFUSED.value else None,
    )


def _parts(tag: str | None) -> tuple[int | None, int | None]:
    """Return the row's number and the sending that a tag names; None when it is no tag of ours."""
    found = TAG.fullmatch(tag or "")
    return (int(found[1]), int(found[2])) if found else (None, None)


def _is_news(row: Row, key: str) -> bool:
    """Whether a report on the last sending is news: one of a failure may come again for days."""
    state = State(row.state)
    if state in ID_UNKNOWN:
        return bool(row.message_key != key)
    return state in ID_KNOWN and bool(row.message_key == key)


def _code(row: Row) -> int:
    """Return the reported error; a failure without one may pass."""
    error: str = row.last_error
    return int(error) if error.isdecimal() else UNKNOWN_ERROR
