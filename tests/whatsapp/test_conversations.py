"""Whole conversations over WhatsApp with the real bot: the same as elsewhere, and crash-proof."""

import json
import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar

from bot import launch
from bot.channels.responses import unavailable_text
from bot.whatsapp.texts import text_of
from tests.support import Bot, free_port, running_servers
from tests.whatsapp.fake_graph import FakeGraph, Sent
from tests.whatsapp.webhooks import call, environment, signature, tap, text, value

REFERENCE = re.compile(r"MW-\w{4}-\w{4}")
NUMBER = re.compile(r"^\d+\. ")
QUIET_SECONDS = 1.5
"""When nothing more comes for this long, a turn is over."""
TURN_SECONDS = 20
ADVISED_AGAINST = (
    "WhatsApp wordt afgeraden voor gegevens van patiënten. "
    "Op de website van de praktijk kunt u dezelfde afspraak maken."
)
"""What is said on WhatsApp alone, before personal data is asked for."""
NO_HEALTH_DATA = (
    "WhatsApp wordt afgeraden voor gegevens over uw gezondheid. Schrijf daar hier liever niet over."
)
"""What is said on WhatsApp alone, at its start."""


class Phone:
    """A patient's telephone: ``say`` types, ``tap`` touches the button with this title."""

    def __init__(self, port: int, graph: FakeGraph) -> None:
        self.port = port
        self.graph = graph
        number = str(uuid.uuid4().int)
        self.user = {"wa_id": f"3161{number[:7]}", "user_id": f"NL.{number[:18]}"}
        self.received: list[Sent] = []

    def say(self, words: str) -> list[Sent]:
        return self._send(text(self.user, words))

    def tap(self, title: str) -> list[Sent]:
        choices = [c for sent in self.received for c in sent.choices if title in c[0]]
        assert choices, f"no {title} in {[sent.text for sent in self.received]}"
        return self._send(tap(self.user, choices[-1]))

    def post(self, *messages: dict) -> float:
        """Call the webhook; return how many seconds the answer took."""
        body = call(value(*messages, users=(self.user,)))
        request = urllib.request.Request(
            f"http://{launch.HOST}:{self.port}/webhooks/whatsapp/webhook",
            data=body,
            headers={"X-Hub-Signature-256": signature(body)},
        )
        started = time.monotonic()
        with urllib.request.urlopen(request, timeout=5) as answer:
            assert answer.status == 200
        return time.monotonic() - started

    def _send(self, message: dict) -> list[Sent]:
        before = len(self.mine())
        self.post(message)
        return self.wait(before)

    def wait(self, before: int, seconds: float = TURN_SECONDS, turns: int = 1) -> list[Sent]:
        """Wait until so many turns are over; return what came."""
        deadline = time.monotonic() + seconds
        while len(self.mine()) == before and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(self.mine()) > before, "no reply came"
        while time.monotonic() - self.mine()[-1].at < QUIET_SECONDS:
            time.sleep(0.05)
        self.received = self.mine()
        assert len(self.received) - before <= 2 * turns
        return self.received[before:]

    def mine(self) -> list[Sent]:
        return [sent for sent in self.graph.sent if sent.to == self.user["wa_id"]]


