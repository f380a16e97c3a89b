"""What follows a booking, against a real mail server and a real calendar server."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from clinic_helpers import ANNELIES, MONDAY_NINE, PIET, PROJECT, Clock, make_settings, slot_at
from icalendar import Calendar
from sqlalchemy import select
from worker_servers import ClinicCalendar, MailBox, free_port

from actions.clinic import tables
from actions.clinic.booking import BookingService
from actions.clinic.errors import SettingsError
from actions.clinic.models import Appointment, Patient
from actions.clinic.outbox import LEASE, Outbox, OutboxKind
from actions.clinic.settings import Clinic, Settings
from actions.clinic.store import Store
from actions.clinic.worker import loop
from actions.clinic.worker.calendar_sync import CalendarDelivery, CalendarServer
from actions.clinic.worker.loop import Worker
from actions.clinic.worker.mail import MailDelivery, MailServer
from actions.clinic.worker.reminders import ReminderDelivery

Runs = Callable[..., None]
PERSONAL = ("Annelies", "Boer", "612345678", "annelies@example.nl")


@pytest.fixture
def settings() -> Settings:
    clinic = Clinic(
        name="MoveWell Chiropractie Hilversum",
        email="praktijk@example.nl",
        phone="035-1234567",
    )
    return make_settings().copy(update={"clinic": clinic})


@pytest.fixture
def mailbox() -> Iterator[MailBox]:
    box = MailBox()
    box.start()
    yield box
    box.stop()


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClinicCalendar]:
    calendar = ClinicCalendar(tmp_path_factory.mktemp("radicale"))
    calendar.start()
    calendar.make_calendar()
    yield calendar
    calendar.stop()


@pytest.fixture
def work(
    settings: Settings, service: BookingService, store: Store, clock: Clock, mailbox: MailBox
) -> Runs:
    """Return a function that delivers what is due: by kind, with or without the servers."""

    def run(
        *kinds: OutboxKind, mail: str | None = mailbox.url, calendar: str | None = None
    ) -> None:
        worker = make_worker(settings, service, store, clock, mail, calendar)
        for kind in kinds or OutboxKind:
            worker.work_off(kind)

    return run


def make_worker(
    settings: Settings,
    service: BookingService,
    store: Store,
    clock: Clock,
    mail_url: str | None,
    calendar_url: str | None,
) -> Worker:
    server = MailServer.parse(mail_url) if mail_url else None
    mail = MailDelivery(settings, service, server, clock)
    calendar = CalendarServer(calendar_url) if calendar_url else None
    return Worker(
        Outbox(store, clock),
        {
            OutboxKind.MAIL: mail,
            OutboxKind.REMINDER: ReminderDelivery(mail),
            OutboxKind.CALENDAR: CalendarDelivery(settings, service, calendar),
        },
    )


def book(service: BookingService, patient: Patient = ANNELIES, day: int = 27) -> Appointment:
    hold = service.hold(slot_at(day, 9), "follow_up", patient.name)
    return service.confirm(hold, patient.name, patient, MONDAY_NINE)


def outcomes(store: Store, kind: OutboxKind) -> list[tuple[str | None, str | None]]:
    table = tables.outbox
    with store.read() as connection:
        rows = connection.execute(
            select(table).where(table.c.kind == kind.value).order_by(table.c.id)
        ).all()
    return [(row.outcome, row.last_error) for row in rows]


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def attached(message: EmailMessage) -> tuple[str, Calendar]:
    """Return the METHOD of the attachment's type, and the attached calendar."""
    (part,) = message.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part.get_filename() == "afspraak.ics"
    return part["Content-Type"].params["method"], Calendar.from_ical(part.get_content())


def event_of(calendar: Calendar) -> dict[str, str]:
    (event,) = calendar.walk("VEVENT")
    return {name: event[name].to_ical().decode() for name in ("UID", "SEQUENCE", "STATUS")}


# Mail


