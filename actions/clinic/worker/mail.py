"""Mail to the patient: booked, moved, cancelled, and the reminder.

Plain Dutch text with the calendar file attached. A row that is delivered twice gives the same
Message-ID, so that a mailbox can tell.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import yaml

from actions.clinic.booking import BookingService
from actions.clinic.calendar_file import calendar_file, calendar_method
from actions.clinic.errors import SettingsError
from actions.clinic.models import Appointment, Slot, Status
from actions.clinic.outbox import OutboxRow
from actions.clinic.settings import Settings
from actions.clinic.texts import fill
from actions.clinic.wording import spoken_time
from actions.clinic.worker.delivery import LOOPBACK, NotNeeded, Undeliverable

TEXTS_FILE = Path(__file__).with_name("mail.yml")
TIMEOUT_SECONDS = 20
PERMANENT = 500
"""SMTP reply codes from here on are final (RFC 5321, section 4.2.1)."""
DEFAULT_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """Where mail goes out. ``scheme`` is one of ``DEFAULT_PORTS``."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None

    @classmethod
    def parse(cls, url: str) -> "MailServer":
        """Read ``smtps://user:password@host:465``; also ``smtp+starttls``, and ``smtp`` locally.

        Raises:
            SettingsError: it is no such address, or would send patient data unencrypted.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise SettingsError("SMTP_URL is not an address") from None
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
            raise SettingsError("SMTP_URL must look like smtps://user:password@host:465")
        if parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
            raise SettingsError(
                "SMTP_URL: smtp:// sends patient data unencrypted, so only to this machine;"
                " use smtps:// or smtp+starttls://"
            )
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port or DEFAULT_PORTS[parts.scheme],
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )

    def send(self, message: EmailMessage) -> None:
        """Send a message.

        Raises:
            Undeliverable: the server refuses this message or its receiver for good.
            OSError: the server cannot be reached, or refuses for now.
        """
        context = ssl.create_default_context()
        if self.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        with smtp:
            if self.scheme == "smtp+starttls":
                smtp.starttls(context=context)
            if self.user and self.password:
                smtp.login(self.user, self.password)
            try:
                smtp.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                raise_if_final(*(code for code, _ in error.recipients.values()))
                raise
            except smtplib.SMTPDataError as error:
                raise_if_final(error.smtp_code)
                raise
            except (smtplib.SMTPNotSupportedError, ValueError) as error:
                raise Undeliverable(type(error).__name__) from None


def raise_if_final(*codes: int) -> None:
    """Raise ``Undeliverable`` when a reply code of the server is final."""
    final = [code for code in codes if code >= PERMANENT]
    if final:
        raise Undeliverable(f"SMTP {final[0]}")


class MailDelivery:
    """Sends the mail of a row; without a mail server every row is skipped."""

    def __init__(
        self,
        settings: Settings,
        service: BookingService,
        server: MailServer | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._service = service
        self._server = server
        self._clock = clock

    def __call__(self, row: OutboxRow) -> None:
        """Send what happened to the appointment."""
        self.send(row, row.payload["event"])

    def send(self, row: OutboxRow, text_name: str) -> None:
        """Send a text of ``mail.yml`` about the row's appointment, unless that is out of date.

        Raises:
            NotNeeded: no mail server, no address, the data were erased, or a later change of the
                appointment has its own mail.
            Undeliverable: it was refused for good.
            OSError: it was not sent.
            StoreError: the database failed.
        """
        if self._server is None:
            raise NotNeeded("no mail server")
        appointment = self._service.get(row.appointment_id)
        if not appointment.patient or not appointment.patient.email:
            raise NotNeeded("no address")
        if row.payload["sequence"] != appointment.sequence:
            raise NotNeeded("superseded")
        if appointment.status is Status.BOOKED and appointment.slot.start <= self._clock():
            raise NotNeeded("over")
        self._server.send(self._message(appointment, text_name, row))

    def _message(self, appointment: Appointment, text_name: str, row: OutboxRow) -> EmailMessage:
        clinic, patient = self._settings.clinic, appointment.patient
        if patient is None or patient.email is None or clinic.email is None:
            raise Undeliverable("no address")
        text = mail_texts()[text_name]
        moved_from = row.payload.get("moved_from")
        values = {
            **mail_values(appointment, self._settings),
            "old_time": self._spoken(Slot.from_dict(moved_from)) if moved_from else None,
        }
        try:
            message = EmailMessage()
            message["From"] = formataddr((clinic.name, clinic.email))
            message["To"] = patient.email
            message["Subject"] = fill(text["subject"], values)
        except ValueError as error:  # a line break in an address
            raise Undeliverable(type(error).__name__) from None
        message["Date"] = format_datetime(self._clock())
        message["Message-ID"] = (
            f"<{appointment.id}.{appointment.sequence}.{text_name}@movewell-bot>"
        )
        message["Auto-Submitted"] = "auto-generated"  # no out-of-office replies (RFC 3834)
        message.set_content(fill(text["body"], values))
        message.add_attachment(
            calendar_file(appointment, self._settings),
            maintype="text",
            subtype="calendar",
            filename="afspraak.ics",
            params={
                "method": calendar_method(appointment, self._settings),
                "charset": "utf-8",
            },
        )
        return message

    def _spoken(self, slot: Slot) -> str:
        return spoken_time(slot.start, ZoneInfo(self._settings.agenda.timezone))


def mail_values(appointment: Appointment, settings: Settings) -> dict[str, str | None]:
    """Return what the texts of ``mail.yml`` may say of an appointment."""
    names = {person.id: person.name for person in settings.chiropractors}
    kinds = {kind.id: kind.label for kind in settings.agenda.kinds}
    return {
        **settings.clinic.facts(),
        "name": appointment.patient.name if appointment.patient else None,
        "chiropractor": names.get(appointment.slot.chiropractor_id),
        "kind": kinds.get(appointment.kind_id),
        "time": spoken_time(appointment.slot.start, ZoneInfo(settings.agenda.timezone)),
        "reference": appointment.reference,
    }


@lru_cache(maxsize=1)
def mail_texts() -> dict[str, dict[str, str]]:
    """Return the texts: by event, and ``reminder``, each with a ``subject`` and a ``body``."""
    texts: dict[str, dict[str, str]] = yaml.safe_load(TEXTS_FILE.read_text(encoding="utf-8"))
    return texts
