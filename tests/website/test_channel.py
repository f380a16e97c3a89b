"""The website channel: who may call, what is handled once, what comes back, what is kept."""

import asyncio
import json
import logging
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from actions.clinic import tables
from actions.clinic.booking import utc_now
from actions.clinic.leases import LEASE
from bot.channels import website
from bot.channels.guard import MOST_CHARACTERS, unavailable_text
from bot.website.calls import MOST_BYTES
from bot.website.sessions import new_session
from tests.website.visitor import Website
from tests.whatsapp.running_channel import until

FOREIGN = {"Origin": "https://evil.example"}


async def test_message_when_sent_then_answered_in_history_and_stream(store, caplog):
    async with Website() as site:
        visitor = await site.visit()
        assert (await site.say(visitor, "zit het in de familie?")).status_code == 202

        sent, reply = await site.messages(visitor, 2)
        streamed = await site.events(visitor, 2)

    assert (sent["from"], sent["text"], sent["client_id"]) == (
        "user",
        "zit het in de familie?",
        "c1",
    )
    assert (reply["from"], reply["text"]) == ("bot", "U zei: zit het in de familie?")
    assert reply["id"] > sent["id"]
    assert streamed == [sent, reply]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_message_when_sent_twice_then_handled_once(store):
    async with Website() as site:
        visitor = await site.visit()
        answers = await asyncio.gather(*(site.say(visitor) for _ in range(5)))
        await site.messages(visitor, 2)
        await asyncio.sleep(0.1)

    assert {answer.status_code for answer in answers} == {202}
    assert len(site.handled) == 1


async def test_stream_when_resumed_then_only_what_came_after(store):
    async with Website() as site:
        visitor = await site.visit()
        await site.say(visitor)
        first = await site.messages(visitor, 2)
        await site.say(visitor, "nog iets", client_id="c2")

        later = await site.events(visitor, 2, last_id=first[-1]["id"])

    assert [message["text"] for message in later] == ["nog iets", "U zei: nog iets"]


async def test_stream_when_open_then_typing_is_shown_and_taken_away(store):
    async def slow(message):
        await asyncio.sleep(0.3)
        await message.output_channel.send_response(message.sender_id, {"text": "klaar"})

    async with Website(slow) as site:
        visitor = await site.visit()
        seen = []

        async def listen():
            async with site.client.stream("GET", "/events", headers=visitor) as stream:
                async for line in stream.aiter_lines():
                    if line.startswith("data: ") and '"on"' in line:
                        seen.append(json.loads(line.removeprefix("data: "))["on"])
                        if len(seen) == 2:
                            return

        listening = asyncio.create_task(listen())
        await asyncio.sleep(0.1)
        await site.say(visitor)
        await asyncio.wait_for(listening, 5)

    assert seen == [True, False]


async def test_messages_of_one_visitor_when_sent_at_once_then_answered_in_order(store):
    running = []

    async def careful(message):
        running.append(message.text)
        assert len(running) == 1
        await asyncio.sleep(0.02)
        await message.output_channel.send_response(message.sender_id, {"text": message.text})
        running.remove(message.text)

    async with Website(careful) as site:
        visitor = await site.visit()
        for number in range(10):
            await site.say(visitor, f"m{number}", client_id=f"c{number}")
        found = await site.messages(visitor, 20)

    replies = [message["text"] for message in found if message["from"] == "bot"]
    assert replies == [f"m{number}" for number in range(10)]


async def test_turn_when_it_fails_then_an_apology_and_no_text_in_the_log(store, caplog):
    caplog.set_level(logging.DEBUG)

    async def fails(message):
        raise RuntimeError(message.text)

    async with Website(fails) as site:
        visitor = await site.visit()
        await site.say(visitor, "geheimwoord")
        found = await site.messages(visitor, 2)

    assert (found[1]["kind"], found[1]["text"]) == ("error", unavailable_text())
    assert "geheimwoord" not in caplog.text


async def test_text_of_a_visitor_when_stored_then_unreadable(store):
    async with Website() as site:
        visitor = await site.visit()
        await site.say(visitor, "geheimwoord")
        await site.messages(visitor, 2)
    with store.read() as connection:
        rows = connection.execute(select(tables.website_event.c.content)).all()

    assert len(rows) == 2
    assert not any(b"geheimwoord" in row.content for row in rows)


