"""What a patient gets when a part of the bot is down."""

import uuid

import pytest

from tests.support import Bot, running_servers


@pytest.fixture(scope="module")
def port_without_actions(tmp_path_factory):
    with running_servers(tmp_path_factory.mktemp("no_actions"), with_actions=False) as port:
        yield port


@pytest.fixture
def lone_bot(port_without_actions):
    """A conversation with a Rasa server whose action server is down."""
    return Bot(port_without_actions, f"test-{uuid.uuid4().hex}")


def test_question_when_action_server_is_down_then_still_answered(lone_bot):
    assert "Bron: Genetica is geen noodlot" in lone_bot.texts("Zit rugpijn in de familie?")


def test_alarm_when_action_server_is_down_then_still_urgent_advice(lone_bot):
    assert "112" in lone_bot.texts("pijn op mijn borst en ik krijg geen lucht")


def test_alarm_and_question_when_action_server_is_down_then_advice_and_answer(lone_bot):
    replies = lone_bot.say("ik heb rugpijn en 39,5 graden koorts. Zit rugpijn in de familie?")

    assert replies[0]["text"].startswith("Bel nu meteen uw huisarts")
    assert "Bron: Genetica is geen noodlot" in replies[1]["text"]
    assert len(replies) == 2


@pytest.mark.parametrize(
    "message",
    ["ik wil een afspraak maken", "kunt u dat herhalen?", "de eerste", "wis mijn gegevens"],
)
def test_action_when_action_server_is_down_then_fixed_apology(lone_bot, message):
    assert "storing" in lone_bot.texts(message)


def test_conversation_when_an_action_failed_then_goes_on(lone_bot):
    lone_bot.say("ik wil een afspraak maken")

    assert "Bron:" in lone_bot.texts("Wat is epigenetica?")
