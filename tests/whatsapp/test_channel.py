"""The webhook: who may call it, what it stores, what reaches Rasa, what a patient gets back."""

import asyncio
import json
import logging
import time
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from actions.clinic.booking import utc_now
from actions.clinic.errors import StoreError
from actions.clinic.tables import whatsapp_address, whatsapp_inbox, whatsapp_outbox
from actions.clinic.whatsapp.addresses import KEPT_AFTER_ERASURE, Address, Addresses
from bot.channels.responses import unavailable_text
from bot.whatsapp.texts import text_of
from tests.whatsapp import webhooks
from tests.whatsapp.fake_graph import Answer
from tests.whatsapp.running_channel import RunningChannel, until
from tests.whatsapp.webhooks import ANNA, BEN, NAMELESS, call, message, tap, text, value


def from_anna(words, **more):
    return call(value(text(ANNA, words, **more), users=(ANNA,)))


async def test_handshake_when_the_token_is_right_then_the_challenge(graph):
    query = {"hub.mode": "subscribe", "hub.verify_token": "verify-token", "hub.challenge": "42"}
    async with RunningChannel() as channel:
        answer = await channel.client.get("/webhook", params=query)

    assert (answer.status_code, answer.text) == (200, "42")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"hub.mode": "subscribe", "hub.verify_token": "other", "hub.challenge": "42"},
        {"hub.mode": "other", "hub.verify_token": "verify-token", "hub.challenge": "42"},
        {"hub.mode": "subscribe", "hub.verify_token": "é", "hub.challenge": "42"},
    ],
)
async def test_handshake_when_wrong_then_refused(graph, query):
    async with RunningChannel() as channel:
        answer = await channel.client.get("/webhook", params=query)

    assert answer.status_code == 403
    assert "42" not in answer.text


async def test_routes_when_a_setting_is_empty_then_not_there(graph, monkeypatch):
    monkeypatch.setenv("WHATSAPP_TOKEN", "")
    async with RunningChannel() as channel:
        answers = [
            await channel.client.get("/webhook"),
            await channel.post(from_anna("hallo")),
            await channel.client.get("/"),
        ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


@pytest.mark.parametrize(
    "header_of",
    [
        lambda body: "",
        lambda body: "sha256=" + "0" * 64,
        lambda body: webhooks.signature(body, "the app's former secret"),
        lambda body: webhooks.signature(body).removeprefix("sha256="),
        lambda body: webhooks.signature(body).replace("sha256", "sha1"),
        lambda body: webhooks.signature(body + b" "),
    ],
    ids=["missing", "wrong", "old secret", "no scheme", "old scheme", "other body"],
)
async def test_call_when_badly_signed_then_refused_and_nothing_stored(graph, store, header_of):
    body = from_anna("hallo")
    async with RunningChannel() as channel:
        answer = await channel.post(body, header_of(body))

    assert answer.status_code == 403
    assert rows(store, whatsapp_inbox) == []


@pytest.mark.parametrize("headers", [{}, {"X-Hub-Signature-256": "sha256=0"}], ids=["none", "bad"])
async def test_call_when_badly_signed_and_no_json_then_refused_before_it_is_read(graph, headers):
    async with RunningChannel() as channel:
        answer = await channel.client.post("/webhook", content=b"{", headers=headers)

    assert answer.status_code == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"text"'])
async def test_call_when_no_object_then_refused(graph, body):
    async with RunningChannel() as channel:
        assert (await channel.post(body)).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"entry": null}',
        b'{"entry": [1, {"changes": [2, {"field": "messages", "value": 3}]}]}',
        call({"messages": [None, {}, {"id": 1}], "statuses": [None, {"id": "a"}]}),
        call(value({"id": "a", "type": "text", "text": {"body": "x"}})),
        call({**value(text(ANNA, "hallo")), "metadata": {"phone_number_id": "2002"}}),
    ],
    ids=["empty", "no entry", "no object", "no message", "no sender", "other number"],
)
async def test_call_when_nothing_in_it_can_be_read_then_accepted_and_nothing_stored(
    graph, store, body
):
    async with RunningChannel() as channel:
        assert (await channel.post(body)).status_code == 200

    assert rows(store, whatsapp_inbox) == []


