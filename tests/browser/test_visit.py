"""A whole visit to the website, the way most visitors use the chat."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from bot import launch
from tests.browser.chat_page import CODE

VAGUE_QUESTIONS = ["genen", "Hoe zit het met genen?", "slijtage", "pijn en aanleg"]
"""One of these is too vague for the model; which one may change with its training."""
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def test_welcome_when_the_chat_opens_then_it_says_what_it_is_and_does(chat):
    welcome = chat.replies.first

    expect(welcome).to_contain_text("Ik ben een computerprogramma, geen mens.")
    expect(welcome).to_contain_text("Ik stel geen diagnose")
    expect(welcome).to_contain_text("Bel bij spoed altijd 112")
    data = welcome.get_by_text("Wat gebeurt er met uw gegevens?")
    data.click()
    expect(welcome).to_contain_text("vraag ik eerst uw toestemming")


def test_question_when_asked_then_its_source_opens_the_article_at_the_heading(chat):
    reply = chat.say("Zit rugpijn in de familie?")

    assert "Bron: Genetica is geen noodlot" in reply.replace("\n", " ")
    heading = chat.page.get_by_role("heading", name="Genetica is geen noodlot")
    expect(heading).not_to_be_in_viewport()
    chat.log.get_by_role("link", name="Bron: Genetica is geen noodlot").click()
    expect(heading).to_be_in_viewport()
    expect(chat.dialog).to_be_visible()
    assert not chat.problems


def test_quick_reply_when_pressed_then_it_is_said_and_the_buttons_go(chat):
    reply = chat.choose("Wat is epigenetica?")

    assert "Epigenetica" in reply
    expect(chat.user_messages.last).to_contain_text("Wat is epigenetica?")
    expect(chat.log.get_by_role("button", name="Wat is epigenetica?")).to_have_count(0)


def test_visit_when_an_appointment_is_made_and_cancelled_then_each_step_is_confirmed(chat):
    assert "Bij welke chiropractor" in chat.say("Ik wil een afspraak maken")
    assert "eerste afspraak" in chat.choose("Sten Hofstad")
    assert "Deze tijden zijn vrij" in chat.choose("Vervolgafspraak")
    slots = chat.log.get_by_role("group", name="Kies een tijd")
    expect(slots.get_by_role("group").first).to_have_attribute(
        "aria-label", re.compile(r"^\w+dag \d{1,2} \w+$")
    )
    expect(slots.get_by_role("button").first).to_contain_text("Sten Hofstad")
    assert "toestemming" in chat.choose(re.compile(r"^\d\d:\d\d"))
    assert "voornaam en achternaam" in chat.choose("Ja, dat mag")
    assert "telefoonnummer" in chat.say("Annelies de Boer")
    assert "e-mail" in chat.say("0612345678")
    assert "Ik vat het samen" in chat.say("nee")
    confirmation = chat.choose("Ja, vastleggen")

    code = CODE.search(confirmation)
    assert code, confirmation
    assert "Sten Hofstad" in confirmation
    expect(chat.log.locator(".confirmation dt")).to_contain_text(["Chiropractor", "Wanneer"])
    assert "Zal ik deze afspraak afzeggen?" in chat.say("Ik wil mijn afspraak afzeggen")
    assert "is afgezegd" in chat.choose("Ja, afzeggen")
    assert not chat.problems


class CalendarHandler(BaseHTTPRequestHandler):
    """Serves one calendar file, as an appointment's address does."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/calendar")
        self.send_header("Content-Disposition", "attachment; filename=afspraak.ics")
        self.end_headers()
        self.wfile.write(CALENDAR)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def calendar_address() -> Iterator[str]:
    """Serve a calendar file and return its address."""
    with ThreadingHTTPServer((launch.HOST, 0), CalendarHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{launch.HOST}:{server.server_port}/token.ics"
        server.shutdown()


def test_calendar_file_when_a_message_offers_one_then_it_can_be_downloaded(chat, calendar_address):
    confirmation = {
        "id": 1,
        "from": "bot",
        "at": "2026-11-23T09:00:00Z",
        "kind": "confirmation",
        "text": f"Uw afspraak staat vast.\nIn uw agenda zetten: {calendar_address}",
        "calendar_url": calendar_address,
    }
    history = {"messages": [confirmation], "last_event_id": 1}
    chat.page.route("**/history", lambda route: route.fulfill(json=history))
    chat.load().open()
    expect(chat.replies.last).not_to_contain_text(calendar_address)
    with chat.page.expect_download() as download:
        chat.log.get_by_role("link", name="In uw agenda zetten").click()

    assert download.value.suggested_filename == "afspraak.ics"
    assert download.value.path().read_bytes() == CALENDAR


def test_clarifying_question_when_a_choice_is_pressed_then_it_is_answered(chat):
    assert any("Bedoelt u" in chat.say(question) for question in VAGUE_QUESTIONS)
    choices = chat.log.get_by_role("group", name="Kies een antwoord").get_by_role("button")

    expect(choices.nth(1)).to_be_visible()
    assert "Bron:" in chat.choose(choices.first.inner_text())


def test_alarm_sign_when_typed_then_urgent_advice_comes_with_a_number_to_call(chat):
    chat.say("Ik kan mijn plas niet meer ophouden en mijn benen zijn verlamd")

    urgent = chat.log.locator(".urgent").last
    expect(urgent).to_contain_text("Dit is dringend")
    expect(urgent.get_by_role("link").first).to_have_attribute("href", re.compile(r"^tel:\d+"))
    expect(urgent).not_to_contain_text("Bron:")


def test_erase_when_confirmed_then_the_conversation_is_gone_here_and_on_the_server(chat, site):
    chat.say("Wat is epigenetica?")
    token = chat.page.evaluate("sessionStorage.getItem('movewell-chat')")
    chat.page.get_by_role("button", name="Wis gesprek").click()
    chat.page.get_by_role("button", name="Ja, wissen").click()

    expect(chat.bar).to_have_text("Het gesprek is gewist.")
    expect(chat.user_messages).to_have_count(0)
    answer = chat.page.request.get(f"{site}/history", headers={"Authorization": f"Bearer {token}"})
    assert answer.status == 401
    assert "Bron:" in chat.say("Zit rugpijn in de familie?")


def test_erase_when_refused_then_the_conversation_stays(chat):
    chat.say("Wat is epigenetica?")
    chat.page.get_by_role("button", name="Wis gesprek").click()
    chat.page.get_by_role("button", name="Nee, bewaren").click()

    expect(chat.user_messages).to_have_count(1)


def test_reply_when_the_dialog_is_closed_then_the_launcher_tells_of_it(chat):
    chat.type("Wat is epigenetica?")
    chat.page.keyboard.press("Escape")

    expect(chat.launcher).to_have_accessible_name(
        re.compile(r"Stel uw vraag \(\d nieuwe? bericht(en)?\)"), timeout=20_000
    )
    chat.launcher.click()
    expect(chat.replies.nth(1)).to_contain_text("Bron: Epigenetica")
