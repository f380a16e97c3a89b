"""What follows a booking over REST: the calendar file, mail, erasure, parts that fail halfway."""

import http.server
import re
import sqlite3
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import select
from worker_servers import MailBox

from actions.clinic import tables
from actions.clinic.booking import BookingService, utc_now
from actions.clinic.models import Patient
from actions.clinic.settings import load_settings
from actions.clinic.store import Store
from actions.clinic.texts import without_unset
from actions.clinic.wording import spoken_day, spoken_time
from bot import launch
from tests.support import PROJECT, Bot, free_port, running_servers, working_days

CODE = re.compile(r"MW-[0-9A-Z]{4}-[0-9A-Z]{4}")
LINK = re.compile(r"https://bot\.example\.nl(/webhooks/calendar/[\w-]+\.ics)")
SUMMARY = "Ik vat het samen"
ZONE = ZoneInfo("Europe/Amsterdam")
OTHER = Patient("Piet Jansen", "+31687654321")


class Broken(http.server.ThreadingHTTPServer):
    """Stands between Rasa and the action server; ``break_next`` loses the next reply.

    The action is done by then: this is a crash between storing and replying.
    """

    def __init__(self) -> None:
        super().__init__((launch.HOST, free_port()), ForwardingHandler)
        self.target = ""
        self.break_next: Callable[[], None] | None = None


