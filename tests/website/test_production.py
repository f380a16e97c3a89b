"""The whole in production: several servers, a proxy, real databases; servers that are killed."""

import re
import subprocess
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import create_engine

from actions.clinic.leases import LEASE
from bot import launch
from bot.channels.guard import unavailable_text
from tests.website.production import (
    ORIGIN,
    Production,
    new_visitor,
    running_production,
    wait_for,
)

pytestmark = pytest.mark.timeout(900)
QUESTION = "Zit rugpijn in de familie?"
MARKER = "kwetterdebuik"
LEASE_SECONDS = LEASE.total_seconds()


@pytest.fixture(scope="module")
def production(tmp_path_factory, postgres) -> Iterator[Production]:
    with running_production(tmp_path_factory.mktemp("production"), postgres) as production:
        yield production


def test_question_when_asked_through_the_proxy_then_answered_with_its_source(production):
    visitor = new_visitor(production.through_nginx)
    (answer, *_) = visitor.say(production.through_nginx, QUESTION)

    assert answer["kind"] == "answer"
    assert answer["text"].endswith("\nBron: Genetica is geen noodlot")
    assert answer["source"] == {"heading": "Genetica is geen noodlot", "url": None}


def test_reply_when_streamed_through_the_proxy_then_it_comes_at_once(production):
    visitor = new_visitor(production.through_nginx)
    arrived: list[float] = []

    def listen() -> None:
        for message in visitor.events(production.through_nginx):
            if message["from"] == "bot":
                arrived.append(time.monotonic())
                return

    listening = threading.Thread(target=listen)
    listening.start()
    time.sleep(1)
    visitor.say(production.through_nginx, QUESTION)
    seen_in_history = time.monotonic()
    listening.join(30)

    assert arrived
    assert arrived[0] - seen_in_history < 1


def test_reply_when_another_server_gave_it_then_streamed_by_this_one(production):
    visitor = new_visitor(production.first)
    stream = visitor.events(production.second)
    visitor.send(production.first, QUESTION)
    sent, answer = next(stream), next(stream)
    stream.close()

    assert (sent["from"], sent["text"]) == ("user", QUESTION)
    assert "Bron: Genetica is geen noodlot" in answer["text"]


def test_alarm_sign_when_told_then_urgent_with_numbers_to_call(production):
    visitor = new_visitor(production.through_nginx)
    replies = visitor.say(production.second, "pijn op mijn borst en ik krijg geen lucht")

    assert [reply["kind"] for reply in replies] == ["urgent"]
    assert replies[0]["call"][0]["number"] == "112"


def test_booking_when_its_turns_go_to_different_servers_then_made_once(production):
    visitor = new_visitor(production.first)
    visitor.say(production.first, "Ik wil een afspraak maken bij Sten Hofstad")
    visitor.say(production.second, "Het is mijn eerste afspraak")
    (times, *_) = visitor.say(production.first, "Doet u maar volgende week")
    first_time = times["buttons"][0]
    visitor.say(production.second, choice=first_time["id"])
    again = visitor.send(production.first, "", choice=first_time["id"])
    for text in ("Ja, dat mag", "Annelies de Boer", "06 12345678", "nee"):
        (*_, latest) = visitor.say(production.first, text)
    yes = next(button for button in latest["buttons"] if button["title"].startswith("Ja"))
    (booked, *_) = visitor.say(production.second, choice=yes["id"])

    assert times["kind"] == "slots"
    assert (again.status_code, again.json()) == (400, {"error": "choice_expired"})
    assert booked["kind"] == "confirmation"
    assert "Sten Hofstad" in booked["text"]
    assert re.search(r"MW-\w{4}-\w{4}", booked["text"])
    assert booked["calendar_url"].startswith("/webhooks/calendar/")


def test_command_when_typed_then_the_booking_goes_on(production):
    visitor, other = new_visitor(production.first), new_visitor(production.first)
    for each in (visitor, other):
        each.say(production.first, "Ik wil een afspraak maken bij Sten Hofstad")
    visitor.say(production.first, "/session_start")
    replies, expected = (
        each.say(production.first, "Het is mijn eerste afspraak") for each in (visitor, other)
    )

    assert [reply["text"] for reply in replies] == [reply["text"] for reply in expected]


