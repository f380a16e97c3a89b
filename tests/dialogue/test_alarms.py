"""Alarm signs outside a booking, over REST: the advice first, whatever was going on."""

import re
from collections.abc import Callable

import pytest

from bot.safety.tally import tally
from tests.support import Bot

CHEST = "ik heb een drukkende pijn op mijn borst die naar mijn arm straalt"
FEVER = "ik heb rugpijn en sinds vannacht 39,5 graden koorts"
OFFER = "Wilt u een afspraak maken"
QUESTION = "Zit rugpijn in de familie?"
STORY = (
    "Ik ben 45 en werk in de zorg. Vorig jaar heb ik mijn rug verrekt bij het tillen van een bed. "
    "Mijn vader had dat ook. Sinds vanochtend kan ik mijn plas niet meer ophouden. "
    "Ik weet niet goed wat ik daarmee moet. Het werk is druk en thuis is het ook niet rustig. "
    "Verder ben ik gezond. Zit rugpijn in de familie? Alvast bedankt!"
)


def answered(bot: Bot) -> None:
    bot.say("Wat is epigenetica?")


def offered(bot: Bot) -> None:
    assert OFFER in bot.texts("Zit rugpijn in de familie?")


def clarifying(bot: Bot) -> None:
    assert "1." in bot.texts("over welke genen gaat het")


def declined(bot: Bot) -> None:
    bot.say("wat voor weer wordt het morgen?")


def moving(bot: Bot) -> None:
    assert "code" in bot.texts("ik wil mijn afspraak verzetten").lower()


def cancelling(bot: Bot) -> None:
    assert "code" in bot.texts("ik wil mijn afspraak afzeggen").lower()


def erasing(bot: Bot) -> None:
    bot.say("wis mijn gegevens")


def advised(bot: Bot) -> None:
    bot.say(FEVER)


STATES = (answered, offered, clarifying, declined, moving, cancelling, erasing, advised)


@pytest.mark.parametrize("go_there", STATES, ids=lambda state: state.__name__)
def test_alarm_when_told_in_a_state_then_only_the_advice(bot, go_there: Callable[[Bot], None]):
    go_there(bot)
    replies = bot.say(CHEST)

    assert [reply["text"].splitlines()[0] for reply in replies] == [
        "Bel nu direct 112. Wat u beschrijft kan levensgevaarlijk zijn."
    ]
    assert "buttons" not in replies[0]


@pytest.mark.parametrize("go_there", STATES[:-1], ids=lambda state: state.__name__)
def test_near_miss_when_told_in_a_state_then_no_alarm(bot, go_there: Callable[[Bot], None]):
    go_there(bot)
    reply = bot.texts("ik heb geen koorts en ik kan gewoon plassen")

    assert reply
    assert "Bel nu" not in reply
    assert "huisartsenpost" not in reply


def test_yes_after_an_alarm_then_is_no_yes_to_the_offer_before_it(bot):
    offered(bot)
    bot.say(FEVER)

    assert "Bij welke chiropractor" not in bot.texts("ja")


def test_question_after_an_alarm_then_is_answered_without_an_offer(bot):
    bot.say(FEVER)
    reply = bot.texts(QUESTION)

    assert "Bron: Genetica is geen noodlot" in reply
    assert OFFER not in reply


@pytest.mark.parametrize("message", [f"{FEVER}. {QUESTION}", STORY], ids=["short", "story"])
def test_other_question_when_asked_with_an_alarm_then_is_answered_after_the_advice(bot, message):
    replies = [reply["text"] for reply in bot.say(message)]

    assert replies[0].startswith("Bel nu meteen uw huisarts")
    assert "Bron:" not in replies[0]
    assert re.search(r"^Bron: .+$", replies[1], re.MULTILINE)
    assert not any(OFFER in reply for reply in replies)


def test_other_question_when_asked_with_a_crisis_then_waits(bot):
    replies = bot.say(f"{CHEST}. {QUESTION}")

    assert len(replies) == 1
    assert replies[0]["text"].startswith("Bel nu direct 112")


def test_alarm_when_told_then_the_log_counts_it_without_a_word_of_the_patient(bot, running):
    bot.say("ik heb xylofoonkoorts en 39,5 graden koorts met rugpijn")
    log = (running.folder / "rasa.log").read_text()

    assert any(sign == "fever" for _, _, sign in tally(log.splitlines()))
    assert "xylofoonkoorts" not in log
