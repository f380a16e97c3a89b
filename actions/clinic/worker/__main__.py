"""Runs the worker: ``python -m actions.clinic.worker``. See docs/aftercare.md."""

import logging
import os
import signal
import sys

from actions.clinic.booking import BookingService, utc_now
from actions.clinic.errors import ClinicError, SettingsError
from actions.clinic.outbox import Outbox, OutboxKind
from actions.clinic.settings import Settings, load_settings
from actions.clinic.store import shared_store
from actions.clinic.whatsapp.notices import NoticeDelivery
from actions.clinic.worker.calendar_sync import CalendarDelivery, CalendarServer
from actions.clinic.worker.delivery import Deliver
from actions.clinic.worker.loop import Worker
from actions.clinic.worker.mail import MailDelivery, MailServer
from actions.clinic.worker.reminders import ReminderDelivery

logger = logging.getLogger("actions.clinic.worker")


def make_worker(settings: Settings) -> Worker:
    """Return the worker by the settings and ``SMTP_URL`` and ``CALDAV_URL``.

    Raises:
        SettingsError: an address is wrong, or there is no sender for mail.
    """
    smtp_url, caldav_url = os.environ.get("SMTP_URL"), os.environ.get("CALDAV_URL")
    if smtp_url and not settings.clinic.email:
        raise SettingsError("SMTP_URL is set, but clinic.email, the sender of mail, is not")
    mail_server = MailServer.parse(smtp_url) if smtp_url else None
    calendar_server = CalendarServer(caldav_url) if caldav_url else None
    logger.info("mail %s", "is on" if mail_server else "is skipped: SMTP_URL is not set")
    logger.info("calendar %s", "is on" if calendar_server else "is skipped: CALDAV_URL is not set")

    service = BookingService(settings, shared_store(), clock=utc_now)
    mail = MailDelivery(settings, service, mail_server, utc_now)
    deliveries: dict[OutboxKind, Deliver] = {
        OutboxKind.MAIL: mail,
        OutboxKind.REMINDER: ReminderDelivery(mail),
        OutboxKind.WHATSAPP: NoticeDelivery(settings, service, shared_store(), utc_now),
        OutboxKind.CALENDAR: CalendarDelivery(settings, service, calendar_server),
    }
    return Worker(Outbox(shared_store(), utc_now), deliveries)


def main() -> int:
    """Work until Ctrl-C or a request to end; return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses
    try:
        worker = make_worker(load_settings())
    except ClinicError as error:
        print(error, file=sys.stderr)
        return 1
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: worker.stop())
    logger.info("ready")
    worker.run()
    logger.info("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