@pytest.mark.parametrize(
    ("text", "reaches_rasa"),
    [("/restart", "restart"), ("//book{}", "book{}"), ("<img onerror=x>", "<img onerror=x>")],
)
async def test_text_when_it_looks_like_a_command_then_just_text(store, text, reaches_rasa):
    async with Website() as site:
        visitor = await site.visit()
        await site.say(visitor, text)
        found = await site.messages(visitor, 2)

    assert site.handled[0].text == reaches_rasa
    assert found[0]["text"] == text


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ({"client_id": "c", "text": "a" * (MOST_CHARACTERS + 1)}, 413, "too_large"),
        ({"client_id": "c", "text": "a" * MOST_BYTES}, 413, "too_large"),
        ({"client_id": "c", "text": "   "}, 400, "bad_request"),
        ({"client_id": "c" * 65, "text": "a"}, 400, "bad_request"),
        ({"text": "a"}, 400, "bad_request"),
        ({"client_id": "c", "choice": "made-up"}, 400, "choice_expired"),
        ([1], 400, "bad_request"),
    ],
)
async def test_message_when_wrong_then_refused_and_not_handled(store, content, status, code):
    async with Website() as site:
        visitor = await site.visit()
        answer = await site.client.post("/messages", json=content, headers=visitor)
        await asyncio.sleep(0.05)

    assert (answer.status_code, answer.json()) == (status, {"error": code})
    assert site.handled == []


async def test_message_when_no_json_then_refused(store):
    async with Website() as site:
        visitor = await site.visit()
        answer = await site.client.post("/messages", content=b"{", headers=visitor)

    assert answer.status_code == 400


async def test_choice_when_tapped_then_its_payload_reaches_rasa(store):
    async def offer(message):
        buttons = [{"title": "Ja, graag", "payload": "ja graag"}]
        reply = {"text": "Wilt u?", "buttons": buttons}
        await message.output_channel.send_response(message.sender_id, reply)

    async with Website(offer) as site:
        visitor, other = await site.visit(), await site.visit()
        await site.say(visitor)
        button = (await site.messages(visitor, 2))[1]["buttons"][0]
        stolen = await site.say(other, client_id="c9", choice=button["id"])
        await site.say(visitor, client_id="c2", choice=button["id"])
        found = await site.messages(visitor, 4)

    assert stolen.json() == {"error": "choice_expired"}
    assert found[2]["text"] == "Ja, graag"
    assert site.handled[-1].text == "ja graag"
    assert "ja graag" not in button["id"]


@pytest.mark.parametrize("token", ["none", "a.b.c", "x", f"{'0' * 32}.9999999999.{'0' * 64}"])
async def test_session_when_forged_then_refused(store, token):
    async with Website() as site:
        visitor = {"Authorization": f"Bearer {token}"}
        answers = [
            await site.say(visitor),
            await site.client.get("/history", headers=visitor),
            await site.client.get("/events", headers=visitor),
            await site.client.delete("/session", headers=visitor),
        ]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.json()["error"] for answer in answers} == {"session_invalid"}
    assert site.handled == []


async def test_session_when_changed_by_a_digit_then_refused(store):
    async with Website() as site:
        token = (await site.visit())["Authorization"]
        place = len("Bearer ") + 3
        changed = token[:place] + ("0" if token[place] != "0" else "1") + token[place + 1 :]
        answer = await site.say({"Authorization": changed})

    assert answer.status_code == 401


async def test_session_when_it_ended_then_refused(store):
    async with Website() as site:
        ended = new_session(utc_now() - timedelta(seconds=1))
        answer = await site.say({"Authorization": f"Bearer {ended.token}"})

    assert answer.json() == {"error": "session_expired"}


async def test_visitor_when_reading_then_only_own_messages(store):
    async with Website() as site:
        visitor, other = await site.visit(), await site.visit()
        await site.say(visitor, "van mij")
        await site.messages(visitor, 2)
        found = (await site.client.get("/history", headers=other)).json()

    assert found == {"messages": [], "last_event_id": 0, "whatsapp": False}


async def test_conversation_when_erased_then_gone_and_the_token_is_worth_nothing(store):
    async with Website() as site:
        visitor = await site.visit()
        await site.say(visitor)
        await site.messages(visitor, 2)
        erased = await site.client.delete("/session", headers=visitor)
        after = await site.client.get("/history", headers=visitor)
    with store.read() as connection:
        rows = connection.execute(select(tables.website_event)).all()

    assert erased.status_code == 204
    assert after.json() == {"error": "session_expired"}
    assert rows == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/session"),
        ("POST", "/messages"),
        ("GET", "/events"),
        ("GET", "/history"),
        ("OPTIONS", "/messages"),
    ],
)
async def test_origin_when_foreign_then_refused(store, method, path):
    async with Website() as site:
        visitor = await site.visit()
        answer = await site.client.request(method, path, headers={**visitor, **FOREIGN})

    assert (answer.status_code, answer.json()) == (403, {"error": "origin_refused"})
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_origin_when_listed_then_allowed_and_told_so(store, with_settings):
    with_settings(origins=("https://www.example.nl",))
    origin = {"Origin": "https://www.example.nl"}
    async with Website() as site:
        asked = await site.client.options("/messages", headers=origin)
        opened = await site.client.post("/session", json={}, headers=origin)

    assert asked.status_code == 204
    for answer in (asked, opened):
        assert answer.headers["Access-Control-Allow-Origin"] == origin["Origin"]
        assert answer.headers["Vary"] == "Origin"
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]


