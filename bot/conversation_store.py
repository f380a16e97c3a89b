"""Where Rasa keeps conversations: in SQL, bounded in length, the latest ones at hand in memory."""

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, Restarted, SessionStarted, SlotSet
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

MOST_EVENTS = 100
"""A conversation with more events than this is shortened: Rasa's rules read all, at every step."""
KEPT_EVENTS = 50
"""How many of its latest events are kept then, at most."""
MOST_REMEMBERED = 500
"""How many conversations are at hand in memory."""

Version = tuple[int, float]
"""The id and the time of a conversation's latest event."""


@dataclass
class Remembered:
    """A tracker at hand, as it was saved; ``lent`` while a turn may be changing it."""

    tracker: DialogueStateTracker
    version: Version
    stored: int
    """How many of its events are in the database."""
    lent: bool = False


class ConversationStore(SQLTrackerStore):
    """Rasa's SQL tracker store, for conversations of any length.

    Rasa reads a conversation's every event at every turn. Here older events make place for the
    slots that they led to, which also keeps less of what a patient typed; and a tracker that this
    process saved is used again, if no other process saved the conversation since. A conversation
    that was restarted is erased: actions restart it when a patient wants that.
    """

    def __init__(self, **settings: Any) -> None:
        """Connect; the settings are those of ``SQLTrackerStore``."""
        super().__init__(**settings)
        self._remembered: OrderedDict[str, Remembered] = OrderedDict()
        if self.engine.dialect.name == "sqlite":
            url = self.engine.url
            self.engine.dispose()
            self.engine: sa.engine.Engine = sa.create_engine(url, poolclass=sa.pool.QueuePool)
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            self.sessionmaker.configure(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker of the latest session."""
        known = self._remembered.get(sender_id)
        if known is not None and not known.lent and known.version == self._version(sender_id):
            known.lent = True
            return known.tracker
        self._remembered.pop(sender_id, None)
        return await super().retrieve(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events; shorten the conversation when it has become long.

        Of a restarted conversation nothing is stored, and what was stored is erased.
        """
        if any(isinstance(event, Restarted) for event in tracker.events):
            await self.delete(tracker.sender_id)
            return
        await self.stream_events(tracker)
        with self.session_scope() as session:
            new = islice(tracker.events, self._stored(session, tracker), None)
            self._insert(session, tracker.sender_id, new)
            version = self._latest(session, tracker.sender_id)
            session.commit()
        if len(tracker.events) > MOST_EVENTS:
            tracker = self._shorten(tracker)
            version = self._version(tracker.sender_id)
        forget_earlier_sessions(tracker)
        self._remembered.pop(tracker.sender_id, None)
        if version:
            known = Remembered(tracker, version, len(tracker.events))
            self._remembered[tracker.sender_id] = known
        while len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    async def delete(self, sender_id: str) -> None:
        """Erase a conversation, from memory as well."""
        self._remembered.pop(sender_id, None)
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id).delete()
            session.commit()

    def _version(self, sender_id: str) -> Version | None:
        with self.session_scope() as session:
            return self._latest(session, sender_id)

    def _latest(self, session: sa.orm.Session, sender_id: str) -> Version | None:
        event = self.SQLEvent
        latest = (
            session.query(event.id, event.timestamp)
            .filter(event.sender_id == sender_id)
            .order_by(event.id.desc())
            .first()
        )
        return (latest.id, latest.timestamp) if latest else None

    def _stored(self, session: sa.orm.Session, tracker: DialogueStateTracker) -> int:
        """Return how many of the tracker's events the database has."""
        known = self._remembered.get(tracker.sender_id)
        if known is not None and known.tracker is tracker:
            return known.stored
        query = self._event_query(session, tracker.sender_id, fetch_events_from_all_sessions=False)
        stored: int = query.count()
        return stored

    def _insert(self, session: sa.orm.Session, sender_id: str, events: Iterable[Event]) -> None:
        rows = [_row(sender_id, event) for event in events]
        if rows:
            session.execute(sa.insert(self.SQLEvent), rows)

    def _shorten(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        slots = self.domain.slots
        events = shortened(list(tracker.events), slots)
        if len(events) == len(tracker.events):
            return tracker
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(
                self.SQLEvent.sender_id == tracker.sender_id
            ).delete()
            self._insert(session, tracker.sender_id, events)
            session.commit()
        return DialogueStateTracker.from_events(tracker.sender_id, events, slots)


def forget_earlier_sessions(tracker: DialogueStateTracker) -> None:
    """Leave the events of the latest session: those that Rasa reads back from its store."""
    places = [p for p, event in enumerate(tracker.events) if isinstance(event, SessionStarted)]
    for _ in range(places[-1] if places else 0):
        tracker.events.popleft()


def shortened(events: list[Event], slots: Iterable[Slot]) -> list[Event]:
    """Return the latest events, preceded by the values that the slots had then.

    The cut is at the start of a turn outside any form; without one, the events stay as they are.
    """
    starts = [
        place
        for place, event in enumerate(events)
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
    ]
    for start in (place for place in starts if place >= len(events) - KEPT_EVENTS):
        before = DialogueStateTracker.from_events("", events[:start], slots)
        if before.active_loop_name is None:
            time = events[start].timestamp
            initial: dict[str, Any] = {slot.name: slot.initial_value for slot in slots}
            return [
                SessionStarted(timestamp=time),
                *(
                    SlotSet(name, slot.value, timestamp=time)
                    for name, slot in before.slots.items()
                    if slot.value != initial.get(name)
                ),
                *events[start:],
            ]
    return events


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    """Return the columns of Rasa's table of events."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": event.timestamp,
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")