async def test_call_when_3_mb_then_accepted_and_when_more_then_refused(graph):
    padding = " " * (3 * 1024 * 1024 - len(from_anna("hallo")) - 20)
    async with RunningChannel() as channel:
        largest = await channel.post(from_anna("hallo") + padding.encode())
        too_large = await channel.post(from_anna("hallo") + padding.encode() + b" " * 100)

    assert (largest.status_code, too_large.status_code) == (200, 413)


async def test_message_when_answered_then_reply_with_our_number_to_the_phone(graph):
    async with RunningChannel() as channel:
        await channel.post(from_anna("hallo"))
        await until(lambda: graph.sent)

    (sent,) = graph.sent
    assert sent.text == "U zei: hallo"
    assert sent.to == ANNA["wa_id"]
    assert sent.tag == "1.1"
    assert graph.tokens == {"Bearer token"}


async def test_message_when_without_a_number_then_reply_to_the_user_id(graph):
    async with RunningChannel() as channel:
        await channel.post(call(value(text(NAMELESS, "hallo"), users=(NAMELESS,))))
        await until(lambda: graph.sent)

    assert "to" not in graph.sent[0].body
    assert graph.sent[0].body["recipient"] == NAMELESS["user_id"]


async def test_message_when_it_no_longer_tells_the_number_then_reply_to_the_number_known(graph):
    async with RunningChannel() as channel:
        await say(channel, graph, text(ANNA, "een"))
        nameless = {"user_id": ANNA["user_id"]}
        await channel.post(call(value(text(nameless, "twee"), users=(nameless,))))
        await until(lambda: len(graph.sent) == 2)

    assert [sent.to for sent in graph.sent] == [ANNA["wa_id"]] * 2
    assert len({handled.sender_id for handled in channel.handled}) == 1


async def test_message_when_only_the_contacts_tell_the_user_ids_then_each_known_by_its_own(graph):
    by_number = [{"wa_id": user["wa_id"]} for user in (BEN, ANNA)]
    body = call(value(*(text(user, user["wa_id"]) for user in by_number), users=(ANNA, BEN)))
    async with RunningChannel() as channel:
        await channel.post(body)
        await until(lambda: len(graph.sent) == 2)

    senders = {handled.text: handled.sender_id for handled in channel.handled}
    assert senders == {
        user["wa_id"]: Address(user["wa_id"], user["user_id"]).sender_id for user in (ANNA, BEN)
    }


async def test_message_when_stored_then_its_sender_cannot_be_read(graph, store, caplog):
    caplog.set_level(logging.DEBUG)
    async with RunningChannel() as channel:
        await channel.post(from_anna("mijn geheim"))
        await until(lambda: graph.sent)
        (handled,) = channel.handled

    assert handled.sender_id.startswith("wa:")
    assert len(handled.sender_id) == 35
    stored = repr([rows(store, t) for t in (whatsapp_address, whatsapp_inbox, whatsapp_outbox)])
    logged = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("test"))
    for secret in (*ANNA.values(), "mijn geheim", "wamid"):
        assert secret not in stored
        assert secret not in logged
        assert secret not in handled.sender_id + handled.message_id + repr(handled.metadata)


async def test_message_when_answered_then_its_content_is_deleted(graph, store):
    async with RunningChannel() as channel:
        await channel.post(from_anna("hallo"))
        await until(lambda: graph.sent)

    (row,) = rows(store, whatsapp_inbox)
    assert row.done_at is not None
    assert row.content is None


async def test_message_when_shown_typing_then_read_mark_as_well(graph):
    async with RunningChannel() as channel:
        body = text(ANNA, "hallo")
        await channel.post(call(value(body, users=(ANNA,))))
        await until(lambda: graph.others)

    assert graph.others[0][2] == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": body["id"],
        "typing_indicator": {"type": "text"},
    }


async def test_message_when_replayed_then_handled_once(graph):
    body = from_anna("hallo")
    async with RunningChannel() as channel:
        answers = [await channel.post(body) for _ in range(3)]
        await until(lambda: graph.sent)
        await channel.post(body)
        await asyncio.sleep(0.3)

    assert {answer.status_code for answer in answers} == {200}
    assert len(channel.handled) == len(graph.sent) == 1


