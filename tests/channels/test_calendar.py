"""The links to calendar files, and what is served for them."""

from datetime import datetime, timedelta, timezone

import pytest

from actions.clinic.calendar_link import (
    LIFETIME,
    PATH,
    calendar_link,
    calendar_path,
    open_calendar_token,
)
from actions.clinic.errors import StoreError
from actions.clinic.settings import Website, load_settings
from bot.channels import calendar

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
ID = "903a22ec49874b45a6c7fc03e2455f1b"


@pytest.fixture(autouse=True)
def _own_secret(monkeypatch):
    monkeypatch.setenv("MOVEWELL_SECRET", "a secret of this test")


def token_of(path):
    return path.removeprefix(f"{PATH}/").removesuffix(".ics")


def test_token_when_opened_in_time_then_gives_the_appointment():
    token = token_of(calendar_path(ID, NOW))

    assert open_calendar_token(token, NOW + LIFETIME) == ID
    assert ID not in token


def test_token_when_too_old_then_gives_nothing():
    token = token_of(calendar_path(ID, NOW))

    assert open_calendar_token(token, NOW + LIFETIME + timedelta(seconds=1)) is None


def test_token_when_changed_anywhere_then_gives_nothing():
    token = token_of(calendar_path(ID, NOW))
    for place in range(len(token) - 1):  # the last character has bits that do not count
        other = "A" if token[place] != "A" else "B"
        assert open_calendar_token(token[:place] + other + token[place + 1 :], NOW) is None


@pytest.mark.parametrize(
    "token", ["", "a", "abc", "é", "A" * 16, "A" * 40, "A" * 5000, "a b", "\0"]
)
def test_token_when_forged_then_gives_nothing(token):
    assert open_calendar_token(token, NOW) is None


def test_token_when_of_another_secret_then_gives_nothing(monkeypatch):
    token = token_of(calendar_path(ID, NOW))
    monkeypatch.setenv("MOVEWELL_SECRET", "another secret")

    assert open_calendar_token(token, NOW) is None


def test_link_when_made_twice_then_differs_and_starts_with_the_public_address():
    settings = load_settings().copy(update={"website": Website(base_url="https://bot.example.nl/")})
    first, second = (calendar_link(ID, settings, NOW) for _ in range(2))

    assert first != second
    assert first.startswith("https://bot.example.nl/webhooks/calendar/")


def test_link_when_no_public_address_is_set_then_there_is_none():
    settings = load_settings().copy(update={"website": Website()})

    assert calendar_link(ID, settings, NOW) is None


def test_reply_when_the_agenda_is_down_then_says_so(monkeypatch):
    def fail(_token):
        raise StoreError("down")

    monkeypatch.setattr(calendar, "linked_appointment", fail)
    reply = calendar.calendar_reply("any")

    assert reply.status == 503
    assert "storing" in reply.body.decode()
    assert reply.headers["Retry-After"] == "60"