def test_origin_when_asked_of_rasa_then_only_the_listed_one(production):
    asked = {"Access-Control-Request-Method": "POST"}

    def answers(origin: str) -> tuple[httpx.Response, httpx.Response]:
        headers = {"Origin": origin}
        address = f"{production.through_nginx}/session"
        return (
            httpx.options(address, headers={**headers, **asked}),
            httpx.post(address, json={}, headers=headers),
        )

    for answer in answers(ORIGIN):
        assert answer.status_code in (201, 204)
        assert answer.headers.get_list("Access-Control-Allow-Origin") == [ORIGIN]
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Authorization" in answers(ORIGIN)[0].headers["Access-Control-Allow-Headers"]
    for answer in answers("https://evil.example"):
        assert (answer.status_code, answer.json()) == (403, {"error": "origin_refused"})
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "path", ["webhooks/rest/webhook", "webhooks/socketio/", "conversations/x/tracker", "model"]
)
def test_other_ways_into_rasa_are_closed(production, path):
    root = production.first.removesuffix("webhooks/website")

    assert httpx.post(root + path, json={"sender": "web:x", "message": "hallo"}).status_code == 404


def test_conversation_when_erased_then_not_in_postgresql_either(production):
    visitor = new_visitor(production.first)
    visitor.say(production.first, QUESTION)
    visitor.say(production.second, "Wat is epigenetica?")
    engine = create_engine(production.database_url, future=True)

    def kept() -> int:
        with engine.connect() as connection:
            query = "SELECT count(*) FROM events WHERE sender_id = %s"
            return int(connection.exec_driver_sql(query, (visitor.sender_id,)).scalar() or 0)

    before = kept()
    erased = httpx.delete(f"{production.second}/session", headers=visitor.headers)
    after = kept()
    engine.dispose()
    refused = httpx.get(f"{production.first}/history", headers=visitor.headers)

    assert (before > 0, after) == (True, 0)
    assert (erased.status_code, refused.status_code) == (204, 401)


def test_messages_when_their_server_is_killed_then_the_other_answers_each_once(production):
    visitor = new_visitor(production.first)
    questions = [QUESTION, "Wat is epigenetica?", "Wat is een polymorfisme?"]
    for question in questions:
        assert visitor.send(production.first, question).status_code == 202
    production.servers.kill("rasa")
    found = visitor.wait(
        production.second,
        lambda found: len(found) > len(questions) and not is_waiting(found, len(questions)),
        LEASE_SECONDS + 30,
    )
    through_proxy = visitor.say(production.through_nginx, "Wat is epigenetica?")
    production.servers.start("rasa")
    wait_for(production.first.removesuffix("webhooks/website"))
    answers = [message["text"] for message in found if message["kind"] == "answer"]

    assert len(answers) == len(set(answers)) >= len(questions)
    assert not any(message["kind"] == "error" for message in found)
    assert any("Bron: Epigenetica" in message["text"] for message in through_proxy)


def is_waiting(found: list[dict], questions: int) -> bool:
    """Whether fewer questions were answered than asked."""
    return sum(message["kind"] == "answer" for message in found) < questions


def test_server_when_told_to_stop_then_it_does_so_in_time_with_a_stream_open(production):
    visitor = new_visitor(production.first)
    stream = visitor.events(production.first)
    visitor.send(production.first, QUESTION)
    next(stream)
    process = production.servers.processes["rasa"]
    process.terminate()
    began = time.monotonic()
    process.wait(30)
    took = time.monotonic() - began
    found = visitor.wait(production.second, lambda found: len(found) > 1, LEASE_SECONDS + 30)
    production.servers.start("rasa")
    wait_for(production.first.removesuffix("webhooks/website"))

    assert took < 12
    assert found[1]["kind"] == "answer"


def test_logs_when_visitors_talked_then_no_text_no_token_and_no_address(production):
    visitor = new_visitor(production.through_nginx)
    visitor.say(production.through_nginx, f"{MARKER} heeft mijn moeder ook")
    visitor.say(production.through_nginx, f"Ik heet {MARKER} en ik wil een afspraak maken")
    visitor.send(production.through_nginx, MARKER * 400)
    httpx.get(f"{production.through_nginx}/history", headers={"Authorization": MARKER})
    logs = {
        path.name: path.read_text(encoding="utf-8", errors="replace")
        for path in production.folder.glob("*.log")
    }

    assert {"rasa.log", "rasa2.log", "actions.log", "worker.log"} <= set(logs)
    for name, content in logs.items():
        assert MARKER not in content, name
        assert visitor.token not in content, name
        if name != "nginx_access.log":
            assert "X-Forwarded-For" not in content, name


def test_turn_when_redis_is_down_then_an_apology(production):
    """The last but one: Redis stays down."""
    visitor = new_visitor(production.first)
    production.redis.terminate()
    production.redis.wait(10)
    replies = visitor.say(production.first, QUESTION)

    assert [(reply["kind"], reply["text"]) for reply in replies] == [("error", unavailable_text())]


def test_documented_nginx_settings_are_accepted_by_nginx(production):
    checked = subprocess.run(
        ["nginx", "-t", "-c", production.folder / "nginx.conf", "-e", "/dev/null"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr.replace('"user" directive', "")
    assert launch.answers(production.through_nginx.removesuffix("website") + "website/")