async def test_message_when_replayed_to_another_server_then_handled_once(graph):
    body = from_anna("hallo")
    async with RunningChannel() as first, RunningChannel() as second:
        await asyncio.gather(first.post(body), second.post(body))
        await until(lambda: graph.sent)
        await asyncio.sleep(0.5)

    assert len(first.handled) + len(second.handled) == 1


async def test_messages_when_in_the_wrong_order_then_handled_by_time(graph):
    now = int(time.time())
    later = text(ANNA, "tweede", timestamp=str(now - 1))
    earlier = text(ANNA, "eerste", timestamp=str(now - 2))
    async with RunningChannel() as channel:
        await channel.post(call(value(later, users=(ANNA,)), value(earlier, users=(ANNA,))))
        await until(lambda: len(graph.sent) == 2)

    assert [sent.text for sent in graph.sent] == ["U zei: eerste", "U zei: tweede"]


async def test_call_when_three_messages_of_two_users_then_each_answered_to_its_sender(graph):
    now = int(time.time())
    body = call(
        value(
            text(ANNA, "a1", timestamp=str(now - 3)),
            text(BEN, "b1", timestamp=str(now - 3)),
            text(ANNA, "a2", timestamp=str(now - 2)),
            users=(ANNA, BEN),
        )
    )
    async with RunningChannel() as channel:
        await channel.post(body)
        await until(lambda: len(graph.sent) == 3)

    to = {sent.text.removeprefix("U zei: "): sent.to for sent in graph.sent}
    assert to == {"a1": ANNA["wa_id"], "b1": BEN["wa_id"], "a2": ANNA["wa_id"]}
    assert len({handled.sender_id for handled in channel.handled}) == 2
    order = [handled.text for handled in channel.handled]
    assert order.index("a1") < order.index("a2")


async def test_call_when_an_entry_has_many_changes_then_every_message_and_status_is_read(
    graph, store
):
    async with RunningChannel() as channel:
        for user in (ANNA, BEN):
            await channel.post(call(value(text(user, "hallo"), users=(user,))))
        await until(lambda: closed(store) == ["sent", "sent"])
        first, second = graph.sent
        now = int(time.time())
        changes = [
            value(
                text(ANNA, "een", timestamp=str(now - 1)),
                text(ANNA, "twee"),
                users=(ANNA,),
                statuses=(webhooks.status("wamid.x", "read"), webhooks.status(first.wamid, "read")),
            ),
            value(
                text(BEN, "b"),
                users=(BEN,),
                statuses=(webhooks.status(second.wamid, "delivered", second.tag),),
            ),
        ]
        entry = {"id": "1", "changes": [{"field": "messages", "value": each} for each in changes]}
        await channel.post(json.dumps({"entry": [entry]}).encode())
        await until(lambda: len(graph.sent) == 5)

    assert sorted(sent.text for sent in graph.sent[2:]) == [
        "U zei: b",
        "U zei: een",
        "U zei: twee",
    ]
    states = {f"{row.id}.{row.sendings}": row.state for row in rows(store, whatsapp_outbox)}
    assert (states[first.tag], states[second.tag]) == ("read", "delivered")


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "read"),
        ("played", "read"),
        ("a state of next year", "sent"),
    ],
)
async def test_status_when_reported_then_kept(graph, store, state, kept):
    async with RunningChannel() as channel:
        sent = await say(channel, graph, text(ANNA, "hallo"))
        await until(lambda: closed(store) == ["sent"])
        await channel.post(call(value(statuses=(webhooks.status(sent.wamid, state),))))

    assert closed(store) == [kept]


async def test_status_when_sending_failed_then_sent_again_once_however_often_it_is_reported(
    graph, store
):
    async with RunningChannel() as channel:
        sent = await say(channel, graph, text(ANNA, "hallo"))
        await until(lambda: closed(store) == ["sent"])
        failed = webhooks.status(sent.wamid, "failed", sent.tag, 131000)
        accepted = webhooks.status(sent.wamid, "sent", sent.tag)
        await channel.post(call(value(statuses=(failed, failed))))
        await until(lambda: len(graph.sent) == 2 and closed(store) == ["sent"])
        await channel.post(call(value(statuses=(accepted, failed))))
        await asyncio.sleep(0.2)

    assert [each.text for each in graph.sent] == ["U zei: hallo"] * 2
    assert closed(store) == ["sent"]


