"""Bookings that do not go by the book: at every step something else is said."""

import re
import uuid
from collections.abc import Callable
from datetime import date

import pytest

from actions.clinic.booking import BookingService
from actions.clinic.settings import load_settings
from actions.clinic.store import Store
from actions.clinic.wording import spoken_day
from tests.support import Bot, working_days

CODE = re.compile(r"MW-[0-9A-Z]{4}-[0-9A-Z]{4}")
WHO = "Bij welke chiropractor"
KIND = "eerste afspraak"
TIMES = "Deze tijden zijn vrij"
CONSENT = "toestemming"
NAME = "voornaam en achternaam"
PHONE = "Op welk telefoonnummer"
EMAIL = "bevestiging ook per e-mail"
SUMMARY = "Ik vat het samen"
ADVICE = re.compile("Bel nu|Wat naar dat|Maak binnen enkele dagen een afspraak bij uw huisarts")
RESUME = "U was bezig met een afspraak"
PERSON = "Een medewerker van de praktijk kan de afspraak ook met u maken"
NOT_UNDERSTOOD = "Dat begreep ik niet helemaal"

STEPS = ("who", "kind", "time", "consent", "name", "phone", "email", "summary")
ASKED = dict(zip(STEPS, (WHO, KIND, TIMES, CONSENT, NAME, PHONE, EMAIL, SUMMARY)))


@pytest.fixture(scope="module")
def free_day() -> Callable[[], date]:
    """Return a function that gives a new working day, from the end of the agenda backwards.

    The bookings here are with Tijn: those of test_appointments, with Sten, reach the same days.
    """
    days = reversed(working_days(3))
    return lambda: next(days)


@pytest.fixture(scope="module")
def day(free_day) -> str:
    """Return one day for all of these: the times that they hold are given back."""
    return spoken_day(free_day())


@pytest.fixture(scope="module")
def service(running) -> BookingService:
    return BookingService(load_settings(), Store(running.database_url))


@pytest.fixture
def bot(servers, service):
    """Return a conversation of which the held time is given back at the end."""
    bot = Bot(servers, f"test-{uuid.uuid4().hex}")
    yield bot
    service.release(bot.sender)


def go_to(bot: Bot, step: str, day: str) -> str:
    """Go through the booking up to the question of a step; return that question."""
    answers = (
        "Ik wil een afspraak maken",
        "Tijn Kooren",
        "vervolgafspraak",
        f"{day} om 10 uur",
        "ja",
        "Annelies de Boer",
        "0612345678",
        "annelies@example.nl",
    )
    for answer in answers[: STEPS.index(step) + 1]:
        reply = bot.texts(answer)
    assert ASKED[step] in reply
    return reply


# At every step


@pytest.mark.parametrize("step", STEPS)
def test_question_when_asked_at_a_step_then_is_answered_and_the_step_asked_again(bot, day, step):
    go_to(bot, step, day)
    reply = bot.texts("Wat is epigenetica?")

    assert "Bron: Epigenetica" in reply
    assert ASKED[step] in reply
    assert reply.index("Bron:") < reply.rindex(ASKED[step])


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("text", ["laat maar", "stop", "ik wil toch geen afspraak"])
def test_stop_when_said_at_a_step_then_nothing_is_booked(bot, day, step, text):
    go_to(bot, step, day)

    assert "Er is niets vastgelegd" in bot.texts(text)
    assert not CODE.search(bot.texts("ja"))


@pytest.mark.parametrize("step", STEPS)
def test_alarm_when_told_at_a_step_then_goes_before_the_booking(bot, day, step):
    go_to(bot, step, day)
    reply = bot.texts("ik heb pijn op mijn borst en krijg geen lucht")

    assert reply.startswith("Bel nu direct 112")
    assert ASKED[step] not in reply
    assert "afspraak" not in reply
    assert not CODE.search(bot.texts("ja"))


@pytest.mark.parametrize("step", STEPS)
def test_alarm_when_told_at_a_step_then_the_booking_waits_for_the_choice_to_go_on(bot, day, step):
    go_to(bot, step, day)
    advice = bot.texts("ik heb rugpijn en sinds vannacht 39,5 graden koorts")
    question = bot.texts("ja")
    again = bot.texts("ja")

    assert "huisarts" in advice
    assert ASKED[step] not in advice
    assert RESUME in question
    assert ASKED[step] in again


def test_alarm_when_told_and_the_patient_does_not_go_on_then_the_booking_is_gone(bot, day):
    go_to(bot, "summary", day)
    bot.say("ik heb rugpijn en sinds vannacht 39,5 graden koorts")
    question = bot.texts("ja")

    assert RESUME in question
    assert "Er is niets vastgelegd" in bot.texts("nee, stop maar")
    assert WHO in bot.texts("Ik wil een afspraak maken")


