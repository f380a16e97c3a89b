"""Notices of appointments: by template, only when agreed to, never what was said just now."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.clinic.booking import BookingService, SenderProof
from actions.clinic.outbox import Outbox, OutboxKind
from actions.clinic.tables import outbox as after_care
from actions.clinic.whatsapp.addresses import Address, Addresses, note_message
from actions.clinic.whatsapp.notices import NoticeDelivery, templates
from actions.clinic.whatsapp.outbox import WhatsAppOutbox
from actions.clinic.worker.loop import Worker
from tests.clinic.clinic_helpers import MONDAY_NINE, PIET, Clock, make_settings, slot_at
from tests.support import PROJECT
from tests.whatsapp.fake_graph import faults_of

SLOT = slot_at(25, 10)  # Wednesday, two days from now


class Clinic:
    def __init__(self, store):
        self.store, self.clock = store, Clock(MONDAY_NINE)
        settings = make_settings()
        self.service = BookingService(settings, store, self.clock)
        self.addresses = Addresses(store, self.clock)
        self.outbox = WhatsAppOutbox(store, self.clock)
        delivery = NoticeDelivery(settings, self.service, store, self.clock)
        self.worker = Worker(Outbox(store, self.clock), {OutboxKind.WHATSAPP: delivery})
        self.sender = self.write()

    def write(self):
        """Let the patient write over WhatsApp; return the sender id."""
        address = Address("31612345678", "NL.1")
        with self.store.write() as connection:
            note_message(connection, address, self.clock.now, self.clock.now)
        return address.sender_id

    def book(self, agrees=True, sender=None):
        hold = self.service.hold(SLOT, "follow_up", "holder")
        booked = self.service.confirm(hold, "holder", PIET, self.clock.now, sender or self.sender)
        self.addresses.allow_notices(self.sender, agrees)
        self.sent()
        return booked

    def sent(self, later=timedelta()):
        """Return the templates that go out after some time, each checked against the limits."""
        self.clock.now += later
        self.worker.work_off(OutboxKind.WHATSAPP)
        rows = self.outbox.take(10)
        for row in rows:
            self.outbox.mark_sent(row.id, f"wamid.{row.id}")
            body = {"messaging_product": "whatsapp", "to": "1", **row.payload}
            assert faults_of(body) == []
        return [row.payload["template"] for row in rows]


@pytest.fixture
def clinic(store):
    return Clinic(store)


def texts_of(template):
    return [parameter["text"] for parameter in template["components"][0]["parameters"]]


def test_reminder_when_agreed_to_then_sent_a_day_before(clinic):
    booked = clinic.book()
    assert clinic.sent(timedelta(hours=23)) == []

    (template,) = clinic.sent(timedelta(hours=3))

    assert template["name"] == "afspraak_herinnering"
    assert template["language"] == {"code": "nl"}
    assert texts_of(template) == [
        "Sten Hofstad",
        "woensdag 25 november 2026 om 10:00 uur",
        booked.reference,
    ]
    assert clinic.sent(timedelta(hours=1)) == []


def test_reminder_when_not_agreed_to_then_none(clinic):
    clinic.book(agrees=False)

    assert clinic.sent(timedelta(hours=30)) == []


def test_reminder_when_agreement_was_taken_back_then_none(clinic):
    clinic.book()
    clinic.addresses.allow_notices(clinic.sender, False)

    assert clinic.sent(timedelta(hours=30)) == []


def test_reminder_when_the_address_was_forgotten_then_none(clinic):
    clinic.book()
    clinic.addresses.forget(clinic.sender)

    assert clinic.sent(timedelta(hours=30)) == []


def test_cancelled_by_the_clinic_then_told(clinic):
    booked = clinic.book()
    clinic.clock.now += timedelta(hours=1)
    clinic.service.cancel(booked)

    (template,) = clinic.sent()

    assert template["name"] == "afspraak_afgezegd"
    assert texts_of(template)[0] == "Sten Hofstad"
    assert clinic.sent(timedelta(hours=30)) == []


def test_moved_elsewhere_then_the_new_time_is_told_and_reminded_of(clinic):
    booked = clinic.book()
    clinic.clock.now += timedelta(hours=1)
    clinic.service.move(booked, slot_at(26, 14), "elsewhere")

    (template,) = clinic.sent()
    assert template["name"] == "afspraak_bevestiging"
    assert "donderdag 26 november" in texts_of(template)[1]
    assert clinic.sent(timedelta(hours=26)) == []
    assert len(clinic.sent(timedelta(hours=26))) == 1


def test_cancelled_in_the_conversation_then_not_told_twice(clinic):
    booked = clinic.book()
    clinic.clock.now += timedelta(hours=1)
    clinic.write()
    clinic.service.cancel(booked)

    assert clinic.sent() == []


def test_erased_then_nothing_is_sent(clinic):
    booked = clinic.book()
    clinic.clock.now += timedelta(hours=1)
    clinic.service.erase(booked)

    assert clinic.sent() == []
    assert clinic.sent(timedelta(hours=30)) == []


def test_booking_of_another_channel_then_no_row_for_whatsapp(clinic):
    hold = clinic.service.hold(SLOT, "follow_up", "holder")
    clinic.service.confirm(hold, "holder", PIET, clinic.clock.now)

    with clinic.store.read() as connection:
        kinds = connection.execute(select(after_care.c.kind)).scalars().all()
    assert "whatsapp" not in kinds


def test_sender_of_an_appointment_is_the_one_that_whatsapp_vouches_for(clinic):
    booked = clinic.book()

    assert clinic.service.find(SenderProof(clinic.sender), "c") == [booked]


@pytest.mark.parametrize("name", ["booked", "reminder", "cancelled"])
def test_template_when_documented_then_as_it_is_sent(name):
    page = (PROJECT / "docs/whatsapp.md").read_text(encoding="utf-8")
    text = templates()[name]
    body = text["body"]
    for number, gap in enumerate(("chiropractor", "time", "reference"), 1):
        body = body.replace(f"{{{gap}}}", f"{{{{{number}}}}}")

    assert text["name"] in page
    assert body in page