async def test_status_when_sending_failed_for_good_then_its_code_decides(graph, store):
    async with RunningChannel() as channel:
        sent = await say(channel, graph, text(ANNA, "hallo"))
        await until(lambda: closed(store) == ["sent"])
        failed = webhooks.status(sent.wamid, "failed", code=131026)
        await channel.post(call(value(statuses=(failed,))))
        await until(lambda: closed(store) == ["failed"])

    assert len(graph.sent) == 1


async def test_timeout_when_a_late_status_carries_our_number_then_not_sent_again(
    graph, store, monkeypatch
):
    monkeypatch.setattr("bot.whatsapp.graph.TIMEOUT", httpx.Timeout(0.2))
    monkeypatch.setattr("actions.clinic.whatsapp.outbox.REPORT_WAIT", timedelta(seconds=1))
    graph.answers = [Answer(delay=0.5)]
    async with RunningChannel() as channel:
        sent = await say(channel, graph, text(ANNA, "hallo"))
        assert [row.state for row in rows(store, whatsapp_outbox)] == ["unsure"]
        status = webhooks.status(sent.wamid, "sent", sent.tag)
        await channel.post(call(value(statuses=(status,))))
        await asyncio.sleep(1.5)

    assert len(graph.sent) == 1
    assert closed(store) == ["sent"]


async def test_call_when_statuses_come_first_then_the_message_is_answered(graph):
    body = call(
        value(statuses=(webhooks.status("wamid.x", "delivered"),)),
        value(
            text(ANNA, "hallo"),
            users=(ANNA,),
            statuses=(webhooks.status("wamid.y", "failed", "99", 131026),),
        ),
    )
    async with RunningChannel() as channel:
        assert (await channel.post(body)).status_code == 200
        await until(lambda: graph.sent)

    assert graph.sent[0].text == "U zei: hallo"


async def test_turns_when_of_one_patient_then_one_at_a_time(graph):
    running = most = 0

    async def slow(message):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.1)
        running -= 1
        await message.output_channel.send_text_message("", message.text)

    async with RunningChannel(slow) as channel:
        for number in range(4):
            await channel.post(from_anna(str(number)))
        await until(lambda: len(graph.sent) == 4)

    assert most == 1
    assert [sent.text for sent in graph.sent] == ["0", "1", "2", "3"]


async def test_call_when_rasa_is_slow_then_answered_within_200_ms(graph):
    async def slow(message):
        await asyncio.sleep(3)

    async with RunningChannel(slow) as channel:
        await channel.post(from_anna("eerste"))
        took = []
        for number in range(20):
            started = time.monotonic()
            answer = await channel.post(from_anna(str(number)))
            took.append(time.monotonic() - started)
            assert answer.status_code == 200

    assert sorted(took)[-2] < 0.2


@pytest.mark.parametrize("fault", [RuntimeError, asyncio.TimeoutError])
async def test_turn_when_it_fails_then_the_apology(graph, fault):
    async def fails(message):
        raise fault

    async with RunningChannel(fails) as channel:
        await channel.post(from_anna("hallo"))
        await until(lambda: graph.sent)

    assert graph.sent[0].text == unavailable_text()


async def test_turn_when_it_takes_too_long_then_the_apology(graph, monkeypatch):
    monkeypatch.setattr("bot.whatsapp.turn.TURN_SECONDS", 0.1)

    async def hangs(message):
        await asyncio.sleep(60)

    async with RunningChannel(hangs) as channel:
        await channel.post(from_anna("hallo"))
        await until(lambda: graph.sent)

    assert graph.sent[0].text == unavailable_text()


async def test_call_when_the_database_is_down_then_to_be_repeated_and_one_apology(
    graph, monkeypatch
):
    def fails(*_):
        raise StoreError("down")

    async with RunningChannel() as channel:
        monkeypatch.setattr("bot.whatsapp.receiver.Inbox.add", fails)
        answers = [await channel.post(from_anna("hallo")) for _ in range(2)]
        await until(lambda: graph.sent)
        await asyncio.sleep(0.2)

    assert [answer.status_code for answer in answers] == [503, 503]
    assert [sent.text for sent in graph.sent] == [unavailable_text()]


