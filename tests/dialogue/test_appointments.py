"""Appointments over REST, against the real servers: from the first wish to the last change."""

import re
import uuid
from collections.abc import Callable
from datetime import date

import pytest

from actions.clinic.wording import spoken_day
from tests.support import Bot, working_days

CODE = re.compile(r"MW-[0-9A-Z]{4}-[0-9A-Z]{4}")
ARTICLE_QUESTION = "Wat is epigenetica?"
CONSENT = "toestemming"
NAME = "voornaam en achternaam"
PHONE = "Op welk telefoonnummer"
EMAIL = "bevestiging ook per e-mail"
SUMMARY = "Ik vat het samen"
TIMES = "Deze tijden zijn vrij"
CODE_ASKED = "code van uw afspraak"
NOT_FOUND = "geen komende afspraak bij deze code en deze cijfers"


@pytest.fixture(scope="module")
def free_day() -> Callable[[], date]:
    """Return a function that gives a new working day at each call, so that tests do not collide."""
    days = iter(working_days(2))
    return lambda: next(days)


@pytest.fixture
def day(free_day) -> str:
    """Return a free working day as a patient may type it, such as ``dinsdag 24 november 2026``."""
    return spoken_day(free_day())


@pytest.fixture
def other(servers) -> Bot:
    """Return a second conversation."""
    return Bot(servers, f"test-{uuid.uuid4().hex}")


def start(bot: Bot, day: str, hour: str = "10:00", who: str = "Sten") -> str:
    return bot.texts(f"Ik wil een vervolgafspraak bij {who} op {day} om {hour}")


def to_summary(bot: Bot, day: str, hour: str = "10:00") -> str:
    start(bot, day, hour)
    for text in ("ja", "Annelies de Boer", "0612345678"):
        bot.texts(text)
    return bot.texts("nee")


def book(bot: Bot, day: str, hour: str = "10:00") -> str:
    """Book and return the code."""
    to_summary(bot, day, hour)
    reply = bot.texts("ja")
    match = CODE.search(reply)
    assert match, reply
    return match[0]


# Making an appointment


def test_booking_step_by_step_ends_with_a_confirmation(bot, day):
    assert "Bij welke chiropractor" in bot.texts("Ik wil een afspraak maken")
    assert "eerste afspraak" in bot.texts("Sten Hofstad")
    assert TIMES in bot.texts("Vervolgafspraak")
    assert CONSENT in bot.texts(f"{day} om 11 uur")
    assert NAME in bot.texts("Ja, dat mag")
    assert PHONE in bot.texts("Annelies de Boer")
    assert EMAIL in bot.texts("06 12345678")
    summary = bot.texts("annelies@example.nl")
    assert SUMMARY in summary
    assert "annelies@example.nl" in summary

    reply = bot.texts("Ja, vastleggen")

    assert "Sten Hofstad" in reply
    assert f"{day} om 11:00 uur" in reply
    assert CODE.search(reply)


def test_booking_in_one_sentence_asks_only_what_is_missing(bot, day):
    wish = f"Kan ik {day} om 10 uur bij Sten, ik ben Annelies de Boer, 0612345678"
    assert "vervolgafspraak" in bot.texts(wish)
    assert CONSENT in bot.texts("vervolgafspraak")
    assert EMAIL in bot.texts("ja")
    summary = bot.texts("nee")

    assert "Annelies de Boer" in summary
    assert "06 12345678" in summary
    assert f"{day} om 10:00 uur" in summary


def test_booking_through_the_buttons_alone(bot):
    replies = bot.say("Ik wil een afspraak maken")
    for _ in range(4):
        replies = bot.say(replies[-1]["buttons"][0]["payload"])

    assert NAME in replies[-1]["text"]


def test_second_yes_books_nothing_more(bot, day):
    book(bot, day)

    assert not CODE.search(bot.texts("ja"))
    assert len(CODE.findall(bot.texts("Wanneer is mijn afspraak?"))) == 1


def test_no_preference_offers_times_with_several(bot):
    bot.texts("Ik wil een afspraak maken")
    bot.texts("maakt niet uit")
    reply = bot.texts("vervolgafspraak")

    assert TIMES in reply
    assert len(re.findall(r"Jarco|Tijn|Desiree|Sten", reply)) >= 3


def test_taken_time_is_not_offered_to_another(bot, other, day):
    book(bot, day)
    reply = start(other, day)

    assert "niets meer vrij" in reply
    assert f"{day} om 10:00 uur" not in reply


def test_other_times_are_offered(bot):
    first = bot.texts("Ik wil een vervolgafspraak bij Tijn")
    others = bot.texts("Andere tijden")

    assert TIMES in first
    assert TIMES in others
    assert first != others


# Corrections