async def test_visitor_when_too_quick_then_told_to_wait(store, with_settings):
    with_settings(messages_per_minute=3)
    async with Website() as site:
        visitor = await site.visit()
        answers = [await site.say(visitor, client_id=f"c{n}") for n in range(5)]
        other = await site.say(await site.visit())

    assert [answer.status_code for answer in answers] == [202, 202, 202, 429, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 61
    assert other.status_code == 202


async def test_visitor_when_asking_for_many_links_to_whatsapp_then_refused(store, monkeypatch):
    monkeypatch.setattr(website, "handover_url", lambda *_: "https://wa.me/31612345678")
    async with Website() as site:
        visitor = await site.visit()
        links = website.HANDOVERS_PER_MINUTE
        answers = [
            await site.client.post("/handover", json={}, headers=visitor) for _ in range(links + 1)
        ]

    assert [answer.status_code for answer in answers] == [201] * links + [429]
    assert answers[0].json() == {"url": "https://wa.me/31612345678"}


async def test_address_when_it_opens_many_sessions_then_refused(store, with_settings):
    with_settings(sessions_per_minute_per_address=2)
    async with Website() as site:
        answers = [await site.client.post("/session", json={}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 429]


async def test_database_when_down_then_unavailable_rather_than_silence(store, monkeypatch):
    async with Website() as site:
        visitor = await site.visit()
        monkeypatch.setattr(store, "write", _broken)
        answer = await site.say(visitor)

    assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})


def _broken():
    from actions.clinic.errors import StoreError

    raise StoreError("down")


async def test_message_when_the_server_died_before_answering_then_answered_by_the_next(store):
    async def hangs(message):
        await asyncio.sleep(60)

    async with Website(hangs) as site:
        visitor = await site.visit()
        await site.say(visitor, "nog niet beantwoord")
        await until(lambda: site.handled)
        site._server.close()  # and nothing is finished: as after kill -9
    with store.write() as connection:
        lapsed = utc_now() - LEASE
        connection.execute(update(tables.website_event).values(taken_until=lapsed))

    async with Website() as site:
        found = await site.messages(visitor, 2)

    assert found[1]["text"] == "U zei: nog niet beantwoord"


async def test_stream_when_another_server_answers_then_seen_there_too(store):
    async with Website() as one, Website() as two:
        visitor = await one.visit()
        listening = asyncio.create_task(one.events(visitor, 2))
        await asyncio.sleep(0.1)
        await two.say(visitor, "via de andere server")
        found = await asyncio.wait_for(listening, 10)

    assert found[1]["text"] == "U zei: via de andere server"


async def test_server_when_it_stops_then_the_turn_under_way_is_finished(store):
    async def slow(message):
        await asyncio.sleep(0.3)
        await message.output_channel.send_response(message.sender_id, {"text": "nog net"})

    async with Website(slow) as site:
        visitor = await site.visit()
        await site.say(visitor)
        await until(lambda: site.handled)
    with store.read() as connection:
        rows = connection.execute(select(tables.website_event)).all()

    assert [row.is_open for row in rows] == [False, False]


async def test_bundle_when_asked_again_then_not_sent_again(store):
    async with Website() as site:
        first = await site.client.get("/widget.js")
        again = await site.client.get(
            "/widget.js", headers={"If-None-Match": first.headers["ETag"]}
        )
        through_proxy = await site.client.get(
            "/widget.js", headers={"If-None-Match": "W/" + first.headers["ETag"]}
        )

    assert first.status_code == 200
    assert first.headers["content-type"].startswith("text/javascript")
    assert (again.status_code, again.content) == (304, b"")
    assert through_proxy.status_code == 304


async def test_demo_when_asked_for_then_only_its_own_files(store):
    async with Website() as site:
        page = await site.client.get("/demo")
        outside = await site.client.get("/demo/..%2f..%2fclinic.yml")
        missing = await site.client.get("/demo/secret.txt")

    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert (outside.status_code, missing.status_code) == (404, 404)


async def test_many_visitors_when_at_once_then_each_gets_the_own_answer(store, with_settings):
    with_settings(sessions_per_minute_per_address=100, messages_per_minute_per_address=1000)
    async with Website() as site:

        async def visit(number):
            visitor = await site.visit()
            await site.say(visitor, f"ik ben {number}")
            return (await site.messages(visitor, 2))[1]["text"]

        found = await asyncio.gather(*(visit(number) for number in range(20)))

    assert found == [f"U zei: ik ben {number}" for number in range(20)]