SILENT = {
    "reaction": {"message_id": "wamid.x", "emoji": "👍"},
    "system": {"type": "user_changed_number", "body": "changed", "wa_id": "31611111111"},
    "revoke": {"original_message_id": "wamid.x"},
}
TEXT_ONLY = {
    "audio": {"id": "1", "mime_type": "audio/ogg", "voice": True},
    "image": {"id": "1", "mime_type": "image/jpeg"},
    "video": {"id": "1", "mime_type": "video/mp4"},
    "document": {"id": "1", "filename": "scan.pdf"},
    "sticker": {"id": "1", "animated": False},
    "location": {"latitude": 52.2, "longitude": 5.2, "name": "Thuis"},
    "contacts": [{"name": {"formatted_name": "Jan"}}],
    "order": {"catalog_id": "1", "product_items": []},
    "unsupported": {"type": "poll"},
    "interactive": {"type": "nfm_reply", "nfm_reply": {"name": "flow", "response_json": "{}"}},
    "a type of next year": {"what": "ever"},
}


@pytest.mark.parametrize("kind", SILENT)
async def test_message_when_of_a_type_without_answer_then_silence(graph, kind):
    async with RunningChannel() as channel:
        await channel.post(call(value(message(ANNA, kind, SILENT[kind]), users=(ANNA,))))
        await channel.post(from_anna("hallo"))
        await until(lambda: graph.sent)

    assert [sent.text for sent in graph.sent] == ["U zei: hallo"]
    assert len(graph.others) == 1  # no sign of typing without an answer


async def test_message_when_without_a_type_then_silence(graph):
    untyped = {key: part for key, part in text(ANNA, "x").items() if key not in ("type", "text")}
    async with RunningChannel() as channel:
        await channel.post(call(value(untyped, users=(ANNA,))))
        answer = await say(channel, graph, text(ANNA, "hallo"))

    assert answer.text == "U zei: hallo"
    assert len(graph.sent) == 1


async def test_reply_when_it_has_blank_lines_then_one_message(graph):
    async with RunningChannel() as channel:
        answer = await say(channel, graph, text(ANNA, "een\n\ntwee\n\ndrie"))
        await asyncio.sleep(0.1)

    assert answer.text == "U zei: een\n\ntwee\n\ndrie"
    assert len(graph.sent) == 1


async def test_number_when_changed_then_the_old_address_ends_soon_and_gets_no_notices(graph, store):
    changed = message(ANNA, "system", SILENT["system"])
    async with RunningChannel() as channel:
        await channel.post(from_anna("hallo"))
        await until(lambda: graph.sent)
        (before,) = rows(store, whatsapp_address)
        Addresses(store, utc_now).allow_notices(before.sender_id, True)
        await channel.post(call(value(changed, users=(ANNA,))))

    (after,) = rows(store, whatsapp_address)
    assert after.opted_in_at is None
    assert after.expires_at <= utc_now() + KEPT_AFTER_ERASURE < before.expires_at


async def test_button_of_a_template_when_tapped_then_its_payload_never_goes_to_rasa(graph):
    async with RunningChannel() as channel:
        button = {"payload": "/restart", "text": "Ja"}
        answer = await say(channel, graph, message(ANNA, "button", button))

    assert answer.text.startswith(text_of("choice_expired"))
    assert answer.choices
    assert channel.handled == []


@pytest.mark.parametrize("kind", TEXT_ONLY)
async def test_message_when_no_text_then_explained_once_and_nothing_fetched(graph, kind):
    element = {**message(ANNA, kind, TEXT_ONLY[kind]), "errors": [{"code": 131051}]}
    async with RunningChannel() as channel:
        await channel.post(call(value(element, users=(ANNA,))))
        await until(lambda: graph.sent)
        await channel.post(call(value(message(ANNA, kind, TEXT_ONLY[kind]), users=(ANNA,))))
        await channel.post(from_anna("hallo"))
        await until(lambda: len(graph.sent) == 2)

    assert graph.sent[0].text.startswith("Ik kan alleen tekst lezen.")
    assert graph.sent[0].choices
    assert graph.sent[1].text == "U zei: hallo"
    assert [handled.text for handled in channel.handled] == ["hallo"]
    assert [method for method, _, _ in graph.others] == ["POST"]  # typing, at "hallo"