def test_mail_when_booked_then_tells_all_and_invites(
    service: BookingService, work: Runs, mailbox: MailBox, store: Store
) -> None:
    appointment = book(service)
    work()

    (message,) = mailbox.messages
    assert message["To"] == "annelies@example.nl"
    assert message["From"] == "MoveWell Chiropractie Hilversum <praktijk@example.nl>"
    assert message["Message-ID"] == f"<{appointment.id}.0.booked@movewell-bot>"
    text = body(message)
    assert "Beste Annelies de Boer," in text
    assert "Wanneer: vrijdag 27 november 2026 om 09:00 uur" in text
    assert "Chiropractor: Sten Hofstad" in text
    assert f"Uw code: {appointment.reference}" in text
    assert "Telefoon: 035-1234567" in text
    assert "Adres" not in text
    assert "{" not in text
    method, calendar = attached(message)
    assert method == calendar["METHOD"] == "REQUEST"
    assert event_of(calendar) == {"UID": appointment.uid, "SEQUENCE": "0", "STATUS": "CONFIRMED"}
    assert outcomes(store, OutboxKind.MAIL) == [("sent", None)]


def test_mail_when_moved_then_replaces_the_event_and_names_both_times(
    service: BookingService, work: Runs, mailbox: MailBox
) -> None:
    appointment = book(service)
    work()
    service.move(appointment, slot_at(27, 10), "annelies")
    work()

    message = mailbox.messages[-1]
    assert "Eerst: vrijdag 27 november 2026 om 09:00 uur" in body(message)
    assert "Nu: vrijdag 27 november 2026 om 10:00 uur" in body(message)
    method, calendar = attached(message)
    assert method == "REQUEST"
    assert event_of(calendar) == {"UID": appointment.uid, "SEQUENCE": "1", "STATUS": "CONFIRMED"}


def test_mail_when_cancelled_then_takes_the_event_away(
    service: BookingService, work: Runs, mailbox: MailBox
) -> None:
    appointment = book(service)
    work()
    service.cancel(appointment)
    work()

    message = mailbox.messages[-1]
    assert "Uw afspraak is afgezegd." in body(message)
    method, calendar = attached(message)
    assert method == calendar["METHOD"] == "CANCEL"
    assert event_of(calendar) == {"UID": appointment.uid, "SEQUENCE": "1", "STATUS": "CANCELLED"}


def test_mail_when_cancelled_before_it_was_sent_then_tells_the_end_only(
    service: BookingService, work: Runs, mailbox: MailBox, store: Store
) -> None:
    service.cancel(book(service))
    work()

    assert [message["Subject"] for message in mailbox.messages] == [
        "Uw afspraak bij MoveWell Chiropractie Hilversum is afgezegd"
    ]
    assert outcomes(store, OutboxKind.MAIL) == [("skipped", "superseded"), ("sent", None)]


def test_mail_when_the_server_is_down_then_is_sent_later_and_once(
    service: BookingService, work: Runs, mailbox: MailBox, clock: Clock, store: Store
) -> None:
    book(service)
    work(mail=f"smtp://127.0.0.1:{free_port()}")
    assert outcomes(store, OutboxKind.MAIL) == [(None, "ConnectionRefusedError")]

    work()
    assert mailbox.messages == []
    clock.advance(minutes=1)
    work()
    work()
    assert len(mailbox.messages) == 1
    assert outcomes(store, OutboxKind.MAIL) == [("sent", None)]


def test_mail_when_refused_for_now_then_is_tried_again(
    service: BookingService, work: Runs, mailbox: MailBox, clock: Clock, store: Store
) -> None:
    book(service)
    mailbox.refusal = "451 Try again later"
    work()
    assert outcomes(store, OutboxKind.MAIL) == [(None, "SMTPDataError 451")]

    mailbox.refusal = None
    clock.advance(minutes=1)
    work()
    assert len(mailbox.messages) == 1