def test_alarm_when_told_and_a_question_follows_then_answer_and_the_choice_to_go_on(bot, day):
    go_to(bot, "name", day)
    bot.say("ik heb rugpijn en sinds vannacht 39,5 graden koorts")
    reply = bot.texts("Wat is epigenetica?")

    assert reply.index("Bron:") < reply.index(RESUME)
    assert ASKED["name"] in bot.texts("ja graag")


@pytest.mark.parametrize("step", STEPS)
def test_alarm_without_hurry_when_told_at_a_step_then_advice_and_the_step_asked_again(
    bot, day, step
):
    go_to(bot, step, day)
    reply = bot.texts("ik heb vroeger borstkanker gehad en nu heb ik nieuwe rugpijn")

    assert reply.startswith("Maak binnen enkele dagen een afspraak bij uw huisarts")
    assert ASKED[step] in reply
    assert NOT_UNDERSTOOD not in reply


@pytest.mark.parametrize("step", STEPS)
def test_near_miss_when_told_at_a_step_then_no_alarm_and_the_step_asked_again(bot, day, step):
    go_to(bot, step, day)
    reply = bot.texts("Ik heb geen koorts en ook geen andere klachten, mijn huisnummer is 112")

    assert not ADVICE.match(reply)
    assert ASKED[step] in reply


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ("who", "name")])
def test_unclear_answer_when_given_twice_at_a_step_then_a_person_is_offered(bot, day, step):
    go_to(bot, step, day)
    first, second = bot.texts("even denken"), bot.texts("ik twijfel")

    assert not CODE.search(first + second)
    assert NOT_UNDERSTOOD in first
    assert PERSON in second
    assert ASKED[step] in second


@pytest.mark.parametrize("step", STEPS[STEPS.index("time") :])
def test_other_chiropractor_when_named_at_a_step_then_is_taken_in(bot, day, step):
    go_to(bot, step, day)
    reply = bot.texts("toch liever bij Desiree")
    if step == "time":
        assert "Desiree" in reply
        return
    assert ASKED[step] in reply
    while SUMMARY not in reply:
        reply = bot.texts(answer_to(reply))

    assert "Desiree Griesel" in reply
    assert "Tijn" not in reply


@pytest.mark.parametrize("step", STEPS[STEPS.index("time") :])
def test_other_time_when_named_at_a_step_then_is_taken_in(bot, day, step):
    go_to(bot, step, day)
    reply = bot.texts(f"nee, liever {day} om 15 uur")
    while SUMMARY not in reply:
        reply = bot.texts(answer_to(reply))

    assert f"{day} om 15:00 uur" in reply


@pytest.mark.parametrize("step", STEPS[STEPS.index("time") :])
def test_other_kind_when_named_at_a_step_then_is_taken_in(bot, day, step):
    go_to(bot, step, day)
    reply = bot.texts("het is toch een eerste afspraak")
    for _ in range(8):
        if SUMMARY in reply:
            break
        reply = bot.texts(f"{day} om 10 uur" if TIMES in reply else answer_to(reply))

    assert "eerste afspraak" in reply
    assert SUMMARY in reply


def answer_to(reply: str) -> str:
    """Return the answer to the question at the end of a reply."""
    answers = {CONSENT: "ja", NAME: "Annelies de Boer", PHONE: "0612345678", EMAIL: "nee"}
    last = max(answers, key=reply.rfind)
    assert last in reply, reply
    return answers[last]


# Who


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Desire Grisel", "Desiree Griesel"),
        ("desiree", "Desiree Griesel"),
        ("bij dhr. Kooren", "Tijn Kooren"),
        ("jarko", "Jarco Schol"),
        ("Hofstadt", "Sten Hofstad"),
        ("STEN", "Sten Hofstad"),
        ("doe maar die Schol", "Jarco Schol"),
    ],
)
def test_chiropractor_when_misspelt_or_half_named_then_is_understood(bot, text, name):
    go_to(bot, "who", "")
    assert KIND in bot.texts(text)

    offered = bot.texts("vervolgafspraak")
    assert name in offered
    assert not [n for n in ("Jarco", "Tijn", "Desiree", "Sten") if n not in name and n in offered]


@pytest.mark.parametrize("text", ["bij dokter Pietersen", "Mohammed Yilmaz", "kan het bij Karin?"])
def test_chiropractor_when_nobody_has_the_name_then_says_so_and_names_the_four(bot, text):
    go_to(bot, "who", "")
    replies = bot.say(text)
    told = "\n".join(reply["text"] for reply in replies)

    assert "werkt niet als chiropractor bij ons" in told
    titles = [button["title"] for button in replies[-1]["buttons"]]
    assert {"Jarco Schol", "Tijn Kooren", "Desiree Griesel", "Sten Hofstad"} <= set(titles)


