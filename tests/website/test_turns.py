"""One turn: what is said when Rasa is slow, and what was said before a crash."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered

from actions.clinic.booking import utc_now
from bot.channels.earlier import EarlierReplies
from bot.channels.guard import unavailable_text
from bot.website import turns
from bot.website.event_log import EventLog, NewMessage
from bot.website.sessions import new_session
from bot.website.turns import Turns
from tests.website.visitor import Website


async def test_turn_when_rasa_takes_too_long_then_one_apology(store, monkeypatch):
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.2)

    async def hangs(message):
        await asyncio.sleep(60)

    async with Website(hangs) as site:
        visitor = await site.visit()
        await site.say(visitor)
        found = await site.messages(visitor, 2)
        await asyncio.sleep(0.1)
        all_of_them = await site.messages(visitor, 2)

    assert (found[1]["kind"], found[1]["text"]) == ("error", unavailable_text())
    assert len(all_of_them) == 2


async def test_turn_when_it_stalls_after_a_reply_then_that_reply_and_an_apology(store, monkeypatch):
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.2)

    async def stalls(message):
        await message.output_channel.send_response(message.sender_id, {"text": "Bel 112."})
        await asyncio.sleep(60)

    async with Website(stalls) as site:
        visitor = await site.visit()
        await site.say(visitor)
        found = await site.messages(visitor, 3)

    assert [message["text"] for message in found[1:]] == ["Bel 112.", unavailable_text()]


async def test_replies_when_found_back_after_a_crash_then_of_the_same_kind(store):
    conversations = InMemoryTrackerStore(Domain.empty())
    app = SimpleNamespace(ctx=SimpleNamespace(agent=SimpleNamespace(tracker_store=conversations)))
    handled = []

    async def ask_rasa(message):
        handled.append(message)

    log, session = EventLog(store, utc_now), new_session(utc_now() + timedelta(hours=1))
    log.open_session(session, {})
    log.add(session.id, NewMessage("c1", "pijn op de borst", "pijn op de borst"), {})
    tracker = await conversations.get_or_create_tracker(session.sender_id)
    tracker.update(UserUttered("pijn op de borst", message_id="c1"))
    tracker.update(BotUttered("Bel 112.", metadata={"utter_action": "utter_urgent/call_112"}))
    tracker.update(BotUttered("Wilt u?", data={"buttons": [{"title": "Ja", "payload": "ja"}]}))
    await conversations.save(tracker)
    (row,) = log.take(1)
    await Turns(log, ask_rasa, EarlierReplies(app)).answer(replace(row, tries=2))
    found = log.history(session.id)

    assert [message["kind"] for message in found] == ["text", "urgent", "choices"]
    assert found[1]["call"] == [{"number": "112", "label": "Bel 112"}]
    assert handled == []