class ForwardingHandler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Broken)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = urllib.request.Request(
            server.target, body, {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                content, status = response.read(), response.status
        except OSError:
            self.close_connection = True
            return
        if server.break_next:
            break_now, server.break_next = server.break_next, None
            break_now()
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """Run everything, with a public address, a mail server and a way to lose a reply."""
    folder = tmp_path_factory.mktemp("aftercare")
    text = (PROJECT / "clinic.yml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^  email:$", "  email: praktijk@example.nl", text)
    text = re.sub(r"(?m)^  base_url:.*$", "  base_url: https://bot.example.nl", text)
    (folder / "clinic.yml").write_text(text, encoding="utf-8")
    mailbox, between = MailBox(), Broken()
    mailbox.start()
    threading.Thread(target=between.serve_forever, daemon=True).start()
    servers = running_servers(
        folder,
        with_actions=True,
        environment={
            "CLINIC_SETTINGS": str(folder / "clinic.yml"),
            "SMTP_URL": mailbox.url,
            "ACTION_ENDPOINT_URL": f"http://{launch.HOST}:{between.server_port}/webhook",
        },
    )
    between.target = f"http://{launch.HOST}:{servers.action_port}/webhook"
    store = Store(servers.database_url)
    with servers as port:
        yield SimpleNamespace(
            port=port,
            servers=servers,
            mailbox=mailbox,
            between=between,
            store=store,
            service=BookingService(load_settings(), store),
        )
    between.shutdown()
    mailbox.stop()


@pytest.fixture
def bot(clinic: SimpleNamespace) -> Bot:
    return Bot(clinic.port, f"test-{uuid.uuid4().hex}")


@pytest.fixture(scope="module")
def free_day() -> Callable[[], date]:
    days = iter(working_days(3))
    return lambda: next(days)


@pytest.fixture
def day(free_day: Callable[[], date]) -> str:
    return spoken_day(free_day())


def to_summary(bot: Bot, day: str, email: str = "nee", name: str = "Annelies de Boer") -> str:
    bot.texts(f"Ik wil een vervolgafspraak bij Sten op {day} om 10:00")
    for text in ("ja", name, "0612345678"):
        bot.texts(text)
    summary = bot.texts(email)
    assert SUMMARY in summary
    return summary


def download(clinic: SimpleNamespace, reply: str) -> httpx.Response:
    link = LINK.search(reply)
    assert link, reply
    return httpx.get(f"http://{launch.HOST}:{clinic.port}{link[1]}")


def statuses(clinic: SimpleNamespace) -> list[str]:
    """Return the statuses of all that is stored, oldest first."""
    with clinic.store.read() as connection:
        table = tables.appointment
        return list(
            connection.execute(select(table.c.status).order_by(table.c.created_at)).scalars()
        )


# The calendar file


def test_link_when_booked_moved_and_cancelled_then_gives_the_appointment_as_it_is(
    clinic, bot, day, free_day
):
    to_summary(bot, day)
    reply = bot.texts("ja")
    response = download(clinic, reply)

    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/calendar")
    assert "afspraak.ics" in response.headers["content-disposition"]
    assert response.headers["cache-control"] == "private, no-store"
    first = Calendar.from_ical(response.text)
    assert first["METHOD"] == "PUBLISH"
    assert "Annelies" not in response.text

    bot.texts("Ik wil mijn afspraak verzetten")
    bot.texts(f"{spoken_day(free_day())} om 14 uur")
    moved = Calendar.from_ical(download(clinic, bot.texts("Ja, verzetten")).text)
    assert Calendar.from_ical(download(clinic, reply).text) == moved  # the old link as well
    (event,) = moved.walk("VEVENT")
    assert event["SEQUENCE"] == 1
    assert event["UID"] == first.walk("VEVENT")[0]["UID"]

    shown = bot.texts("Wanneer is mijn afspraak?")
    assert download(clinic, shown).status_code == 200

    bot.texts("Ik wil mijn afspraak afzeggen")
    bot.texts("ja")
    cancelled = Calendar.from_ical(download(clinic, reply).text)
    assert cancelled["METHOD"] == "CANCEL"
    assert cancelled.walk("VEVENT")[0]["STATUS"] == "CANCELLED"


@pytest.mark.parametrize("name", ["forged.ics", "x" * 3000 + ".ics", "forged", "%2e%2e.ics"])
def test_link_when_forged_then_is_not_found_and_says_what_to_do(clinic, name):
    response = httpx.get(f"http://{launch.HOST}:{clinic.port}/webhooks/calendar/{name}")

    assert response.status_code == 404
    assert "Wanneer is mijn afspraak?" in response.text


def test_reply_when_no_public_address_is_set_then_has_no_line_for_the_link(bot, day, responses):
    text = responses["utter_appointment_booked"]["text"]

    assert "agenda zetten" in text
    assert "agenda zetten" not in without_unset(text, {"calendar_url": None})


# Mail


def test_mail_when_an_address_was_given_then_arrives_with_the_code(clinic, bot, day):
    to_summary(bot, day, email="annelies@example.nl")
    code = CODE.search(bot.texts("ja"))
    assert code
    deadline = time.monotonic() + 20
    while not (mine := [m for m in clinic.mailbox.messages if code[0] in str(m.get_body())]):
        assert time.monotonic() < deadline
        time.sleep(0.2)

    assert len(mine) == 1
    assert f"Wanneer: {day} om 10:00 uur" in mine[0].get_body(("plain",)).get_content()


# Erasing


def test_erase_when_confirmed_then_nothing_of_what_was_typed_is_left(clinic, bot, day):
    to_summary(bot, day, email="wilhelmina@example.nl", name="Wilhelmina Quist")
    reply = bot.texts("ja")
    conversations = sqlite3.connect(clinic.servers.conversations)
    count = "SELECT count(*) FROM events WHERE sender_id = ? OR data LIKE '%Wilhelmina%'"
    assert conversations.execute(count, (bot.sender,)).fetchone()[0] > 0

    bot.texts("Verwijder mijn gegevens")
    assert "Ook dit gesprek heb ik gewist" in bot.texts("ja")

    assert conversations.execute(count, (bot.sender,)).fetchone()[0] == 0
    conversations.close()
    logs = [path.read_text() for path in clinic.servers.folder.glob("*.log")]
    assert not [log for log in logs if "Quist" in log or "wilhelmina@" in log]
    assert download(clinic, reply).status_code == 404
    assert "code van uw afspraak" in bot.texts("Wanneer is mijn afspraak?")


def test_erase_when_refused_then_the_conversation_stays(clinic, bot, day):
    to_summary(bot, day)
    bot.texts("ja")
    bot.texts("Verwijder mijn gegevens")

    assert "niets gewist" in bot.texts("nee")
    assert CODE.search(bot.texts("Wanneer is mijn afspraak?"))


# What fails halfway


def test_confirming_when_somebody_took_the_time_then_offers_the_nearest(clinic, bot, day):
    to_summary(bot, day)
    service = clinic.service
    free = service.planner(bot.sender).free_slots("follow_up", chiropractor_id="sten_hofstad")
    wished = f"{day} om 10:00 uur"
    (slot,) = [slot for slot in free if spoken_time(slot.start, ZONE) == wished]
    service.release(bot.sender)
    service.confirm(service.hold(slot, "follow_up", "piet"), "piet", OTHER, utc_now())

    replies = bot.say("ja")
    text = "\n".join(reply.get("text", "") for reply in replies)
    assert not CODE.search(text)
    assert "Sten Hofstad" in text
    nearest = replies[-1]["buttons"][0]["payload"]
    assert nearest.startswith(day)
    assert nearest != wished

    assert nearest in bot.texts(nearest)
    booked_reply = bot.texts("ja")
    assert CODE.search(booked_reply)
    assert nearest in booked_reply


def test_confirming_when_the_database_is_locked_then_says_so_and_books_after(clinic, bot, day):
    to_summary(bot, day)
    lock = sqlite3.connect(clinic.servers.folder / "movewell.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        reply = bot.texts("ja")
    finally:
        lock.execute("ROLLBACK")
        lock.close()

    assert "De agenda is nu niet bereikbaar. Er is nog niets vastgelegd." in reply
    assert not CODE.search(reply)
    assert CODE.search(bot.texts("ja"))


def test_confirming_when_the_action_server_dies_after_storing_then_books_once(clinic, bot, day):
    before = statuses(clinic)
    to_summary(bot, day)
    clinic.between.break_next = lambda: clinic.servers.kill("actions")
    reply = bot.texts("ja")

    assert "storing" in reply
    assert not CODE.search(reply)
    assert "storing" in bot.texts("ja")
    clinic.servers.start("actions")
    clinic.servers.wait_until_ready()
    code = CODE.search(bot.texts("ja"))

    assert code
    assert statuses(clinic) == [*before, "booked"]
    assert code[0] in bot.texts("Wanneer is mijn afspraak?")