# Name, telephone and e-mail


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("annelies van der berg", "Annelies van der Berg"),
        ("ik heet Fatima el Idrissi", "Fatima el Idrissi"),
        ("J.P. de Vries", "J.P. de Vries"),
        ("Anne-Marie Smit-de Wit", "Anne-Marie Smit-de Wit"),
        ("mijn naam is 's Gravesande, Jan", "Gravesande"),
    ],
)
def test_name_when_written_in_some_way_then_stands_in_the_summary(bot, day, text, name):
    go_to(bot, "name", day)
    assert PHONE in bot.texts(text)
    bot.texts("0612345678")

    assert name in bot.texts("nee")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("06-1234 5678", "06 12345678"),
        ("+31 6 12345678", "06 12345678"),
        ("0031612345678", "06 12345678"),
        ("035 623 45 67", "035 623 4567"),
        ("+32 470 12 34 56", "0470 12 34 56"),
        ("je kunt me bereiken op 0612345678", "06 12345678"),
    ],
)
def test_telephone_when_written_in_some_way_then_stands_in_the_summary(bot, day, text, shown):
    go_to(bot, "phone", day)
    assert EMAIL in bot.texts(text)

    assert shown in bot.texts("nee")


@pytest.mark.parametrize("text", ["112", "06123", "061234567890123", "+1 212 555 0100", "geen"])
def test_telephone_when_it_is_none_then_is_asked_again(bot, day, text):
    go_to(bot, "phone", day)
    reply = bot.texts(text)

    assert EMAIL not in reply
    assert PHONE in reply


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("mijn naam is Piet Jansen", "Piet Jansen"),
        ("mijn nummer is 06 87654321", "06 87654321"),
        ("mijn mail is piet@example.nl", "piet@example.nl"),
    ],
)
def test_personal_fact_when_corrected_at_the_summary_then_is_taken_in(bot, day, text, line):
    go_to(bot, "summary", day)
    reply = bot.texts(text)

    assert SUMMARY in reply
    assert line in reply
    assert not CODE.search(reply)


# Consent


@pytest.mark.parametrize("text", ["nee", "nee dat wil ik niet", "liever niet", "geen toestemming"])
def test_consent_when_refused_then_nothing_personal_is_asked(bot, day, text):
    go_to(bot, "consent", day)
    reply = bot.texts(text)

    assert "kan ik geen afspraak vastleggen" in reply
    assert NAME not in reply
    assert PHONE not in reply


def test_consent_when_details_came_first_then_is_still_asked_and_refusal_drops_them(bot, day):
    wish = f"Vervolgafspraak {day} om 10 uur bij Tijn, ik ben Annelies de Boer, 0612345678"
    assert CONSENT in bot.texts(wish)
    bot.texts("nee")
    reply = bot.texts("ja")

    assert NAME in reply


# All at once


@pytest.mark.parametrize(
    "wish",
    [
        "Kan ik {day} om 10 uur bij Tijn voor een vervolgafspraak, ik ben Annelies de Boer,"
        " 0612345678, annelies@example.nl",
        "Ik ben Annelies de Boer, 06-12345678. vervolgafspraak bij kooren graag, {day} 10:00."
        " mail: annelies@example.nl",
    ],
)
def test_booking_when_all_is_said_at_once_then_asks_consent_and_sums_up(bot, day, wish):
    assert CONSENT in bot.texts(wish.format(day=day))
    summary = bot.texts("ja")

    assert SUMMARY in summary
    for fact in ("Annelies de Boer", "06 12345678", "annelies@example.nl", f"{day} om 10:00 uur"):
        assert fact in summary


@pytest.mark.parametrize("text", ["tja", "hm tja", "misschien", "ja misschien", "ehm"])
def test_confirming_when_the_patient_hesitates_then_books_nothing(bot, day, text):
    go_to(bot, "summary", day)
    reply = bot.texts(text)

    assert not CODE.search(reply)
    assert SUMMARY in reply


@pytest.mark.parametrize("text", ["leg maar vast", "oke dan", "top", "is goed", "boek maar"])
def test_confirming_when_said_in_other_words_then_books(bot, free_day, text):
    go_to(bot, "summary", spoken_day(free_day()))

    assert CODE.search(bot.texts(text))


def test_yes_when_said_three_times_then_books_once(bot, free_day):
    go_to(bot, "summary", spoken_day(free_day()))
    replies = [bot.texts("ja") for _ in range(3)]

    assert [bool(CODE.search(reply)) for reply in replies] == [True, False, False]


def test_booking_when_done_then_a_second_one_can_be_made(bot, free_day):
    first, second = spoken_day(free_day()), spoken_day(free_day())
    go_to(bot, "summary", first)
    one = CODE.search(bot.texts("ja"))
    go_to(bot, "summary", second)
    two = CODE.search(bot.texts("ja"))
    assert one
    assert two
    assert one[0] != two[0]

    overview = bot.texts("Wanneer is mijn afspraak?")
    assert first in overview
    assert second in overview