def test_mail_when_refused_for_good_then_is_given_up_with_an_alarm_that_names_nobody(
    service: BookingService,
    work: Runs,
    mailbox: MailBox,
    store: Store,
    caplog: pytest.LogCaptureFixture,
) -> None:
    book(service)
    mailbox.refusal = "550 No such user annelies@example.nl"
    with caplog.at_level(logging.DEBUG):
        work()

    assert outcomes(store, OutboxKind.MAIL) == [("given_up", "SMTP 550")]
    servers_own = ("mail.", "asyncio")
    logged = [r.getMessage() for r in caplog.records if not r.name.startswith(servers_own)]
    assert [line for line in logged if line.startswith("ALARM outbox.mail row")]
    assert not [word for word in PERSONAL if word in "\n".join(logged)]


def test_mail_when_it_fails_on_and_on_then_is_given_up(
    service: BookingService,
    work: Runs,
    clock: Clock,
    store: Store,
    caplog: pytest.LogCaptureFixture,
) -> None:
    book(service, day=30)
    nowhere = f"smtp://127.0.0.1:{free_port()}"
    for _ in range(loop.MOST_TRIES - 1):
        work(OutboxKind.MAIL, mail=nowhere)
        clock.advance(hours=1)
    assert outcomes(store, OutboxKind.MAIL) == [(None, "ConnectionRefusedError")]
    work(OutboxKind.MAIL, mail=nowhere)

    assert outcomes(store, OutboxKind.MAIL) == [("given_up", "ConnectionRefusedError")]
    assert caplog.text.count("ALARM") == 1


def test_mail_when_the_worker_dies_before_noting_it_then_comes_with_the_same_id(
    service: BookingService, work: Runs, mailbox: MailBox, clock: Clock, store: Store
) -> None:
    book(service)
    (row,) = Outbox(store, clock).due(kind=OutboxKind.MAIL)
    settings = make_settings().copy(
        update={"clinic": Clinic(name="MoveWell", email="praktijk@example.nl")}
    )
    MailDelivery(settings, service, MailServer.parse(mailbox.url), clock)(row)
    clock.advance(seconds=LEASE.total_seconds())
    work()

    assert len(mailbox.messages) == 2
    assert len({message["Message-ID"] for message in mailbox.messages}) == 1


def test_mail_when_no_server_is_set_then_is_skipped_and_says_so(
    service: BookingService, work: Runs, store: Store
) -> None:
    book(service)
    work(mail=None)

    assert outcomes(store, OutboxKind.MAIL) == [("skipped", "no mail server")]
    assert outcomes(store, OutboxKind.CALENDAR) == [("skipped", "no calendar")]


def test_mail_when_the_patient_gave_no_address_then_there_is_none(
    service: BookingService, work: Runs, mailbox: MailBox
) -> None:
    book(service, PIET)
    work()

    assert mailbox.messages == []


def test_mail_when_erased_then_nothing_is_sent(
    service: BookingService, work: Runs, mailbox: MailBox
) -> None:
    service.erase(book(service))
    work()

    assert mailbox.messages == []