def test_other_chiropractor_at_the_name_is_taken_in(bot, day):
    start(bot, day)
    bot.texts("ja")
    assert NAME in bot.texts("toch liever bij Desiree")
    bot.texts("Annelies de Boer")
    bot.texts("0612345678")

    assert "Desiree Griesel" in bot.texts("nee")


def test_other_time_at_the_summary_is_taken_in(bot, day):
    to_summary(bot, day)

    summary = bot.texts("nee, liever om 11 uur")

    assert SUMMARY in summary
    assert f"{day} om 11:00 uur" in summary


def test_no_at_the_summary_asks_what_to_change(bot, day):
    to_summary(bot, day)

    reply = bot.texts("Nee, iets wijzigen")

    assert "Wat wilt u wijzigen" in reply
    assert not CODE.search(reply)


def test_other_telephone_at_the_summary_is_taken_in(bot, day):
    to_summary(bot, day)

    assert "06 87654321" in bot.texts("mijn nummer is 0687654321")


# Interruptions and stopping


def test_article_question_is_answered_and_the_booking_goes_on(bot, day):
    start(bot, day)
    bot.texts("ja")
    reply = bot.texts(ARTICLE_QUESTION)

    assert "Bron: Epigenetica" in reply
    assert NAME in reply.splitlines()[-1]
    assert PHONE in bot.texts("Annelies de Boer")


def test_article_question_at_the_summary_books_nothing(bot, day):
    to_summary(bot, day)
    reply = bot.texts(ARTICLE_QUESTION)

    assert "Bron: Epigenetica" in reply
    assert SUMMARY in reply
    assert not CODE.search(reply)


@pytest.mark.parametrize("text", ["stop", "laat maar", "afspraak annuleren"])
def test_stop_ends_the_booking(bot, day, text):
    to_summary(bot, day)

    assert "Er is niets vastgelegd" in bot.texts(text)
    assert not CODE.search(bot.texts("ja"))


def test_stop_gives_the_time_back(bot, other, day):
    to_summary(bot, day)
    bot.texts("stop")

    assert CONSENT in start(other, day)


# Bad input


def test_unknown_chiropractor_is_told(bot):
    bot.texts("Ik wil een afspraak maken")
    reply = bot.texts("bij dokter Jansen")

    assert "werkt niet als chiropractor bij ons" in reply
    assert "Bij welke chiropractor" in reply


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("31 februari", "Die datum bestaat niet. Bedoelt u"),
        ("gisteren", "al voorbij"),
        ("zondag", "gesloten"),
        ("over een jaar", "Zo ver vooruit"),
        ("dinsdag om 3 uur 's nachts", "geen afspraken"),
    ],
)
def test_time_that_cannot_be_is_explained_and_others_are_offered(bot, text, reply):
    bot.texts("Ik wil een vervolgafspraak bij Jarco")
    replies = bot.texts(text)

    assert reply in replies
    assert TIMES in replies


def test_refused_consent_stores_nothing(bot, day):
    start(bot, day)
    reply = bot.texts("nee")

    assert "kan ik geen afspraak vastleggen" in reply
    assert NAME in bot.texts("ja")


def test_wrong_telephone_and_email_are_asked_again(bot, day):
    start(bot, day)
    bot.texts("ja")
    bot.texts("Annelies de Boer")

    assert "geen geldig telefoonnummer" in bot.texts("12345")
    assert EMAIL in bot.texts("0612345678")
    assert "klopt niet" in bot.texts("annelies@")
    assert SUMMARY in bot.texts("nee")


def test_email_refused_is_none(bot, day):
    assert "E-mail: geen" in to_summary(bot, day)


# Afterwards


def test_own_appointment_is_shown_without_the_code(bot, day):
    code = book(bot, day)
    reply = bot.texts("Wanneer is mijn afspraak?")

    assert f"{day} om 10:00 uur" in reply
    assert "Sten Hofstad" in reply
    assert code in reply


def test_another_conversation_cannot_see_it(bot, other, day):
    code = book(bot, day)
    reply = other.texts("Wanneer is mijn afspraak?")

    assert CODE_ASKED in reply
    assert day not in reply
    assert code not in reply


def test_code_and_digits_show_it_in_another_conversation(bot, other, day):
    code = book(bot, day)
    other.texts("Wanneer is mijn afspraak?")

    assert f"{day} om 10:00 uur" in other.texts(f"{code} en 5678")


def test_code_and_digits_one_by_one(bot, other, day):
    code = book(bot, day)
    other.texts("Wanneer is mijn afspraak?")

    assert "laatste vier cijfers" in other.texts(code.lower().replace("-", " "))
    assert f"{day} om 10:00 uur" in other.texts("5678")


