"""The open streams of one server: server-sent events of each session, as its messages come.

What this server stores wakes its streams at once; what another server stores is found by looking
twice a second, once for all streams together.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from actions.clinic.booking import utc_now
from actions.clinic.errors import StoreError
from bot.website.event_log import EventLog, RateLimitError
from bot.website.sessions import Session

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 15
MOST_STREAMS = 6
"""Streams of one session at once: the tabs of a visitor, and connections that just died."""


class Streams:
    """Sends the events of sessions to whoever listens."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._is_closing = False
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start looking for what other servers store."""
        self._watching = asyncio.create_task(self._watch())

    def stop(self) -> None:
        """End every stream; clients come back to another server, after the event they had."""
        self._is_closing = True
        if self._watching is not None:
            self._watching.cancel()
        self.wake(list(self._listeners))

    def wake(self, session_ids: Iterable[str]) -> None:
        """Make the streams of these sessions look for events now."""
        for session_id in session_ids:
            for listener in self._listeners.get(session_id, ()):
                listener.set()

    def require_room(self, session: Session) -> None:
        """Check that the session may have another stream.

        Raises:
            RateLimitError: it has enough.
        """
        if len(self._listeners.get(session.id, ())) >= MOST_STREAMS:
            raise RateLimitError(HEARTBEAT_SECONDS)

    async def send(self, response: Any, session: Session, last_id: int) -> None:
        """Send the events after ``last_id``, and those to come, until the session ends.

        The stream also ends when the database fails or the server stops: the client comes back.
        """
        woken = asyncio.Event()
        self._listeners[session.id].add(woken)
        try:
            await response.send(": open\n\n")
            await self._send_events(response, session, last_id, woken)
            await response.eof()
        except StoreError:
            logger.error("A stream of the website ended: the database is down.")
        finally:
            self._listeners[session.id].discard(woken)
            if not self._listeners[session.id]:
                del self._listeners[session.id]

    async def _send_events(
        self, response: Any, session: Session, last_id: int, woken: asyncio.Event
    ) -> None:
        is_typing = False
        while not self._is_closing and session.expires_at > utc_now():
            woken.clear()
            news = await asyncio.to_thread(self._log.news, session.id, last_id)
            if news is None:
                return
            if is_typing and not news.is_typing:
                await response.send(_event("typing", {"on": False}))
            for message in news.messages:
                last_id = message["id"]
                await response.send(f"id: {last_id}\n{_event('message', message)}")
            if news.is_typing and not is_typing:
                await response.send(_event("typing", {"on": True}))
            is_typing = news.is_typing
            try:
                await asyncio.wait_for(woken.wait(), HEARTBEAT_SECONDS)
            except asyncio.TimeoutError:
                await response.send(": beat\n\n")

    async def _watch(self) -> None:
        seen: int | None = None
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if not self._listeners:
                seen = None
                continue
            try:
                newest, changed = await asyncio.to_thread(self._log.changes, seen)
            except StoreError:
                continue
            self.wake(list(self._listeners) if seen is None else changed)
            seen = newest


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
