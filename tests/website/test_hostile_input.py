"""Calls that no widget makes: each is refused, none is a fault of the server."""

import asyncio
import logging
from types import SimpleNamespace

import pytest

from bot.website.calls import MOST_BYTES, Origins, address_key
from bot.website.streams import MOST_STREAMS
from tests.website.visitor import Website


async def post(site, visitor, body: bytes):
    return await site.client.post("/messages", content=body, headers=visitor)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 20_000,
        b'{"client_id": "a\\u0000b", "text": "x"}',
        b'{"client_id": "../../a b", "text": "x"}',
        b'{"client_id": 7, "text": "x"}',
        b'{"client_id": "c", "text": {"a": 1}}',
        b'{"client_id": "c", "choice": ["x"]}',
    ],
)
async def test_body_when_malformed_then_bad_request(store, body):
    async with Website() as site:
        answer = await post(site, await site.visit(), body)

    assert (answer.status_code, answer.json()) == (400, {"error": "bad_request"})
    assert site.handled == []


@pytest.mark.parametrize("path", ["messages", "session"])
async def test_body_when_endless_then_refused_before_it_is_read(store, path):
    async with Website() as site:
        visitor = await site.visit()
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        head = (
            f"POST /webhooks/website/{path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
            f"Authorization: {visitor['Authorization']}\r\n\r\n"
        )
        writer.write(head.encode())
        part = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
        for _ in range(3):
            writer.write(part)
            await writer.drain()
        answer = await asyncio.wait_for(reader.read(2000), 5)
        writer.close()

    assert MOST_BYTES < 3 * 0x8000
    assert answer.startswith(b"HTTP/1.1 413")
    assert b'{"error":"too_large"}' in answer


async def test_text_when_it_holds_half_a_character_then_still_answered_and_read_back(store):
    async with Website() as site:
        visitor = await site.visit()
        answer = await post(site, visitor, b'{"client_id": "c", "text": "hallo \\ud83d"}')
        found = await site.messages(visitor, 2)

    assert answer.status_code == 202
    assert [message["text"] for message in found] == ["hallo ?", "U zei: hallo ?"]


@pytest.mark.parametrize("token", [b"\xff\xfe.1.a", b"a.b.\xc3\xa9", b".".join([b"9" * 2000] * 3)])
async def test_token_when_no_text_then_refused(store, token):
    async with Website() as site:
        headers = {b"Authorization": b"Bearer " + token}
        answer = await site.client.get("/history", headers=headers)

    assert (answer.status_code, answer.json()) == (401, {"error": "session_invalid"})


@pytest.mark.parametrize(
    "origin", ["null", "http://[", "https://", "http://127.0.0.1:1", "x" * 500]
)
async def test_origin_when_made_up_then_refused(store, origin):
    async with Website() as site:
        answer = await site.client.post("/session", json={}, headers={"Origin": origin})

    assert (answer.status_code, answer.json()) == (403, {"error": "origin_refused"})


@pytest.mark.parametrize("last_id", ["x", "-1", "9" * 400, "٣", "1e5", ""])
async def test_last_event_id_when_no_number_of_ours_then_all_events(store, last_id):
    async with Website() as site:
        visitor = await site.visit()
        await site.say(visitor)
        found = await asyncio.wait_for(site.events(visitor, 2, last_id=last_id.encode() or b"0"), 5)

    assert len(found) == 2


async def test_streams_when_one_visitor_opens_many_then_refused(store):
    async with Website() as site:
        visitor = await site.visit()
        opened = [
            site.client.stream("GET", "/events", headers=visitor) for _ in range(MOST_STREAMS)
        ]
        for stream in opened:
            assert (await stream.__aenter__()).status_code == 200
        refused = await site.client.get("/events", headers=visitor)
        await opened.pop().__aexit__(None, None, None)
        await asyncio.sleep(0.2)
        again = site.client.stream("GET", "/events", headers=visitor)
        accepted = (await again.__aenter__()).status_code
        for stream in [*opened, again]:
            await stream.__aexit__(None, None, None)

    assert (refused.status_code, refused.json()) == (429, {"error": "rate_limited"})
    assert int(refused.headers["Retry-After"]) > 0
    assert accepted == 200


async def test_call_when_the_server_has_a_fault_then_unavailable_and_no_text_in_the_log(
    store, monkeypatch, caplog
):
    caplog.set_level(logging.DEBUG)

    def fails(*_):
        raise LookupError("geheimwoord")

    async with Website() as site:
        visitor = await site.visit()
        monkeypatch.setattr("bot.channels.website.open_choice", fails)
        answer = await site.say(visitor, choice="x")

    assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})
    assert "LookupError" in caplog.text
    assert "geheimwoord" not in caplog.text


def caller(address: str, **headers: str):
    return SimpleNamespace(remote_addr="", ip=address, headers=headers, host="bot.example.nl")


def test_address_when_of_one_ipv6_subscriber_then_the_same_key():
    first = address_key(caller("2001:db8:1:2::1"))

    assert first == address_key(caller("2001:db8:1:2:ffff::9"))
    assert first != address_key(caller("2001:db8:1:3::1"))
    assert address_key(caller("::ffff:192.0.2.1")) == address_key(caller("192.0.2.1"))
    assert "192.0.2.1" not in address_key(caller("192.0.2.1"))


async def test_address_when_behind_our_proxy_then_what_that_proxy_saw(store, with_settings):
    with_settings(sessions_per_minute_per_address=1, proxies=1)
    async with Website() as site:

        async def status(forwarded: str) -> int:
            headers = {"X-Forwarded-For": forwarded}
            return (await site.client.post("/session", json={}, headers=headers)).status_code

        assert await status("192.0.2.1") == 201
        assert await status("192.0.2.2") == 201
        assert await status("192.0.2.2") == 429
        # What a visitor claims stands before what the proxy saw, and does not count.
        assert await status("198.51.100.7, 192.0.2.2") == 429


async def test_address_when_there_is_no_proxy_then_what_a_visitor_claims_does_not_count(
    store, with_settings
):
    with_settings(sessions_per_minute_per_address=1)
    async with Website() as site:
        statuses = [
            (
                await site.client.post(
                    "/session", json={}, headers={"X-Forwarded-For": f"192.0.2.{number}"}
                )
            ).status_code
            for number in range(2)
        ]

    assert statuses == [201, 429]


def test_origin_when_it_is_the_bots_public_address_then_allowed(with_settings):
    from bot.channels import website

    with_settings(base_url="https://chat.example.nl/bot")
    origins = Origins(website.load_settings().website)

    assert origins.allow(caller("192.0.2.1", Origin="https://chat.example.nl"))
    assert origins.allow(caller("192.0.2.1", Origin="https://bot.example.nl"))
    assert not origins.allow(caller("192.0.2.1", Origin="https://chat.example.nl.evil.example"))