@pytest.mark.parametrize("kind", ["image", "video", "document"])
async def test_file_when_it_has_a_caption_then_the_caption_is_answered(graph, kind):
    file = message(ANNA, kind, {"id": "1", "caption": "mijn been is verlamd"})
    async with RunningChannel() as channel:
        await channel.post(call(value(file, users=(ANNA,))))
        await until(lambda: len(graph.sent) == 2)

    assert [sent.text for sent in graph.sent] == [
        "U zei: mijn been is verlamd",
        text_of("caption_only"),
    ]
    assert [method for method, _, _ in graph.others] == ["POST"]  # typing; no file is fetched


async def test_edit_when_it_has_text_then_answered(graph):
    edit = {"original_message_id": "wamid.x", "message": {"type": "text", "text": {"body": "b"}}}
    async with RunningChannel() as channel:
        await channel.post(call(value(message(ANNA, "edit", edit), users=(ANNA,))))
        await until(lambda: graph.sent)

    assert graph.sent[0].text == "U zei: b"


@pytest.mark.parametrize(("typed", "read"), [("/restart", "restart"), ("24/7 open?", "24/7 open?")])
async def test_text_when_it_looks_like_a_command_then_read_as_text(graph, typed, read):
    async with RunningChannel() as channel:
        await channel.post(from_anna(typed))
        await until(lambda: graph.sent)

    assert channel.handled[0].text == read


async def test_messages_when_older_than_the_window_then_explained_once_at_the_next_one(
    graph, store
):
    async with RunningChannel() as channel:
        for age in (92_000, 90_000):
            await channel.post(from_anna("oud", timestamp=str(int(time.time()) - age)))
        await until(lambda: all(row.done_at for row in rows(store, whatsapp_inbox)))
        await asyncio.sleep(0.3)
        assert graph.sent == []
        await channel.post(from_anna("nieuw"))
        await until(lambda: len(graph.sent) == 2)

    assert [sent.text for sent in graph.sent] == [text_of("came_too_late"), "U zei: nieuw"]
    assert [handled.text for handled in channel.handled] == ["nieuw"]


def offering(*titles):
    """Return a handler that offers choices when asked to choose, and else repeats."""

    async def reply(message):
        output = message.output_channel
        if message.text == "kies":
            buttons = [{"title": title, "payload": title} for title in titles]
            await output.send_text_with_buttons("", "Welke?", buttons)
        else:
            await output.send_text_message("", f"U koos: {message.text}")

    return reply


async def say(channel, graph, element):
    """Send a message and wait for its reply."""
    before = len(graph.sent)
    await channel.post(call(value(element, users=(ANNA,))))
    await until(lambda: len(graph.sent) > before)
    return graph.sent[-1]


async def booked(message):
    """Rasa's part: confirms an appointment, after which notices are offered."""
    words = "Uw afspraak staat vast. Uw code is MW-3F7K-9QXM." if message.text == "ja" else "Goed."
    await message.output_channel.send_text_message("", words)


@pytest.mark.parametrize("answer", ["Ja, graag", "ja, graag.", "1"])
async def test_notices_when_agreed_to_in_words_then_allowed(graph, store, answer):
    async with RunningChannel(booked) as channel:
        await channel.post(from_anna("ja"))
        await until(lambda: len(graph.sent) == 2)
        reply = await say(channel, graph, text(ANNA, answer))

    assert reply.text == text_of("opt_in_given")
    assert [row.opted_in_at is not None for row in rows(store, whatsapp_address)] == [True]
    assert [handled.text for handled in channel.handled] == ["ja"]


async def test_notices_when_agreed_to_by_a_button_of_before_they_were_stopped_then_not_allowed(
    graph, store
):
    async with RunningChannel(booked) as channel:
        await channel.post(from_anna("ja"))
        await until(lambda: len(graph.sent) == 2)
        yes = graph.sent[-1].choices[0]
        await say(channel, graph, tap(ANNA, yes))
        stopped = await say(channel, graph, text(ANNA, "stop berichten"))
        again = await say(channel, graph, tap(ANNA, yes))

    assert stopped.text == text_of("opt_in_refused")
    assert again.text.startswith(text_of("choice_expired"))
    assert [row.opted_in_at for row in rows(store, whatsapp_address)] == [None]


