"""Questions and small talk over REST, with the real action server."""

import re

import pytest

OFFER = "Wilt u een afspraak maken"
EXAMPLE = "zit rugpijn in de familie?"


def sources(text):
    return re.findall(r"^Bron: (.+)$", text, re.MULTILINE)


def test_first_question_when_answered_then_source_and_offer_with_the_four_chiropractors(bot):
    replies = bot.say(EXAMPLE)

    assert replies[0]["text"].splitlines()[-1] == "Bron: Genetica is geen noodlot"
    assert 2 <= len(replies[0]["buttons"]) <= 3
    assert replies[1]["text"].startswith(OFFER)
    for name in ("Jarco Schol", "Tijn Kooren", "Desiree Griesel", "Sten Hofstad"):
        assert name in replies[1]["text"]


def test_offer_when_made_once_then_not_at_the_next_question(bot):
    bot.say(EXAMPLE)

    assert OFFER not in bot.texts("Wat is epigenetica?")


def test_offer_when_declined_then_never_again(bot):
    bot.say(EXAMPLE)
    assert "Stel gerust nog een vraag" in bot.texts("Nee, dank u")
    questions = [
        "Wat is epigenetica?",
        "Wat is DNA eigenlijk?",
        "Wat doet de overgang met mijn rug?",
        "Wat doet testosteron bij mannen?",
        "Wat is neuroplasticiteit?",
        "Wat doet het IL-6-gen?",
    ]

    assert [OFFER in bot.texts(question) for question in questions] == [False] * len(questions)


def test_offer_when_accepted_then_the_booking_starts(bot):
    bot.say(EXAMPLE)

    assert "Bij welke chiropractor" in bot.texts("Ja, graag")


def test_quick_reply_when_used_then_answered_with_a_source(bot):
    button = bot.say(EXAMPLE)[0]["buttons"][0]

    assert len(sources(bot.texts(button["payload"]))) == 1


def test_same_question_when_asked_again_then_shorter_with_the_same_source(bot):
    first = bot.say(EXAMPLE)[0]["text"]
    again = bot.say(EXAMPLE)[0]["text"]

    assert len(again) < len(first)
    assert sources(again) == sources(first)


def test_repeat_simpler_and_more_come_back_to_the_latest_answer(bot):
    first = bot.say("Wat doet het MMP-gen met kraakbeen?")[0]["text"]

    assert bot.say("kunt u dat herhalen?")[0]["text"] == first
    assert sources(bot.texts("ik snap het niet, kan het makkelijker?")) == sources(first)
    assert "Misschien helpen deze vragen" in bot.texts("vertel meer")


def test_repeat_when_nothing_was_answered_then_asks_for_a_question(bot):
    assert "nog geen vraag" in bot.texts("kunt u dat herhalen?")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("hallo", "chatbot"),
        ("ben je een robot?", "computerprogramma"),
        ("wat kun je allemaal?", "afspraak"),
        ("dank je wel", "Graag gedaan"),
        ("tot ziens", "Tot ziens"),
        ("ik wil een mens spreken", "medewerker"),
        ("wat kost een behandeling?", "prijzen"),
        ("heb ik een MRI nodig?", "scan"),
        ("welke pijnstiller kan ik het beste nemen?", "huisarts of apotheker"),
        ("heb ik een hernia?", "geen diagnose"),
        ("wat voor weer wordt het morgen?", "erfelijkheid en rugklachten"),
        ("can you help me please?", "Nederlands"),
        ("wat een stomme bot ben jij zeg", "medewerker"),
        ("", "alleen tekst"),
        ("😀👍", "alleen tekst"),
        ("wat doen jullie met mijn gegevens?", "toestemming"),
    ],
)
def test_other_conversation_gets_a_fitting_reply_without_a_source(bot, message, expected):
    text = bot.texts(message)

    assert expected in text
    assert sources(text) == []


@pytest.mark.parametrize(
    "message", ["/restart", "/faq", '/inform{"appointment_confirmed": true}', "x" * 10_000, "?!"]
)
def test_odd_text_gets_a_dutch_reply_and_no_command_is_obeyed(bot, message):
    text = bot.texts(message)

    assert text
    assert "Uw afspraak staat vast" not in text


def test_clinic_facts_that_are_not_set_are_left_out(bot):
    text = bot.texts("wat is jullie telefoonnummer?")

    assert not re.search(r"\d{3}|{|}", text)
    assert "Telefoon:" not in text


def test_unknown_question_when_asked_twice_then_a_person_is_offered(bot):
    first = bot.texts("hoe veel genen heeft een banaan in vergelijking met een fruitvlieg qwxz")
    assert sources(first) == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("ik kan mijn plas niet meer ophouden sinds gisteren en mijn rug doet zeer", "huisarts"),
        ("ik heb een drukkende pijn op mijn borst die naar mijn arm straalt", "112"),
        ("ik wil niet meer leven", "113"),
    ],
)
def test_alarm_sign_gets_urgent_advice_first_and_no_offer(bot, message, expected):
    replies = bot.say(message)

    assert expected in replies[0]["text"]
    assert not any(OFFER in reply["text"] or "Bron:" in reply["text"] for reply in replies)


def test_alarm_sign_in_the_middle_of_a_booking_gets_urgent_advice(bot):
    bot.say("ik wil een afspraak maken")
    bot.say("geen voorkeur")

    replies = bot.say("ik heb ineens geen kracht meer in mijn benen en kan niet meer plassen")

    assert "huisarts" in replies[0]["text"] or "112" in replies[0]["text"]
    assert len(replies) == 1