def test_work_when_workers_share_it_then_each_mail_is_sent_once(
    settings: Settings, service: BookingService, store: Store, clock: Clock, mailbox: MailBox
) -> None:
    for hour in range(9, 12):
        patient = Patient(f"Piet {hour}", "+31687654321", f"piet{hour}@example.nl")
        hold = service.hold(slot_at(27, hour), "follow_up", patient.name)
        service.confirm(hold, patient.name, patient, MONDAY_NINE)
    workers = [make_worker(settings, service, store, clock, mailbox.url, None) for _ in range(4)]
    threads = [threading.Thread(target=w.work_off, args=(OutboxKind.MAIL,)) for w in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(message["To"] for message in mailbox.messages) == [
        "piet10@example.nl",
        "piet11@example.nl",
        "piet9@example.nl",
    ]


# Reminders


def test_reminder_when_a_day_ahead_then_is_sent_once(
    service: BookingService, work: Runs, mailbox: MailBox, clock: Clock
) -> None:
    appointment = book(service)
    work()
    clock.now = appointment.slot.start - timedelta(hours=24, seconds=1)
    work()
    assert len(mailbox.messages) == 1
    clock.advance(seconds=1)
    work()
    work()

    (reminder,) = mailbox.messages[1:]
    assert "Wij herinneren u aan uw afspraak" in body(reminder)
    assert "vrijdag 27 november 2026 om 09:00 uur" in body(reminder)
    assert reminder["Message-ID"] != mailbox.messages[0]["Message-ID"]


def test_reminder_when_cancelled_then_is_not_sent(
    service: BookingService, work: Runs, mailbox: MailBox, clock: Clock
) -> None:
    appointment = book(service)
    service.cancel(appointment)
    work()
    clock.now = appointment.slot.start - timedelta(hours=1)
    work()

    assert len(mailbox.messages) == 1
    assert "afgezegd" in mailbox.messages[0]["Subject"]


def test_reminder_when_the_worker_was_down_until_after_it_then_is_not_sent(
    service: BookingService, work: Runs, mailbox: MailBox, clock: Clock, store: Store
) -> None:
    appointment = book(service)
    work()
    clock.now = appointment.slot.start + timedelta(minutes=1)
    work()

    assert len(mailbox.messages) == 1
    assert outcomes(store, OutboxKind.REMINDER) == [("skipped", "over")]


# The clinic's calendar


def test_calendar_when_booked_moved_and_cancelled_then_follows(
    service: BookingService, work: Runs, radicale: ClinicCalendar, store: Store
) -> None:
    appointment = book(service)
    work(calendar=radicale.url)
    (text,) = radicale.events()
    assert "Sten Hofstad\\, vervolgafspraak\\, Annelies de Boer" in text.replace("\r\n ", "")
    assert "DTSTART:20261127T080000Z" in text
    assert "METHOD" not in text

    service.move(appointment, slot_at(27, 10), "annelies")
    work(calendar=radicale.url)
    (text,) = radicale.events()
    assert "DTSTART:20261127T090000Z" in text
    assert "SEQUENCE:1" in text

    service.cancel(appointment)
    work(calendar=radicale.url)
    assert radicale.events() == []
    assert outcomes(store, OutboxKind.CALENDAR) == [("sent", None)] * 3


def test_calendar_when_a_past_appointment_is_erased_then_is_taken_out(
    service: BookingService, work: Runs, radicale: ClinicCalendar, clock: Clock
) -> None:
    appointment = book(service)
    work(calendar=radicale.url)
    assert len(radicale.events()) == 1
    clock.now = appointment.slot.end + timedelta(days=1)
    service.erase(appointment)
    work(calendar=radicale.url)

    assert radicale.events() == []


def test_calendar_when_down_at_the_booking_and_cancelled_since_then_ends_without_it(
    service: BookingService, work: Runs, radicale: ClinicCalendar, clock: Clock
) -> None:
    appointment = book(service)
    work(calendar=f"http://127.0.0.1:{free_port()}/clinic/agenda")
    service.cancel(appointment)
    work(calendar=radicale.url)
    clock.advance(minutes=1)
    work(calendar=radicale.url)  # the booking's row comes after that of the cancellation

    assert radicale.events() == []


def test_calendar_when_the_collection_is_missing_then_fails_with_the_status(
    service: BookingService, work: Runs, radicale: ClinicCalendar, store: Store
) -> None:
    book(service)
    work(calendar=radicale.url.replace("agenda", "missing"))

    assert outcomes(store, OutboxKind.CALENDAR) == [(None, "CalendarError 409")]


def test_calendar_when_cancelled_during_the_delivery_then_is_taken_out_again(
    settings: Settings,
    service: BookingService,
    store: Store,
    clock: Clock,
    radicale: ClinicCalendar,
) -> None:
    class SlowCalendar(CalendarServer):
        def put(self, uid: str, content: bytes) -> None:
            service.cancel(appointment)
            self.delete(uid)  # another worker delivers the cancellation first
            super().put(uid, content)

    appointment = book(service)
    (row,) = Outbox(store, clock).due(kind=OutboxKind.CALENDAR)
    CalendarDelivery(settings, service, SlowCalendar(radicale.url))(row)

    assert radicale.events() == []


# The process


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.nl",
        "http://mail.example.nl",
        "smtp://mail.example.nl",
        "smtps://:465",
        "smtps://mail.example.nl:port",
    ],
)
def test_mail_server_when_the_address_is_wrong_or_unsafe_then_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="SMTP_URL"):
        MailServer.parse(url)


