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
from actions.clinic.leases import take_first_of_each
from actions.clinic.sealing import seal, unseal
from actions.clinic.store import Store
from actions.clinic.tables import website_event as event
from actions.clinic.tables import website_rate as rate
from actions.clinic.tables import website_session
from bot.website.sessions import Session, SessionError

PURPOSE = "website-event"
WINDOW = timedelta(minutes=1)
KEPT_AFTER_END = timedelta(hours=1)
MOST_WAITING = 1000
MOST_OF_A_TURN = 20
"""More messages than any reply has."""
MOST_MESSAGES = 500
"""How many messages of a session are shown: far more than anybody sends in a day."""

Message = dict[str, Any]
"""A message as the widget gets it, without ``id``: see docs/website.md."""


class RateLimitError(ClinicError):
    """Somebody asks too much; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        """Keep the seconds to wait."""
        super().__init__("too many requests")
        self.retry_after = retry_after


class ChoiceExpiredError(ClinicError):
    """The button is not one of the latest reply: it was used already, or it is an old one."""


@dataclass(frozen=True)
class NewMessage:
    """A patient's message; ``payload`` is what Rasa gets, ``choice_id`` the button if it is one."""

    client_id: str
    text: str
    payload: str
    choice_id: str | None = None


@dataclass(frozen=True)
class News:
    """What a stream has to tell: messages, and whether the bot is busy answering."""

    messages: list[Message]
    is_typing: bool


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
            return _is_known(connection, session_id)

    def count(self, limits: Mapping[str, int]) -> None:
        """Count a hit of each key.

        Raises:
            RateLimitError: a key of ``limits`` has more hits a minute than its number.
            StoreError: the database failed.
        """
        with self._store.write() as connection:
            _count(connection, limits, self._clock())

    def add(self, session_id: str, new: NewMessage, limits: Mapping[str, int]) -> bool:
        """Store a patient's message, to be answered; False if it is here already.

        Args:
            session_id: whose it is.
            new: the message.
            limits: the most hits a minute of each key.

        Raises:
            ChoiceExpiredError: it is a button that is no longer on offer.
            RateLimitError: a key of ``limits`` has more hits a minute than its number.
            SessionError: the session was erased meanwhile.
            StoreError: the database failed: nothing was stored.
        """
        now = self._clock()
        with self._store.write() as connection:
            known = connection.execute(
                select(event.c.id).where(
                    event.c.session_id == session_id, event.c.client_id == new.client_id
                )
            )
            if known.first() is not None:
                return False
            if not _is_known(connection, session_id):
                raise SessionError("session_expired")
            _count(connection, limits, now)
            if new.choice_id and new.choice_id not in _offered(connection, session_id):
                raise ChoiceExpiredError("no longer on offer")
            message = {"from": "user", "kind": "text", "text": new.text}
            message |= {"client_id": new.client_id, "at": now.isoformat()}
            _insert(
                connection, session_id, message, now, client_id=new.client_id, payload=new.payload
            )
        return True

    def history(self, session_id: str) -> list[Message]:
        """Return the latest messages, at most ``MOST_MESSAGES``, oldest first.

        Raises:
            StoreError: the database failed.
        """
        with self._store.read() as connection:
            return _messages(connection, session_id, last_id=0)

    def news(self, session_id: str, last_id: int) -> News | None:
        """Return the messages after an id and whether one is being answered; None once erased.

        Raises:
            StoreError: the database failed.
        """
        with self._store.read() as connection:
            if not _is_known(connection, session_id):
                return None
            is_typing = connection.execute(
                select(event.c.id)
                .where(event.c.session_id == session_id, event.c.is_open.is_(True))
                .limit(1)
            ).first()
            return News(_messages(connection, session_id, last_id), is_typing is not None)

    def changes(self, last_id: int | None) -> tuple[int, set[str]]:
        """Return the id of the newest message of all, and whose messages came after ``last_id``.

        Raises:
            StoreError: the database failed.
        """
        with self._store.read() as connection:
            if last_id is None:
                newest = connection.execute(select(event.c.id).order_by(event.c.id.desc()).limit(1))
                return newest.scalar() or 0, set()
            rows = connection.execute(
                select(event.c.id, event.c.session_id).where(event.c.id > last_id)
            ).all()
        return max([last_id, *(row.id for row in rows)]), {row.session_id for row in rows}

    def take(self, limit: int) -> list[OpenMessage]:
        """Take the oldest open message of each session of which none is taken.

        Raises:
            StoreError: the database failed.
        """
        waits = select(event).where(event.c.is_open.is_(True))
        with self._store.read() as connection:
            if connection.execute(waits.limit(1)).first() is None:
                return []
        with self._store.write() as connection:
            waiting = connection.execute(waits.order_by(event.c.id).limit(MOST_WAITING)).all()
            rows = take_first_of_each(
                connection, event, waiting, "session_id", self._clock(), limit
            )
        return [
            OpenMessage(
                row.id, row.session_id, row.client_id, _content(row)["payload"], row.tries + 1
            )
            for row in rows
        ]

    def finish(
        self, row: OpenMessage, replies: Sequence[Message], *, forgets_earlier: bool = False
    ) -> None:
        """Store the replies and close the message, in one transaction.

        With ``forgets_earlier`` what was said before this message is deleted.

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
            if forgets_earlier:
                connection.execute(
                    delete(event).where(event.c.session_id == row.session_id, event.c.id < row.id)
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

    def ended(self, limit: int) -> list[str]:
        """Return sessions that ended a while ago.

        Raises:
            StoreError: the database failed.
        """
        before = self._clock() - KEPT_AFTER_END
        with self._store.read() as connection:
            rows = connection.execute(
                select(website_session.c.id)
                .where(website_session.c.expires_at <= before)
                .order_by(website_session.c.expires_at)
                .limit(limit)
            )
            return [row.id for row in rows]

    def forget(self, session_ids: Sequence[str]) -> None:
        """Delete sessions with their messages, and what was counted a while ago.

        Raises:
            StoreError: the database failed: nothing was deleted.
        """
        before = self._clock() - KEPT_AFTER_END
        with self._store.write() as connection:
            connection.execute(delete(event).where(event.c.session_id.in_(session_ids)))
            connection.execute(delete(website_session).where(website_session.c.id.in_(session_ids)))
            connection.execute(delete(rate).where(rate.c.began_at <= before))


def _is_known(connection: Connection, session_id: str) -> bool:
    found = connection.execute(
        select(website_session.c.id).where(
            website_session.c.id == session_id, website_session.c.erased_at.is_(None)
        )
    )
    return found.first() is not None


def _messages(
    connection: Connection, session_id: str, last_id: int, most: int = MOST_MESSAGES
) -> list[Message]:
    rows = connection.execute(
        select(event)
        .where(event.c.session_id == session_id, event.c.id > last_id)
        .order_by(event.c.id.desc())
        .limit(most)
    ).all()
    return [{"id": row.id, **_content(row)["message"]} for row in reversed(rows)]


def _offered(connection: Connection, session_id: str) -> set[str]:
    """Return the ids of the buttons that came after the patient's latest message."""
    offered: set[str] = set()
    for message in reversed(_messages(connection, session_id, 0, MOST_OF_A_TURN)):
        if message["from"] == "user":
            break
        offered.update(button["id"] for button in message.get("buttons", []))
    return offered


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