@pytest.mark.parametrize(
    ("count", "kind"), [(2, "button_reply"), (5, "list_reply")], ids=["button", "row"]
)
async def test_choice_when_tapped_then_its_payload(graph, count, kind):
    titles = [f"keuze {n}" for n in range(count)]
    async with RunningChannel(offering(*titles)) as channel:
        offer = await say(channel, graph, text(ANNA, "kies"))
        chosen = await say(channel, graph, tap(ANNA, offer.choices[1], kind))

    assert chosen.text == "U koos: keuze 1"


@pytest.mark.parametrize("typed", ["2", " 2. ", "keuze 1", "KEUZE 1"])
@pytest.mark.parametrize("count", [2, 5, 12])
async def test_choice_when_typed_by_number_or_words_then_its_payload(graph, typed, count):
    titles = [f"keuze {n}" for n in range(count)]
    async with RunningChannel(offering(*titles)) as channel:
        await say(channel, graph, text(ANNA, "kies"))
        chosen = await say(channel, graph, text(ANNA, typed))

    assert chosen.text == "U koos: keuze 1"


async def test_choice_when_its_payload_is_too_long_for_an_id_then_still_works(graph):
    long = "Ik wil graag weten " + "heel " * 60 + "veel"
    async with RunningChannel(offering(long, "Nee")) as channel:
        offer = await say(channel, graph, text(ANNA, "kies"))
        chosen = await say(channel, graph, tap(ANNA, offer.choices[0]))

    assert chosen.text == f"U koos: {long}"


async def test_yes_when_tapped_again_after_another_question_then_refused_with_what_is_open(graph):
    async with RunningChannel(offering("Ja, graag", "Nee")) as channel:
        old = await say(channel, graph, text(ANNA, "kies"))
        await say(channel, graph, text(ANNA, "kies"))
        refused = await say(channel, graph, tap(ANNA, old.choices[0]))

    assert refused.text.startswith(text_of("choice_expired"))
    assert [title for title, _ in refused.choices] == ["Ja, graag", "Nee"]
    assert [handled.text for handled in channel.handled] == ["kies", "kies"]


async def test_question_when_tapped_again_later_then_answered(graph):
    async with RunningChannel(offering("Wat is epigenetica?")) as channel:
        old = await say(channel, graph, text(ANNA, "kies"))
        await say(channel, graph, text(ANNA, "iets anders"))
        again = await say(channel, graph, tap(ANNA, old.choices[0]))

    assert again.text == "U koos: Wat is epigenetica?"


@pytest.mark.parametrize("choice_id", ["", "/restart", "Ja", "A" * 200])
async def test_choice_when_made_up_then_never_given_to_rasa(graph, choice_id):
    async with RunningChannel() as channel:
        answer = await say(channel, graph, tap(ANNA, ("Ja", choice_id or "-")))

    assert answer.text.startswith(text_of("choice_expired"))
    assert channel.handled == []


async def test_choice_when_of_another_patient_then_refused(graph):
    async with RunningChannel(offering("Wat is epigenetica?")) as channel:
        offer = await say(channel, graph, text(ANNA, "kies"))
        await channel.post(call(value(tap(BEN, offer.choices[0]), users=(BEN,))))
        await until(lambda: len(graph.sent) == 2)

    assert graph.sent[1].text.startswith(text_of("choice_expired"))
    assert len(channel.handled) == 1


async def test_health_when_the_token_has_expired_then_says_so(graph):
    graph.answers = [Answer(401, 190)]
    async with RunningChannel() as channel:
        before = await channel.client.get("/")
        await channel.post(from_anna("hallo"))
        await until(lambda: graph.refused)
        await asyncio.sleep(0.2)
        after = await channel.client.get("/")

    assert before.status_code == 200
    assert (after.status_code, after.json()) == (503, {"status": "stopped", "error": 190})


def closed(store):
    """Return the states of the messages that went out."""
    return [row.state for row in rows(store, whatsapp_outbox) if row.closed_at]


def rows(store, table):
    with store.read() as connection:
        return connection.execute(select(table)).all()
