"""Rasa's replies as the widget shows them."""

import pytest

from actions.clinic.settings import load_settings
from bot.channels.choices import open_choice
from bot.channels.collected import is_urgent
from bot.channels.guard import unavailable_text
from bot.website import rendering
from bot.website.rendering import erases_conversation, render

SENDER = "web:0123"
YES = {"title": "Ja, graag", "payload": "ja graag"}


def one(**reply):
    (message,) = render(SENDER, [reply])
    return message


@pytest.fixture
def with_clinic(monkeypatch):
    def change(**values):
        settings = load_settings()
        changed = settings.copy(update={"clinic": settings.clinic.copy(update=values)})
        monkeypatch.setattr(rendering, "load_settings", lambda: changed)

    return change


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ({"text": "Goedendag."}, "text"),
        ({"text": "Dat klopt.\nBron: Genetica is geen noodlot"}, "answer"),
        ({"text": "Bel 112.", "utter_action": "utter_urgent/call_112"}, "urgent"),
        ({"text": "Wilt u?", "buttons": [YES]}, "choices"),
        ({"text": "1. om 10:00", "buttons": [YES], "utter_action": "utter_ask_time"}, "slots"),
        ({"text": "Geen tijd.", "utter_action": "utter_ask_other_time"}, "text"),
        ({"text": "Uw code: MW-8K3T-P4QF"}, "confirmation"),
        ({"text": "Afgezegd.", "calendar_path": "/webhooks/calendar/x.ics"}, "confirmation"),
        ({"text": unavailable_text()}, "error"),
        ({"text": "Er ging iets mis.", "utter_action": "utter_error"}, "error"),
    ],
)
def test_kind_of_a_reply(reply, kind):
    assert one(**reply)["kind"] == kind


def test_reply_when_there_is_none_then_the_apology():
    assert render(SENDER, [{"text": None, "custom": {"x": 1}}]) == [
        {"from": "bot", "kind": "error", "text": unavailable_text()}
    ]


def test_button_when_rendered_then_its_payload_is_sealed_for_this_visitor():
    (button,) = one(text="Wilt u?", buttons=[YES])["buttons"]

    assert button["title"] == "Ja, graag"
    assert "ja graag" not in str(button)
    assert open_choice(SENDER, button["id"]).payload == "ja graag"
    assert open_choice("web:other", button["id"]) is None


def test_source_when_the_article_has_an_address_then_at_its_heading(with_clinic):
    with_clinic(article_url="https://www.example.nl/artikel")
    message = one(text="Ja.\nBron: Erfelijkheid en rugklachten: wat bekend is (m/v)-x")

    assert message["source"] == {
        "heading": "Erfelijkheid en rugklachten: wat bekend is (m/v)-x",
        "url": "https://www.example.nl/artikel#:~:text=Erfelijkheid%20en%20rugklachten%3A%20wat"
        "%20bekend%20is%20%28m%2Fv%29%2Dx",
    }
    assert message["text"].endswith("Bron: Erfelijkheid en rugklachten: wat bekend is (m/v)-x")


def test_source_when_the_article_has_no_address_then_none(with_clinic):
    with_clinic(article_url=None)

    assert one(text="Ja.\nBron: Kop")["source"] == {"heading": "Kop", "url": None}


def test_urgent_when_it_names_numbers_then_each_can_be_called_once(with_clinic):
    with_clinic(phone="035-1234567")
    text = "Bel 113 of 0800-0113. Gevaar? Bel 112. Of 113. Praktijk: 035-1234567. Code 1120."
    message = one(text=text, utter_action="utter_urgent/call_113")

    assert [call["number"] for call in message["call"]] == [
        "113",
        "0800-0113",
        "112",
        "035-1234567",
    ]
    assert message["call"][0]["label"] == "Bel 113"


def test_number_when_not_urgent_then_no_call():
    assert "call" not in one(text="U kunt in nood 112 bellen.")


def test_calendar_file_when_there_is_one_then_linked():
    message = one(text="Uw code: MW-8K3T-P4QF", calendar_path="/webhooks/calendar/x.ics")

    assert message["calendar_url"] == "/webhooks/calendar/x.ics"


def test_erasure_when_told_then_noticed():
    assert erases_conversation([{"text": "x"}, {"utter_action": "utter_erase_done"}])
    assert not erases_conversation([{"text": "x", "utter_action": "utter_erase_kept"}])


def test_responses_that_rendering_knows_are_in_the_domain(domain):
    known = {rendering.TIMES, *rendering.ERRORS, *rendering.ERASURES}

    assert known - set(domain["responses"]) == set()
    assert any(is_urgent({"utter_action": name}) for name in domain["responses"])
