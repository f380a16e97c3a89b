"""Codes that carry a conversation over to WhatsApp: once, for a short time, with what it holds."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from actions.clinic.booking import BookingService, utc_now
from actions.clinic.tables import whatsapp_handover
from actions.clinic.whatsapp.handover import LIFETIME, Handovers
from bot.channels import website
from bot.channels.website import WebsiteInput
from bot.whatsapp.handover import code_in, handover_url
from tests.clinic.clinic_helpers import MONDAY_NINE, PIET, Clock, make_settings, slot_at
from tests.whatsapp.running_channel import RunningChannel

SOURCE, TARGET = "web:visitor", "wa:patient"


@pytest.fixture
def clock():
    return Clock(MONDAY_NINE)


@pytest.fixture
def handovers(store, clock):
    return Handovers(store, clock)


def test_code_when_redeemed_then_its_conversation(handovers):
    assert handovers.redeem(handovers.offer(SOURCE), TARGET) == SOURCE


def test_code_when_used_by_another_before_then_refused(handovers):
    code = handovers.offer(SOURCE)
    handovers.redeem(code, TARGET)

    assert handovers.redeem(code, "wa:other") is None


def test_code_when_redeemed_again_after_a_crash_then_the_same(handovers):
    code = handovers.offer(SOURCE)
    handovers.redeem(code, TARGET)

    assert handovers.redeem(code, TARGET) == SOURCE


def test_code_when_too_old_then_refused(handovers, clock):
    code = handovers.offer(SOURCE)
    clock.now += LIFETIME

    assert handovers.redeem(code, TARGET) is None


@pytest.mark.parametrize("code", ["", "0" * 12, "ABCD"])
def test_code_when_made_up_then_refused(handovers, code):
    handovers.offer(SOURCE)

    assert handovers.redeem(code, TARGET) is None


def test_code_when_stored_then_cannot_be_read(handovers, store):
    code = handovers.offer(SOURCE)

    with store.read() as connection:
        assert code not in repr(connection.execute(select(whatsapp_handover)).all())


def test_hold_when_handed_over_then_confirmed_by_the_new_conversation(handovers, store, clock):
    service = BookingService(make_settings(), store, clock)
    hold = service.hold(slot_at(24, 10), "follow_up", SOURCE)
    handovers.redeem(handovers.offer(SOURCE), TARGET)

    booked = service.confirm(hold, TARGET, PIET, clock.now, TARGET)

    assert booked.slot == hold.slot


def test_url_when_whatsapp_is_on_then_the_code_is_in_the_message(graph, store):
    url = urlsplit(handover_url(store, SOURCE))
    (message,) = parse_qs(url.query)["text"]

    assert (url.netloc, url.path) == ("wa.me", "/31351234567")
    assert len(code_in(message)) == 12


def test_url_when_the_number_is_not_set_then_none(graph, store, monkeypatch):
    monkeypatch.setenv("WHATSAPP_NUMBER", "")

    assert handover_url(store, SOURCE) is None


@pytest.mark.parametrize("text", ["", "mijn code MW-7KQ4-XT2D", "code 06 12345678", "codering"])
def test_text_when_without_such_a_code_then_none(text):
    assert code_in(text) is None


class WebsiteChannel(RunningChannel):
    channel = WebsiteInput


async def test_website_when_whatsapp_is_on_then_a_visitor_gets_a_link(graph, store, monkeypatch):
    monkeypatch.setattr(website, "shared_store", lambda: store)
    async with WebsiteChannel() as channel:
        refused = await channel.client.post("/handover", json={})
        token = (await channel.client.post("/session", json={})).json()["token"]
        visitor = {"Authorization": f"Bearer {token}"}
        answer = await channel.client.post("/handover", json={}, headers=visitor)
        monkeypatch.setenv("WHATSAPP_TOKEN", "")
        off = await channel.client.post("/handover", json={}, headers=visitor)

    (message,) = parse_qs(urlsplit(answer.json()["url"]).query)["text"]
    assert (refused.status_code, answer.status_code) == (401, 201)
    assert Handovers(store, utc_now).redeem(code_in(message), TARGET).startswith("web:")
    assert (off.status_code, off.json()) == (404, {"error": "whatsapp_off"})
