"""The clinic's own calendar, over CalDAV (RFC 4791).

An appointment is one file of the calendar, named after its UID. Whatever the row says happened, the
file is made what the appointment is now: put when it is booked, deleted when it is cancelled or
erased. So rows may come late, twice or in any order.
"""

from urllib.parse import quote, urlsplit

import httpx

from actions.clinic.booking import BookingService
from actions.clinic.calendar_file import clinic_event
from actions.clinic.errors import SettingsError
from actions.clinic.models import Appointment, Status
from actions.clinic.outbox import OutboxRow
from actions.clinic.settings import Settings
from actions.clinic.worker.delivery import LOOPBACK, NotNeeded

TIMEOUT_SECONDS = 20
DONE = (200, 201, 204)
GONE = (404, 410)


class CalendarServer:
    """A calendar by its address, such as ``https://user:password@host/clinic/agenda/``."""

    def __init__(self, url: str) -> None:
        """Check the address.

        Raises:
            SettingsError: it is no web address, or would send patient data unencrypted.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError("CALDAV_URL must look like https://user:password@host/calendar/")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise SettingsError(
                "CALDAV_URL: http:// sends patient data unencrypted, so only to this machine"
            )
        self._url = url.rstrip("/")

    def put(self, uid: str, content: bytes) -> None:
        """Store an event instead of what has its UID.

        Raises:
            CalendarError: the server refuses.
            httpx.HTTPError: the server cannot be reached.
        """
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        response = httpx.put(
            self._address(uid), content=content, headers=headers, timeout=TIMEOUT_SECONDS
        )
        if response.status_code not in DONE:
            raise CalendarError(response.status_code)

    def delete(self, uid: str) -> None:
        """Remove an event, if it is there.

        Raises:
            CalendarError: the server refuses.
            httpx.HTTPError: the server cannot be reached.
        """
        response = httpx.delete(self._address(uid), timeout=TIMEOUT_SECONDS)
        if response.status_code not in (*DONE, *GONE):
            raise CalendarError(response.status_code)

    def _address(self, uid: str) -> str:
        return f"{self._url}/{quote(uid)}.ics"


class CalendarError(Exception):
    """The calendar refused, with this HTTP status."""

    def __init__(self, http_status: int) -> None:
        super().__init__(f"HTTP {http_status}")
        self.http_status = http_status


class CalendarDelivery:
    """Brings the clinic's calendar up to date; without one every row is skipped."""

    def __init__(
        self, settings: Settings, service: BookingService, server: CalendarServer | None
    ) -> None:
        self._settings = settings
        self._service = service
        self._server = server

    def __call__(self, row: OutboxRow) -> None:
        """Make the event what the appointment is now.

        It looks again afterwards: a change that was made meanwhile, and that another worker may
        have delivered before this one ended, would be undone otherwise.

        Raises:
            NotNeeded: the clinic has set no calendar.
            CalendarError: the server refuses.
            httpx.HTTPError: the server cannot be reached.
            StoreError: the database failed.
        """
        if self._server is None:
            raise NotNeeded("no calendar")
        appointment = self._service.get(row.appointment_id)
        while True:
            self._bring_up_to_date(self._server, appointment)
            latest = self._service.get(row.appointment_id)
            if latest == appointment:
                return
            appointment = latest

    def _bring_up_to_date(self, server: CalendarServer, appointment: Appointment) -> None:
        if appointment.status is Status.BOOKED and appointment.patient:
            server.put(appointment.uid, clinic_event(appointment, self._settings))
        else:
            server.delete(appointment.uid)
