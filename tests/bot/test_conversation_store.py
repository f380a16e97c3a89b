"""Conversations: found again as they were, bounded in length, shared between servers."""

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)

from bot.conversation_store import KEPT_EVENTS, MOST_EVENTS, ConversationStore

DOMAIN = Domain.from_yaml("""
version: "3.1"
intents: [greet]
slots:
  topic: {type: any, mappings: [{type: custom}]}
  count: {type: any, mappings: [{type: custom}]}
actions: [action_x]
forms: {appointment_form: {required_slots: []}}
""")
EVENTS_A_TURN = 5


@pytest.fixture
def make_store(tmp_path):
    return lambda: ConversationStore(domain=DOMAIN, db=str(tmp_path / "conversations.db"))


@pytest.fixture
def store(make_store):
    return make_store()


async def say(store, text, *more, sender="web:a"):
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    if not tracker.events:
        tracker.update_with_events(
            [ActionExecuted("action_session_start"), SessionStarted()], DOMAIN
        )
    events = [
        ActionExecuted("action_listen"),
        UserUttered(text, intent={"name": "greet"}),
        ActionExecuted("action_x"),
        SlotSet("topic", text),
        BotUttered(f"reply to {text}"),
        *more,
    ]
    tracker.update_with_events(events, DOMAIN)
    await store.save(tracker)


def rows(store):
    with store.session_scope() as session:
        return session.query(store.SQLEvent).count()


async def texts(store, sender="web:a"):
    tracker = await store.retrieve(sender)
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_conversation_when_another_server_reads_it_then_the_same(store, make_store):
    await say(store, "een")
    await say(store, "twee")

    mine, theirs = await store.retrieve("web:a"), await make_store().retrieve("web:a")

    assert [e.as_dict() for e in mine.events] == [e.as_dict() for e in theirs.events]
    assert mine.get_slot("topic") == theirs.get_slot("topic") == "twee"
    assert rows(store) == 2 + 2 * EVENTS_A_TURN


async def test_conversation_when_another_server_went_on_then_not_the_remembered_one(
    store, make_store
):
    await say(store, "een")
    await say(make_store(), "twee")

    assert await texts(store) == ["een", "twee"]


async def test_conversation_when_a_turn_fails_half_way_then_as_it_was_saved(store):
    await say(store, "een")
    tracker = await store.retrieve("web:a")
    tracker.update(SlotSet("topic", "never saved"), DOMAIN)

    assert (await store.retrieve("web:a")).get_slot("topic") == "een"


async def test_conversation_when_long_then_short_and_its_slots_are_kept(store, make_store):
    await say(store, "eerst", SlotSet("count", 7))
    for turn in range(MOST_EVENTS // EVENTS_A_TURN + 2):
        await say(store, f"beurt {turn}")

    for tracker in (await store.retrieve("web:a"), await make_store().retrieve("web:a")):
        assert len(tracker.events) <= MOST_EVENTS
        assert tracker.get_slot("count") == 7
        assert tracker.get_slot("topic") == f"beurt {turn}"
    assert "eerst" not in await texts(make_store())


async def test_conversation_when_long_then_the_next_turns_are_stored_once(store, make_store):
    for turn in range(3 * MOST_EVENTS // EVENTS_A_TURN):
        await say(store, f"beurt {turn}")

    said = await texts(make_store())
    assert said == [f"beurt {turn - len(said) + 1 + i}" for i in range(len(said))]
    assert rows(store) == len((await store.retrieve("web:a")).events)
    assert len(said) >= KEPT_EVENTS // EVENTS_A_TURN - 1


async def test_conversation_when_long_and_in_a_form_then_not_cut_inside_it(store):
    await say(store, "start", ActiveLoop("appointment_form"))
    for turn in range(MOST_EVENTS // EVENTS_A_TURN + 2):
        await say(store, f"beurt {turn}")

    tracker = await store.retrieve("web:a")
    assert tracker.active_loop_name == "appointment_form"
    assert (await texts(store))[0] == "start"


async def test_conversation_when_shortened_then_others_are_untouched(store):
    await say(store, "ander", sender="web:b")
    for turn in range(MOST_EVENTS // EVENTS_A_TURN + 2):
        await say(store, f"beurt {turn}")

    assert await texts(store, "web:b") == ["ander"]


async def test_save_when_restarted_then_the_whole_conversation_is_erased(store, make_store):
    await say(store, "my name")
    await say(store, "another's", sender="web:b")
    await say(store, "forget me", Restarted(), ActionExecuted("action_listen"))

    for server in (store, make_store()):
        assert await server.retrieve("web:a") is None
        other = await server.retrieve("web:b")
        assert other.get_slot("topic") == "another's"


async def test_save_when_said_more_after_a_restart_then_starts_anew(store):
    await say(store, "my name")
    await say(store, "forget me", Restarted())
    await say(store, "hello")

    texts = [e.text for e in (await store.retrieve("web:a")).events if isinstance(e, UserUttered)]
    assert texts == ["hello"]


async def test_retrieve_when_another_server_erased_it_then_finds_nothing(store, make_store):
    await say(store, "my name")
    await say(make_store(), "forget me", Restarted())

    assert await store.retrieve("web:a") is None