def test_wrong_code_and_wrong_digits_get_the_same_reply(bot, other, day):
    code = book(bot, day)
    other.texts("Wanneer is mijn afspraak?")
    wrong_digits = other.texts(f"{code} en 1111")
    wrong_code = other.texts("MW-2222-BBBB en 5678")

    assert wrong_digits == wrong_code
    assert NOT_FOUND in wrong_code
    assert day not in wrong_digits


def test_too_many_tries_are_refused(bot):
    bot.texts("Wanneer is mijn afspraak?")
    for number in range(5):
        assert NOT_FOUND in bot.texts(f"MW-2222-BBB{number} en 5678")

    assert "te vaak" in bot.texts("MW-2222-BBBB en 5678")


def test_lost_code_offers_a_person(bot):
    bot.texts("Wanneer is mijn afspraak?")

    assert "medewerker" in bot.texts("die code ben ik kwijt")


def test_move_with_the_code(bot, other, day, free_day):
    code = book(bot, day)
    new_day = spoken_day(free_day())
    assert CODE_ASKED in other.texts("Ik wil mijn afspraak verzetten")
    assert TIMES in other.texts(f"{code} en 5678")
    assert "Zal ik de afspraak verzetten" in other.texts(f"{new_day} om 14 uur")
    reply = other.texts("Ja, verzetten")

    assert f"{new_day} om 14:00 uur" in reply
    assert "Sten Hofstad" in reply
    assert code in reply
    assert not CODE.search(other.texts("ja"))
    assert f"{new_day} om 14:00 uur" in bot.texts("Wanneer is mijn afspraak?")


def test_move_takes_an_offered_time(bot, day):
    book(bot, day)
    offered = bot.say("Ik wil mijn afspraak verzetten")[-1]["buttons"][0]["payload"]
    bot.texts("de eerste graag")

    assert offered in bot.texts("ja")


def test_move_to_a_sunday_is_explained(bot, day):
    book(bot, day)
    bot.texts("Ik wil mijn afspraak verzetten")
    reply = bot.texts("kan het op zondag?")

    assert "gesloten" in reply
    assert TIMES in reply


def test_article_question_is_answered_and_the_move_goes_on(bot, day):
    book(bot, day)
    bot.texts("Ik wil mijn afspraak verzetten")
    reply = bot.texts(ARTICLE_QUESTION)

    assert "Bron: Epigenetica" in reply
    assert TIMES in reply


def test_article_question_is_answered_and_the_code_is_asked_again(bot):
    bot.texts("Wanneer is mijn afspraak?")
    reply = bot.texts(ARTICLE_QUESTION)

    assert "Bron: Epigenetica" in reply
    assert CODE_ASKED in reply


def test_stop_in_the_middle_of_a_move_changes_nothing(bot, day):
    book(bot, day)
    bot.texts("Ik wil mijn afspraak verzetten")

    assert "Er is niets gewijzigd" in bot.texts("laat maar")
    assert f"{day} om 10:00 uur" in bot.texts("Wanneer is mijn afspraak?")


def test_cancel_with_the_code(bot, other, day):
    code = book(bot, day)
    other.texts("Ik wil mijn afspraak afzeggen")
    assert "Zal ik deze afspraak afzeggen" in other.texts(f"{code} en 5678")
    reply = other.texts("ja")

    assert "afgezegd" in reply
    assert day in reply
    assert "afgezegd" not in other.texts("ja")
    assert CODE_ASKED in bot.texts("Wanneer is mijn afspraak?")


def test_cancelled_time_is_free_again(bot, other, day):
    book(bot, day)
    bot.texts("Ik wil mijn afspraak afzeggen")
    bot.texts("Ja, afzeggen")

    assert CONSENT in start(other, day)


def test_no_keeps_the_appointment(bot, day):
    book(bot, day)
    bot.texts("Ik wil mijn afspraak afzeggen")
    reply = bot.texts("nee")

    assert "blijft staan" in reply
    assert f"{day} om 10:00 uur" in bot.texts("Wanneer is mijn afspraak?")


def test_erase_after_a_booking_cancels_and_forgets(bot, day):
    book(bot, day)
    assert day in bot.texts("Verwijder mijn gegevens")
    reply = bot.texts("ja")

    assert "gewist" in reply
    assert day in reply
    assert CODE_ASKED in bot.texts("Wanneer is mijn afspraak?")


def test_erase_without_an_appointment_says_so(bot):
    bot.texts("Verwijder mijn gegevens")

    assert "Verder is er onder dit gesprek niets opgeslagen" in bot.texts("ja")


def test_erase_in_the_middle_of_a_booking_starts_anew(bot, day):
    to_summary(bot, day)
    bot.texts("Verwijder mijn gegevens")
    bot.texts("ja")

    assert "Bij welke chiropractor" in bot.texts("Ik wil een afspraak maken")