class Website:
    """A visitor of the website."""

    def __init__(self, port: int) -> None:
        self.address = f"http://{launch.HOST}:{port}/webhooks/website"
        self.token = ""
        self.token = self.post("/session", {})["token"]

    def post(self, path: str, content: dict) -> dict:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(
            self.address + path, json.dumps(content).encode(), headers=headers
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def history(self) -> list[dict]:
        headers = {"Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(self.address + "/history", headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["messages"]

    def say(self, words: str) -> list[dict]:
        """Send a message and return the bot's replies to it; an erasure takes what was before."""
        before = max((message["id"] for message in self.history()), default=0)
        self.post("/messages", {"client_id": uuid.uuid4().hex, "text": words})
        deadline = time.monotonic() + TURN_SECONDS
        while time.monotonic() < deadline:
            new = [message for message in self.history() if message["id"] > before]
            if any(message["from"] == "bot" for message in new):
                return [message for message in new if message["from"] == "bot"]
            time.sleep(0.1)
        raise AssertionError("no reply came")


@dataclass
class Running:
    """The ports of Rasa and of the webhook's receiver, Rasa's process, and the Graph server."""

    port: int
    receiver: int
    rasa_pid: int
    graph: FakeGraph


def switch_on(patch: pytest.MonkeyPatch, graph: FakeGraph) -> int:
    """Set WhatsApp up; return the port that its webhook will have."""
    receiver = free_port()
    for name, setting in {**environment(graph.url), "WHATSAPP_PORT": str(receiver)}.items():
        patch.setenv(name, setting)
    return receiver


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex((launch.HOST, port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the receiver did not start")


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Running]:
    """Run the bot with WhatsApp switched on; every payload must be within the limits."""
    with pytest.MonkeyPatch.context() as patch, FakeGraph() as graph:
        receiver = switch_on(patch, graph)
        servers = running_servers(tmp_path_factory.mktemp("whatsapp"), with_actions=True)
        with servers as port:
            wait_for(receiver)
            yield Running(port, receiver, servers.processes["rasa"].pid, graph)
    assert graph.faults == []


@pytest.fixture
def phone(running) -> Phone:
    return Phone(running.receiver, running.graph)


SCENARIOS = {
    "greeting": ["hallo"],
    "answer with its source": ["zit rugpijn in de familie?"],
    "two questions": ["zit rugpijn in de familie en wat is epigenetica?"],
    "clarification": ["vertel eens wat"],
    "no answer": ["wat kost een fiets?"],
    "limits": ["hoeveel paracetamol mag ik?"],
    "alarm": ["mijn been is ineens verlamd en ik plas in mijn broek"],
    "alarm while booking": [
        "ik wil een afspraak maken",
        "ik heb drukkende pijn op de borst en zweet",
        "ja",
        "ja",
    ],
    "booking and cancelling": [
        "Kan ik volgende week dinsdag om 10 uur bij Sten, ik ben Annelies de Boer, 0612345678",
        "vervolgafspraak",
        "ja",
        "nee",
        "ja",
        "ik wil mijn afspraak afzeggen",
        "ja",
    ],
    "moving, asking and erasing": [
        "Kan ik volgende week donderdag om 9 uur bij Tijn, ik ben Annelies de Boer, 0612345678",
        "vervolgafspraak",
        "ja",
        "nee",
        "ja",
        "wanneer is mijn afspraak?",
        "kan mijn afspraak naar volgende week vrijdag om 11 uur?",
        "ja",
        "wanneer is mijn afspraak?",
        "wis mijn gegevens",
        "ja",
    ],
    "stopped booking": ["ik wil een afspraak maken", "Jarco", "stop"],
    "long text": ["waarom " * 500],
    "a command": ["/restart"],
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_conversation_when_over_whatsapp_then_the_same_as_on_the_website(phone, running, name):
    """The text that comes is what the website says, word for word, with the same choices.

    The channels come one after the other, so that a time held on one is free again on the other.
    """
    website = Website(running.port)
    turns = [(words, website.say(words)) for words in SCENARIOS[name]]
    for words, elsewhere in turns:
        bubbles = phone.say(words)

        assert unavailable_text() not in {reply.get("text") for reply in elsewhere}
        said = lines_of("\n".join(sent.text for sent in bubbles))
        expected = lines_of("\n".join(reply.get("text", "") for reply in elsewhere))
        titles = [b["title"] for reply in elsewhere for b in reply.get("buttons", [])]
        extra = {f"{number}. {title}" for number, title in enumerate(titles, 1)}
        extra |= set(lines_of(text_of("opt_in"))) | {ADVISED_AGAINST, NO_HEALTH_DATA}
        assert [line for line in said if line not in extra - set(expected)] == expected
        if any(reply["kind"] == "urgent" for reply in elsewhere):
            assert bubbles[0].text.startswith(elsewhere[0]["text"].splitlines()[0])
        tappable = [title for sent in bubbles for title, _ in sent.choices]
        if titles:
            assert [len(tappable), *map(uncut, tappable)] == [
                len(titles),
                *(title[: len(uncut(shown))] for title, shown in zip(titles, tappable)),
            ]


def test_conversation_when_data_is_about_to_be_asked_then_whatsapp_is_advised_against(phone):
    bubbles = phone.say(
        "Kan ik volgende week woensdag om 11 uur bij Sten, eerste afspraak, "
        "ik ben Annelies de Boer, 0612345678"
    )

    said = lines_of("\n".join(sent.text for sent in bubbles))
    assert ADVISED_AGAINST in said
    assert any(line.startswith("Geeft u daar toestemming voor?") for line in said)


def uncut(title: str) -> str:
    """Return what a shortened title still says, without its number and its mark."""
    return NUMBER.sub("", title).removesuffix("…").rstrip()


def test_start_when_over_whatsapp_then_health_data_is_advised_against(phone):
    (greeting,) = phone.say("hallo")

    assert NO_HEALTH_DATA in lines_of(greeting.text)


def lines_of(text: str) -> list[str]:
    """Return what a text says, line by line; codes differ from one appointment to another."""
    return [line.strip() for line in REFERENCE.sub("MW", text).splitlines() if line.strip()]


def test_alarm_when_in_a_booking_then_advice_to_call_alone_and_the_booking_at_the_next_message(
    phone,
):
    phone.say("ik wil een afspraak maken bij Jarco")
    first, *others = phone.say("ik heb drukkende pijn op de borst en zweet")

    assert first.body["type"] == "text"  # numbers in it can be tapped
    assert "112" in first.text
    assert [choice for sent in (first, *others) for choice in sent.choices] == []
    assert "afspraak" not in "".join(sent.text for sent in others)
    (question,) = phone.say("ja")
    assert "Wilt u daarmee verder?" in question.text
    assert "eerste afspraak" in phone.tap("Ja")[-1].text


def test_booking_when_tapped_through_then_stored_with_the_number_of_whatsapp(phone):
    phone.say("ik wil een afspraak maken bij Jarco, ik ben Piet Jansen")
    phone.tap("Vervolg")
    (offer,) = phone.received[-1:]
    phone.tap(offer.choices[0][0])
    phone.tap("Ja, dat mag")
    phone.tap("Nee, dank u")
    summary = phone.received[-1].text
    digits = phone.user["wa_id"].removeprefix("31")
    assert f"Telefoon: 0{digits[0]} {digits[1:]}" in summary

    phone.tap("Ja")
    confirmed = "\n".join(sent.text for sent in phone.received[-2:])
    assert REFERENCE.search(confirmed)
    assert text_of("opt_in") in confirmed
    (document,) = [s for s in phone.received[-2:] if s.body["type"] == "document"]
    media = phone.graph.media[document.body["document"]["id"]]
    (event,) = Calendar.from_ical(media.content).walk("VEVENT")
    assert media.name == "afspraak.ics"
    assert "Jarco Schol" in event["description"]
    assert "Piet" not in media.content.decode()

    phone.tap("Ja, graag")
    assert phone.received[-1].text.startswith("Goed, u krijgt berichten")
    shown = "\n".join(sent.text for sent in phone.say("wanneer is mijn afspraak?"))
    assert "Jarco Schol" in shown
    assert "code" not in shown.lower() or "MW-" in shown


def test_confirmation_when_tapped_twice_then_one_appointment(phone):
    phone.say("ik wil een afspraak maken bij Tijn, ik ben Piet Jansen")
    phone.tap("Vervolg")
    phone.tap(phone.received[-1].choices[0][0])
    phone.tap("Ja, dat mag")
    phone.tap("Nee, dank u")
    button = phone.received[-1].choices[0]
    before = len(phone.mine())
    phone.post(tap(phone.user, button), tap(phone.user, button))
    phone.wait(before, turns=2)

    texts = [sent.text for sent in phone.mine()[before:]]
    assert sum(bool(REFERENCE.search(each)) for each in texts) == 1
    assert any(text_of("choice_expired") in each for each in texts)


def test_webhook_when_the_bot_is_busy_then_answered_within_200_ms(phone, running):
    phones = [Phone(running.receiver, running.graph) for _ in range(10)]
    phone.say("hallo")  # the first turn of a server loads what it needs
    question = "zit rugpijn in de familie?"
    took = sorted(each.post(text(each.user, question)) for _ in range(3) for each in phones)
    for each in phones:
        each.wait(0, turns=3)

    assert took[len(took) // 2] < 0.2  # the rest depends on who else uses this machine


def test_webhook_when_the_bot_stands_still_then_answered_within_200_ms_and_replied_to_later(
    phone, running
):
    phone.say("hallo")
    os.kill(running.rasa_pid, signal.SIGSTOP)
    try:
        took = [phone.post(text(phone.user, "zit rugpijn in de familie?")) for _ in range(10)]
    finally:
        os.kill(running.rasa_pid, signal.SIGCONT)
    before = len(phone.received)

    assert max(took) < 0.2
    assert "Bron: " in "".join(sent.text for sent in phone.wait(before, turns=10))


def test_webhook_of_the_bot_itself_works_as_well(running):
    phone = Phone(running.port, running.graph)

    assert "MoveWell" in "".join(sent.text for sent in phone.say("hallo"))


def test_conversation_of_the_website_when_handed_over_then_goes_on_where_it_was(running, phone):
    website = Website(running.port)
    website.say("ik wil een afspraak maken bij Jarco")
    url = website.post("/handover", {})["url"]
    message = parse_qs(urlsplit(url).query)["text"][0]

    continued = phone.say(message)
    assert text_of("handover_done") in continued[0].text
    assert NO_HEALTH_DATA in lines_of(continued[0].text)
    assert "eerste afspraak" in continued[-1].text
    assert [title for title, _ in continued[-1].choices] == ["Eerste afspraak", "Vervolgafspraak"]

    offered = phone.tap("Vervolgafspraak")
    assert "Jarco Schol" in offered[-1].text
    assert "Bij welke chiropractor" not in offered[-1].text
    stranger = Phone(running.receiver, running.graph)
    assert stranger.say(message)[0].text.startswith(text_of("handover_unknown"))


def test_rest_when_whatsapp_is_on_then_its_senders_are_refused(running):
    with pytest.raises(urllib.error.HTTPError) as refused:
        Bot(running.port, "wa:0123").say("hallo")

    assert refused.value.code == 403


def test_message_when_the_server_is_killed_before_the_reply_then_answered_after_a_restart(
    tmp_path, monkeypatch
):
    with FakeGraph() as graph:
        receiver = switch_on(monkeypatch, graph)
        first = running_servers(tmp_path, with_actions=True)
        with first:
            wait_for(receiver)
            phone = Phone(receiver, graph)
            phone.say("hallo")
            actions = first.processes["actions"]
            actions.send_signal(signal.SIGSTOP)  # the turn hangs
            phone.post(text(phone.user, "ik wil een afspraak maken"))
            time.sleep(0.5)
            first.kill("rasa")
            actions.send_signal(signal.SIGCONT)
        before = len(phone.mine())
        with running_servers(tmp_path, with_actions=True):
            bubbles = phone.wait(before, seconds=60)

    assert "".join(sent.text for sent in bubbles) != unavailable_text()
    assert len({sent.text for sent in bubbles}) == len(bubbles)
    assert "chiropractor" in bubbles[-1].text
