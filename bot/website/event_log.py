"""A session's messages in the database: history, stream of events and queue of work in one table.

Every message is a row; its number is the id of the event. A row of a patient is open until it was
answered, so that an answer is not lost when a server dies. Texts are encrypted.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from actions.clinic.errors import ClinicError
from actions.clinic.sealing import seal, unseal
from actions.clinic.store import Store
from actions.clinic.tables import website_event as event
from actions.clinic.tables import website_rate as rate
from actions.clinic.tables import website_session
from bot.website.sessions import Session

PURPOSE = "website-event"
LEASE = timedelta(seconds=40)
"""A message that was taken and not answered is handed out again after this."""
WINDOW = timedelta(minutes=1)
KEPT_AFTER_END = timedelta(hours=1)
MOST_WAITING = 1000

Message = dict[str, Any]
"""A message as the widget gets it, without ``id``: see docs/website.md."""


class RateLimitError(ClinicError):
    """Somebody asks too much; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        """Keep the seconds to wait."""
        super().__init__("too many requests")
        self.retry_after = retry_after


@dataclass(frozen=True)
class OpenMessage:
    """A patient's message to answer; ``tries`` counts how often it was taken, this one included."""

    id: int
    session_id: str
    client_id: str
    payload: str
    tries: int


class EventLog:
    """The sessions and their messages; any number of processes may share the work."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def open_session(self, session: Session, limits: Mapping[str, int]) -> None:
        """Store a new session.

        Raises:
            RateLimitError: a key of ``limits`` has more hits a minute than its number.
            StoreError: the database failed.
        """
        now = self._clock()
        with self._store.write() as connection:
            _count(connection, limits, now)
            connection.execute(
                insert(website_session).values(
                    id=session.id, created_at=now, expires_at=session.expires_at
                )
            )

    def is_known(self, session_id: str) -> bool:
        """Whether the session exists and was not erased.

        Raises:
            StoreError: the database failed.
        """
        with self._store.read() as connection:
            found = connection.execute(
                select(website_session.c.id).where(
                    website_session.c.id == session_id, website_session.c.erased_at.is_(None)
                )
            )
            return found.first() is not None

    def add(
        self,
        session_id: str,
        client_id: str,
        message: Message,
        payload: str,
        limits: Mapping[str, int],
    ) -> bool:
        """Store a patient's message, to be answered; False if it is here already.

        Args:
            session_id: whose it is.
            client_id: the id that the widget gave it.
            message: as it is shown.
            payload: what Rasa gets, which differs from what is shown for a button.
            limits: the most hits a minute of each key.

        Raises:
            RateLimitError: a key of ``limits`` has more hits a minute than its number.
            StoreError: the database failed: nothing was stored.
        """
        now = self._clock()
        with self._store.write() as connection:
            known = connection.execute(
                select(event.c.id).where(
                    event.c.session_id == session_id, event.c.client_id == client_id
                )
            )
            if known.first() is not None:
                return False
            _count(connection, limits, now)
            message = {**message, "client_id": client_id, "at": now.isoformat()}
            _insert(connection, session_id, message, now, client_id=client_id, payload=payload)
        return True

    def after(self, session_id: str, last_id: int) -> list[Message]:
        """Return the messages after an id, oldest first.

        Raises:
            StoreError: the database failed.
        """
        with self._store.read() as connection:
            rows = connection.execute(
                select(event)
                .where(event.c.session_id == session_id, event.c.id > last_id)
                .order_by(event.c.id)
            ).all()
        return [{"id": row.id, **_content(row)["message"]} for row in rows]

    def is_being_answered(self, session_id: str) -> bool:
        """Whether a message of the session waits for its answer.

        Raises:
            StoreError: the database failed.
        """
        with self._store.read() as connection:
            found = connection.execute(
                select(event.c.id)
                .where(event.c.session_id == session_id, event.c.is_open.is_(True))
                .limit(1)
            )
            return found.first() is not None

    def take(self, limit: int) -> list[OpenMessage]:
        """Take the oldest open message of each session of which none is taken.

        Raises:
            StoreError: the database failed.
        """
        waits = select(event).where(event.c.is_open.is_(True))
        with self._store.read() as connection:
            if connection.execute(waits.limit(1)).first() is None:
                return []
        now = self._clock()
        taken: list[OpenMessage] = []
        with self._store.write() as connection:
            rows = connection.execute(waits.order_by(event.c.id).limit(MOST_WAITING)).all()
            busy = {row.session_id for row in rows if row.taken_until and row.taken_until > now}
            for row in rows:
                if row.session_id in busy or len(taken) == limit:
                    continue
                busy.add(row.session_id)
                connection.execute(
                    update(event)
                    .where(event.c.id == row.id)
                    .values(taken_until=now + LEASE, tries=row.tries + 1)
                )
                payload = _content(row)["payload"]
                taken.append(
                    OpenMessage(row.id, row.session_id, row.client_id, payload, row.tries + 1)
                )
        return taken

    def finish(self, row: OpenMessage, replies: Sequence[Message], *, erases: bool = False) -> None:
        """Store the replies and close the message, in one transaction.

        Args:
            row: the message.
            replies: what the visitor gets.
            erases: whether all that was said before is deleted: the patient asked for that.

        Raises:
            StoreError: the database failed; the message is handed out again.
        """
        now = self._clock()
        with self._store.write() as connection:
            closed = connection.execute(
                update(event)
                .where(event.c.id == row.id, event.c.is_open.is_(True))
                .values(is_open=False, taken_until=None)
            )
            if not closed.rowcount:
                return  # erased meanwhile, or answered by another server
            if erases:
                connection.execute(
                    delete(event).where(
                        event.c.session_id == row.session_id, event.c.is_open.is_(False)
                    )
                )
            for reply in replies:
                _insert(connection, row.session_id, {**reply, "at": now.isoformat()}, now)

    def erase(self, session_id: str) -> None:
        """Delete a session's messages; its token is worth nothing from now on.

        Raises:
            StoreError: the database failed: nothing was deleted.
        """
        with self._store.write() as connection:
            connection.execute(delete(event).where(event.c.session_id == session_id))
            connection.execute(
                update(website_session)
                .where(website_session.c.id == session_id)
                .values(erased_at=self._clock())
            )

    def delete_old(self) -> None:
        """Delete the sessions that ended a while ago, with their messages.

        Raises:
            StoreError: the database failed.
        """
        before = self._clock() - KEPT_AFTER_END
        ended = select(website_session.c.id).where(website_session.c.expires_at <= before)
        with self._store.write() as connection:
            connection.execute(delete(event).where(event.c.session_id.in_(ended)))
            connection.execute(delete(website_session).where(website_session.c.id.in_(ended)))
            connection.execute(delete(rate).where(rate.c.began_at <= before))


def _insert(
    connection: Connection,
    session_id: str,
    message: Message,
    now: datetime,
    *,
    client_id: str | None = None,
    payload: str = "",
) -> None:
    content = json.dumps({"message": message, "payload": payload})
    connection.execute(
        insert(event).values(
            session_id=session_id,
            client_id=client_id,
            content=seal(PURPOSE, content, session_id),
            created_at=now,
            is_open=client_id is not None,
            tries=0,
        )
    )


def _content(row: Any) -> dict[str, Any]:
    text = unseal(PURPOSE, row.content, row.session_id)
    if text is None:  # the secret was changed: nobody can read it any more
        return {"message": {"from": "bot", "kind": "text", "text": ""}, "payload": ""}
    content: dict[str, Any] = json.loads(text)
    return content


def _count(connection: Connection, limits: Mapping[str, int], now: datetime) -> None:
    for key, most in limits.items():
        found = connection.execute(select(rate).where(rate.c.key == key)).first()
        if found is None:
            connection.execute(insert(rate).values(key=key, began_at=now, hits=1))
        elif now - found.began_at >= WINDOW:
            connection.execute(update(rate).where(rate.c.key == key).values(began_at=now, hits=1))
        elif found.hits >= most:
            raise RateLimitError(int((WINDOW - (now - found.began_at)).total_seconds()) + 1)
        else:
            connection.execute(update(rate).where(rate.c.key == key).values(hits=found.hits + 1))
