"""What is left of a conversation when it is erased or over: nothing, also in Rasa's own store."""

import asyncio
from datetime import timedelta

import pytest
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sqlalchemy import create_engine, select, update

from actions.clinic import tables
from actions.clinic.booking import utc_now
from bot.channels import website
from bot.conversation_store import ConversationStore
from bot.website.event_log import KEPT_AFTER_END
from tests.website.visitor import Website
from tests.whatsapp.running_channel import until


class Conversations:
    """Rasa's store of conversations in a file, and what stands in it."""

    def __init__(self, path) -> None:
        self.store = ConversationStore(domain=Domain.empty(), dialect="sqlite", db=str(path))
        self._engine = create_engine(f"sqlite:///{path}", future=True)

    def use(self, site: Website) -> None:
        agent = site.app.ctx.agent
        agent.tracker_store, agent.lock_store = (
            FailSafeTrackerStore(self.store),
            InMemoryLockStore(),
        )

    async def remember(self, message) -> None:
        """Do what Rasa does with a message: store it and reply."""
        tracker = await self.store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(message.text, message_id=message.message_id))
        await self.store.save(tracker)
        await message.output_channel.send_response(message.sender_id, {"text": "Goed."})

    def texts(self) -> str:
        with self._engine.connect() as connection:
            return str(connection.exec_driver_sql("SELECT data FROM events").all())


@pytest.fixture
def conversations(tmp_path) -> Conversations:
    return Conversations(tmp_path / "conversations.db")


def events(store) -> int:
    with store.read() as connection:
        return len(connection.execute(select(tables.website_event)).all())


async def test_conversation_when_erased_then_in_no_store(store, conversations):
    async with Website(conversations.remember) as site:
        conversations.use(site)
        visitor, other = await site.visit(), await site.visit()
        await site.say(visitor, "geheimwoord")
        await site.say(other, "blijft staan")
        await site.messages(visitor, 2)
        await site.messages(other, 2)
        before = conversations.texts()
        erased = await site.client.delete("/session", headers=visitor)
        again = await site.client.delete("/session", headers=visitor)

    assert "geheimwoord" in before
    assert (erased.status_code, again.status_code) == (204, 401)
    assert "geheimwoord" not in conversations.texts()
    assert "blijft staan" in conversations.texts()
    assert events(store) == 2


async def test_conversation_when_erased_in_mid_turn_then_that_turn_leaves_nothing(
    store, conversations
):
    async def slow(message):
        async with site.app.ctx.agent.lock_store.lock(message.sender_id):
            await asyncio.sleep(0.4)
            await conversations.remember(message)

    site = Website(slow)
    async with site:
        conversations.use(site)
        visitor = await site.visit()
        await site.say(visitor, "geheimwoord")
        await until(lambda: site.handled)
        erased = await site.client.delete("/session", headers=visitor)
        await asyncio.sleep(0.3)

    assert erased.status_code == 204
    assert "geheimwoord" not in conversations.texts()
    assert events(store) == 0


async def test_stream_when_the_conversation_is_erased_then_it_ends(store, conversations):
    async with Website(conversations.remember) as site:
        conversations.use(site)
        visitor = await site.visit()
        listening = asyncio.create_task(site.events(visitor, 99))
        await asyncio.sleep(0.2)
        await site.client.delete("/session", headers=visitor)

        assert await asyncio.wait_for(listening, 5) == []


async def test_turn_when_it_tells_of_an_erasure_then_the_history_begins_anew(store):
    async def erase(message):
        reply = {"text": "Oké."}
        if message.text == "Ja, wissen":
            reply = {"text": "Gewist.", "utter_action": "utter_erase_conversation_done"}
        await message.output_channel.send_response(message.sender_id, reply)

    async with Website(erase) as site:
        visitor = await site.visit()
        await site.say(visitor, "geheimwoord", client_id="c1")
        await site.messages(visitor, 2)
        await site.say(visitor, "Ja, wissen", client_id="c2")
        for _ in range(100):
            found = (await site.client.get("/history", headers=visitor)).json()["messages"]
            if found[-1]["text"] == "Gewist.":
                break
            await asyncio.sleep(0.05)

    assert [message["text"] for message in found] == ["Ja, wissen", "Gewist."]


async def test_session_when_over_for_a_while_then_in_no_store(store, conversations, monkeypatch):
    monkeypatch.setattr(website, "HOUSEKEEPING_SECONDS", 0.1)
    async with Website(conversations.remember) as site:
        conversations.use(site)
        visitor = await site.visit()
        await site.say(visitor, "geheimwoord")
        await site.messages(visitor, 2)
        long_ago = utc_now() - KEPT_AFTER_END - timedelta(seconds=1)
        with store.write() as connection:
            connection.execute(update(tables.website_session).values(expires_at=long_ago))
        await until(lambda: events(store) == 0)

    assert "geheimwoord" not in conversations.texts()
