"""Replies of Rasa as WhatsApp messages: every limit is met and nothing is lost."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.choices import open_choice
from bot.whatsapp.rendering import render
from bot.whatsapp.shortening import shorten, shorten_body
from tests.whatsapp.fake_graph import faults_of

SENDER = "wa:test"


def sent(*replies):
    """Return what would be sent, and the choices; every limit is checked."""
    rendered = render(SENDER, list(replies))
    bodies = [
        json.loads(json.dumps({"messaging_product": "whatsapp", "to": "1", **bubble.payload}))
        for bubble in rendered.bubbles
    ]
    for body in bodies:
        if body["type"] == "document":
            body["document"]["id"] = "given at the upload"
    assert [fault for body in bodies for fault in faults_of(body)] == []
    assert len(bodies) <= 2
    return bodies


def buttons(*titles):
    return [{"title": title, "payload": title} for title in titles]


def titles_of(body):
    action = body["interactive"]["action"]
    if "buttons" in action:
        return [button["reply"]["title"] for button in action["buttons"]]
    return [row["title"] for row in action["sections"][0]["rows"]]


def test_render_when_one_text_then_as_it_is():
    (body,) = sent({"text": "Ja, dat kan.\nBron: Inleiding"})

    assert body["text"] == {"body": "Ja, dat kan.\nBron: Inleiding", "preview_url": False}


def test_render_when_many_texts_then_two_bubbles_with_all_of_them():
    first, second = sent({"text": "een"}, {"text": "twee"}, {"text": "drie"})

    assert first["text"]["body"] == "een\n\ntwee"
    assert second["text"]["body"] == "drie"


def test_render_when_advice_on_an_alarm_is_in_it_then_the_first_bubble_is_urgent():
    advice = {"text": "Bel nu 112.", "utter_action": "utter_urgent/call_112"}
    first, second = render(SENDER, [advice, {"text": "Ja.\nBron: Inleiding"}]).bubbles

    assert first.payload["text"]["body"] == "Bel nu 112."
    assert (first.is_urgent, second.is_urgent) == (True, False)


CONFIRMATION = {"text": "Uw afspraak staat vast.", "calendar": "BEGIN:VCALENDAR"}


def test_render_when_a_calendar_file_comes_with_it_then_a_document_with_the_text_as_caption():
    first, second = sent(CONFIRMATION, {"text": "Herinnering?", "buttons": buttons("Ja", "Nee")})

    assert first["file"] == "BEGIN:VCALENDAR"
    assert first["document"]["filename"] == "afspraak.ics"
    assert first["document"]["caption"] == "Uw afspraak staat vast."
    assert titles_of(second) == ["Ja", "Nee"]


def test_render_when_texts_are_joined_then_the_calendar_file_is_kept():
    first, second = sent({"text": "Even kijken."}, CONFIRMATION, {"text": "Tot dan."})

    assert first["document"]["caption"] == "Even kijken.\n\nUw afspraak staat vast."
    assert second["text"]["body"] == "Tot dan."


def test_render_when_the_text_is_too_long_for_a_caption_then_text_alone():
    (body,) = sent({"text": "woord " * 200, "calendar": "BEGIN:VCALENDAR"})

    assert body["type"] == "text"


def test_render_when_three_choices_then_buttons():
    (body,) = sent({"text": "Welke?", "buttons": buttons("Een", "Twee", "Drie")})

    assert titles_of(body) == ["Een", "Twee", "Drie"]
    assert body["interactive"]["body"]["text"] == "Welke?"


def test_render_when_fourth_choice_then_a_list():
    (body,) = sent({"text": "Bij wie?", "buttons": buttons("A", "B", "C", "D")})

    assert body["interactive"]["type"] == "list"
    assert titles_of(body) == ["A", "B", "C", "D"]


def test_render_when_eleventh_choice_then_numbered_text():
    names = [f"keuze {n}" for n in range(1, 12)]
    rendered = render(SENDER, [{"text": "Kies.\nBron: Inleiding", "buttons": buttons(*names)}])

    (bubble,) = rendered.bubbles
    lines = bubble.payload["text"]["body"].splitlines()
    assert lines[1] == "1. keuze 1"
    assert lines[11] == "11. keuze 11"
    assert lines[-1] == "Bron: Inleiding"
    assert [title for _, title in rendered.offered.choices] == names


def test_render_when_title_is_long_then_shortened_and_in_full_in_the_body():
    long = "Zit rugpijn in de familie?"
    (body,) = sent({"text": "Bedoelt u:", "buttons": buttons(long, "Nee")})

    assert titles_of(body) == ["1. Zit rugpijn in…", "2. Nee"]
    assert f"1. {long}\n2. Nee" in body["interactive"]["body"]["text"]


def test_render_when_titles_are_the_same_then_told_apart():
    (body,) = sent({"text": "Welke?", "buttons": buttons("Sten", "Sten")})

    assert titles_of(body) == ["1. Sten", "2. Sten"]


def test_render_when_row_is_long_then_in_full_in_the_description():
    long = "dinsdag 24 november om 10:00 bij Jarco Schol"
    (body,) = sent({"text": "Welke?", "buttons": buttons(long, "b", "c", "d")})

    row = body["interactive"]["action"]["sections"][0]["rows"][0]
    assert row["title"] == "1. dinsdag 24 november…"
    assert row["description"] == long


def test_render_when_body_is_too_long_for_buttons_then_a_list():
    (body,) = sent({"text": "woord " * 300, "buttons": buttons("Ja", "Nee")})

    assert body["interactive"]["type"] == "list"


def test_render_when_body_is_too_long_for_all_then_text_with_its_source():
    (body,) = sent({"text": "woord " * 1000 + "\nBron: Inleiding", "buttons": buttons("Ja")})

    assert body["text"]["body"].endswith("…\nBron: Inleiding")


def test_render_when_payload_is_short_then_sealed_in_the_id():
    (body,) = sent({"text": "Welke?", "buttons": buttons("Ja")})

    choice = open_choice(SENDER, body["interactive"]["action"]["buttons"][0]["reply"]["id"])
    assert choice.payload == "Ja"
    assert open_choice("wa:other", titles_of(body)[0]) is None


def test_render_when_payload_is_too_long_then_its_place_is_sealed():
    payload = "Ik wil graag weten " + "heel " * 60
    (body,) = sent({"text": "Welke?", "buttons": [{"title": "Lang", "payload": payload}]})

    choice = open_choice(SENDER, body["interactive"]["action"]["buttons"][0]["reply"]["id"])
    assert choice.payload == "number:0"


def test_render_when_nothing_is_said_then_nothing_is_sent():
    assert sent() == []
    assert sent({"text": "  "}) == []


@pytest.mark.parametrize("limit", range(2, 12))
def test_shorten_when_an_emoji_is_at_the_limit_then_never_cut(limit):
    family = "👨‍👩‍👧‍👦"

    short = shorten(f"ab {family} cd", limit)

    assert len(short) <= limit
    assert short.replace(family, "").isascii() or short.rstrip("…").replace(family, "").isascii()


def test_shorten_when_too_long_then_cut_after_a_word():
    assert shorten("een lange zin met woorden", 15) == "een lange zin…"
    assert shorten("onafgebrokenwoord", 8) == "onafgeb…"
    assert shorten("past precies", 12) == "past precies"


def test_shorten_body_when_it_names_a_source_then_kept():
    assert shorten_body("een twee drie vier\nBron: Slot", 22) == "een twee…\nBron: Slot"


@pytest.mark.parametrize("limit", [20, 24, 72, 200, 256, 1024, 4096])
@pytest.mark.parametrize("count", [0, 1, 4])
def test_render_when_around_a_limit_then_never_over_it(limit, count):
    """``sent`` checks bodies, captions, titles and descriptions as long as a limit and more."""
    for length in range(limit - 3, limit + 4):
        words = "x" * length
        sent({"text": words, "calendar": "BEGIN:VCALENDAR"}, {"text": words})
        sent({"text": words, "buttons": buttons(*(str(n) for n in range(count)))})
        sent({"text": "Welke?", "buttons": buttons(*(f"{n}{words[1:]}" for n in range(count)))})


@pytest.mark.parametrize("count", [1, 4])
def test_render_when_a_payload_has_any_length_then_its_id_is_never_too_long(count):
    for length in range(60, 160):
        choices = [{"title": str(n), "payload": "x" * length} for n in range(count)]
        sent({"text": "Welke?", "buttons": choices})


WORDS = st.text(st.sampled_from("ab é👍🏽👩‍⚕️\n.,"), min_size=1, max_size=120)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"text": WORDS, "buttons": st.lists(st.tuples(WORDS, WORDS), max_size=14)}
        ),
        max_size=4,
    )
)
def test_render_when_given_anything_then_within_every_limit(replies):
    sent(
        *(
            {
                "text": reply["text"],
                "buttons": [{"title": t, "payload": p} for t, p in reply["buttons"]],
            }
            for reply in replies
        )
    )
