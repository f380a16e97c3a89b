"""The sessions and their messages, on SQLite and on PostgreSQL."""

import threading
from datetime import datetime, timedelta, timezone

import pytest

from actions.clinic.leases import LEASE
from actions.clinic.store import Store
from bot.website.event_log import (
    KEPT_AFTER_END,
    MOST_MESSAGES,
    ChoiceExpiredError,
    EventLog,
    NewMessage,
    RateLimitError,
)
from bot.website.sessions import Session, SessionError, new_session

START = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def log(request, tmp_path, clock) -> EventLog:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'movewell.db'}"
    else:
        address = request.getfixturevalue("postgres")()
    store = Store(address)
    store.migrate()
    yield EventLog(store, clock)
    store.engine.dispose()


@pytest.fixture
def session(log) -> Session:
    session = new_session(START + timedelta(hours=24))
    log.open_session(session, {})
    return session


def said(text: str, client_id: str = "c1", choice_id: str | None = None) -> NewMessage:
    return NewMessage(client_id, text, text, choice_id)


def reply(text: str, *button_ids: str) -> dict[str, object]:
    buttons = [{"id": button_id, "title": "Ja"} for button_id in button_ids]
    return {"from": "bot", "kind": "text", "text": text} | ({"buttons": buttons} if buttons else {})


def answer(log: EventLog, *replies: dict[str, object], forgets_earlier: bool = False) -> None:
    (row,) = log.take(1)
    log.finish(row, replies, forgets_earlier=forgets_earlier)


def texts(log: EventLog, session: Session) -> list[str]:
    return [message["text"] for message in log.history(session.id)]


def test_message_when_added_twice_then_stored_once(log, session):
    assert log.add(session.id, said("hallo"), {})
    assert not log.add(session.id, said("hallo"), {})

    assert texts(log, session) == ["hallo"]


def test_message_when_added_by_many_at_once_then_stored_once(log, session):
    results: list[bool] = []
    threads = [
        threading.Thread(target=lambda: results.append(log.add(session.id, said("hallo"), {})))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [False] * 7 + [True]
    assert texts(log, session) == ["hallo"]


def test_message_when_answered_then_in_order_and_no_longer_typing(log, session):
    log.add(session.id, said("hallo"), {})
    busy = log.news(session.id, 0)
    answer(log, reply("een"), reply("twee"))
    first_id = busy.messages[0]["id"]
    news = log.news(session.id, first_id)

    assert (busy.is_typing, news.is_typing) == (True, False)
    assert [message["text"] for message in news.messages] == ["een", "twee"]
    assert all(message["id"] > first_id for message in news.messages)


def test_message_when_taken_then_not_by_another_until_the_lease_ends(log, session, clock):
    log.add(session.id, said("hallo"), {})

    assert [row.tries for row in log.take(5)] == [1]
    assert log.take(5) == []
    clock.now += LEASE
    assert [row.tries for row in log.take(5)] == [2]


def test_messages_of_one_session_when_waiting_then_taken_one_by_one(log, session):
    other = new_session(START + timedelta(hours=1))
    log.open_session(other, {})
    log.add(session.id, said("eerst", "c1"), {})
    log.add(session.id, said("dan", "c2"), {})
    log.add(other.id, said("ander"), {})

    assert [row.payload for row in log.take(5)] == ["eerst", "ander"]


def test_replies_when_two_servers_answer_then_those_of_the_first_count(log, session, clock):
    log.add(session.id, said("hallo"), {})
    (slow,) = log.take(1)
    clock.now += LEASE
    (quick,) = log.take(1)
    log.finish(quick, [reply("eerste")])
    log.finish(slow, [reply("tweede")])

    assert texts(log, session) == ["hallo", "eerste"]


def test_choice_when_on_offer_then_accepted_once(log, session):
    log.add(session.id, said("hallo"), {})
    answer(log, reply("Wilt u?", "b1", "b2"), reply("Of iets anders?", "b3"))

    assert log.add(session.id, said("Ja", "c2", "b1"), {})
    assert not log.add(session.id, said("Ja", "c2", "b1"), {})  # the same tap, sent again
    with pytest.raises(ChoiceExpiredError):
        log.add(session.id, said("Ja", "c3", "b1"), {})  # a second tap
    with pytest.raises(ChoiceExpiredError):
        log.add(session.id, said("Ja", "c4", "b3"), {})
    assert len(texts(log, session)) == 4


def test_choice_when_the_conversation_went_on_then_expired(log, session):
    log.add(session.id, said("hallo"), {})
    answer(log, reply("Zal ik afzeggen?", "b1"))
    log.add(session.id, said("toch niet", "c2"), {})
    answer(log, reply("Goed."))

    with pytest.raises(ChoiceExpiredError):
        log.add(session.id, said("Ja", "c3", "b1"), {})


def test_limit_when_reached_then_refused_until_the_minute_is_over(log, session, clock):
    for number in range(2):
        log.add(session.id, said("x", f"c{number}"), {"k": 2, "ruim": 9})
    clock.now += timedelta(seconds=20)
    with pytest.raises(RateLimitError) as refused:
        log.add(session.id, said("x", "c9"), {"ruim": 9, "k": 2})
    clock.now += timedelta(seconds=refused.value.retry_after)

    assert 40 <= refused.value.retry_after <= 41
    assert log.add(session.id, said("x", "c9"), {"ruim": 9, "k": 2})


def test_changes_when_another_writes_then_whose_they_are(log, session):
    other = new_session(START + timedelta(hours=1))
    log.open_session(other, {})
    log.add(session.id, said("hallo"), {})
    newest, _ = log.changes(None)
    nothing = log.changes(newest)
    log.add(other.id, said("hallo"), {})

    assert nothing == (newest, set())
    assert log.changes(newest) == (newest + 1, {other.id})


def test_session_when_erased_then_nothing_left_and_nothing_added(log, session):
    log.add(session.id, said("hallo"), {})
    (row,) = log.take(1)
    log.erase(session.id)
    log.finish(row, [reply("te laat")])

    assert log.history(session.id) == []
    assert log.news(session.id, 0) is None
    with pytest.raises(SessionError):
        log.add(session.id, said("nog iets", "c2"), {})


def test_turn_when_it_erases_the_conversation_then_what_came_before_is_gone(log, session):
    log.add(session.id, said("ik heb klachten"), {})
    answer(log, reply("Vervelend."))
    log.add(session.id, said("Ja, wissen", "c2"), {})
    answer(log, reply("Gewist."), forgets_earlier=True)

    assert texts(log, session) == ["Ja, wissen", "Gewist."]


def test_sessions_when_ended_a_while_ago_then_forgotten(log, session, clock):
    log.add(session.id, said("hallo"), {"k": 1})
    young = new_session(START + timedelta(hours=48))
    log.open_session(young, {})
    clock.now = session.expires_at + KEPT_AFTER_END
    ended = log.ended(10)
    log.forget(ended)

    assert ended == [session.id]
    assert log.ended(10) == []
    assert (log.is_known(session.id), log.is_known(young.id)) == (False, True)
    assert log.add(young.id, said("hallo"), {"k": 1})


def test_history_when_very_long_then_its_latest_part(log, session):
    log.add(session.id, said("hallo"), {})
    answer(log, *(reply(str(number)) for number in range(MOST_MESSAGES + 5)))

    assert len(texts(log, session)) == MOST_MESSAGES
    assert texts(log, session)[-1] == str(MOST_MESSAGES + 4)
