"""Every channel: plain text is text, and each message gets a reply."""

from urllib.error import HTTPError

import pytest
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.channels.guard import MOST_CHARACTERS, as_plain_text, guarded, unavailable_text
from tests.support import Bot


async def replies_of(handler, text="vraag"):
    output = CollectingOutputChannel()
    await guarded(handler)(UserMessage(text, output, "patient"))
    return [message["text"] for message in output.messages]


async def test_turn_when_it_raises_then_apology():
    async def fails(message):
        raise RuntimeError("secret text of a patient")

    assert await replies_of(fails) == [unavailable_text()]


async def test_turn_when_it_says_nothing_then_apology():
    async def is_silent(message):
        pass

    assert await replies_of(is_silent) == [unavailable_text()]


async def test_turn_when_it_replies_then_only_that():
    async def answers(message):
        await message.output_channel.send_text_message("patient", "antwoord")

    assert await replies_of(answers) == ["antwoord"]


async def test_failure_when_logged_then_without_the_text(caplog):
    async def fails(message):
        raise RuntimeError("secret text of a patient")

    await replies_of(fails)

    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/restart", "restart"),
        (' //book{"a": 1}', 'book{"a": 1}'),
        ("24/7 open?", "24/7 open?"),
        (None, ""),
        (12, ""),
        ("  ", ""),
    ],
)
def test_as_plain_text(typed, read):
    assert as_plain_text(typed) == read


def test_as_plain_text_when_very_long_then_shortened():
    assert len(as_plain_text("x" * 10_000)) == MOST_CHARACTERS


@pytest.mark.parametrize("sender", ["wa:0123", "web:0123"])
def test_rest_when_the_sender_is_of_another_channel_then_refused(servers, sender):
    with pytest.raises(HTTPError) as refused:
        Bot(servers, sender).say("hallo")

    assert refused.value.code == 403