def test_mail_server_when_the_address_is_whole_then_is_read() -> None:
    server = MailServer.parse("smtps://praktijk%40example.nl:a%2Fb@mail.example.nl")

    assert server == MailServer("smtps", "mail.example.nl", 465, "praktijk@example.nl", "a/b")


@pytest.mark.parametrize("url", ["calendar", "ftp://example.nl/", "http://example.nl/agenda/"])
def test_calendar_server_when_the_address_is_wrong_or_unsafe_then_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="CALDAV_URL"):
        CalendarServer(url)


class WorkerProcess:
    """The worker as an operator starts it."""

    def __init__(self, folder: Path, database: str, **environment: str) -> None:
        settings = (PROJECT / "clinic.yml").read_text(encoding="utf-8")
        clinic = folder / "clinic.yml"
        clinic.write_text(settings.replace("  email:\n", "  email: praktijk@example.nl\n"))
        self.log = folder / "worker.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "actions.clinic.worker"],
                cwd=PROJECT,
                env={
                    **os.environ,
                    "DATABASE_URL": database,
                    "CLINIC_SETTINGS": str(clinic),
                    **environment,
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_for(self, what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not what():
            assert time.monotonic() < deadline, self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)


def test_worker_when_started_then_delivers_and_stops_politely(
    tmp_path: Path, sqlite_url: str, sqlite_store: Store, mailbox: MailBox
) -> None:
    service = BookingService(make_settings(), sqlite_store)
    slot = service.planner().free_slots("follow_up", limit=1)[0]
    hold = service.hold(slot, "follow_up", "annelies")
    service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE)

    worker = WorkerProcess(tmp_path, sqlite_url, SMTP_URL=mailbox.url)
    worker.wait_for(lambda: bool(mailbox.messages))
    worker.process.send_signal(signal.SIGTERM)

    assert worker.process.wait(10) == 0
    assert "calendar is skipped" in worker.log.read_text()
    assert not [word for word in PERSONAL if word in worker.log.read_text()]


def test_worker_when_the_database_is_missing_then_waits_for_it(
    tmp_path: Path, sqlite_url: str, mailbox: MailBox
) -> None:
    worker = WorkerProcess(tmp_path, sqlite_url, SMTP_URL=mailbox.url)
    worker.wait_for(lambda: "the database does not answer" in worker.log.read_text())
    assert worker.process.poll() is None
    store = Store(sqlite_url)
    store.migrate()
    service = BookingService(make_settings(), store)
    slot = service.planner().free_slots("follow_up", limit=1)[0]
    hold = service.hold(slot, "follow_up", "annelies")
    service.confirm(hold, "annelies", ANNELIES, MONDAY_NINE)
    worker.wait_for(lambda: bool(mailbox.messages))
    worker.process.send_signal(signal.SIGINT)

    assert worker.process.wait(10) == 0


def test_worker_when_an_address_is_wrong_then_says_so_and_ends(
    tmp_path: Path, sqlite_url: str
) -> None:
    worker = WorkerProcess(tmp_path, sqlite_url, SMTP_URL="mail.example.nl")

    assert worker.process.wait(30) == 1
    assert worker.log.read_text().startswith("SMTP_URL must look like")
