"""Serves the calendar files (.ics) of appointments, by links that nobody can guess."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, text

from actions.clinic.booking import BookingService, utc_now
from actions.clinic.calendar_file import calendar_file, calendar_method
from actions.clinic.calendar_link import open_calendar_token
from actions.clinic.errors import NotFoundError, StoreError
from actions.clinic.models import Appointment
from actions.clinic.settings import load_settings
from actions.clinic.store import shared_store
from bot.channels.responses import response_text, unavailable_text

logger = logging.getLogger(__name__)

SUFFIX = ".ics"
FILE_NAME = "afspraak.ics"
PRIVATE = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class CalendarFiles(InputChannel):
    """``GET /webhooks/calendar/<token>.ics``: the appointment as it is now.

    It takes no messages; it is a channel because that is how Rasa's server gets routes. A token
    is made by ``actions.clinic.calendar_link``. A cancelled appointment gives the file that takes
    it out of a calendar; an erased one, or a token that is forged or old, gives 404.
    """

    @classmethod
    def name(cls) -> str:
        """Return the name in the address."""
        return "calendar"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the route."""
        routes = Blueprint("calendar_files")

        @routes.get("/<file_name:str>")
        async def download(_request: Request, file_name: str) -> HTTPResponse:
            if not file_name.endswith(SUFFIX):
                return text(response_text("utter_calendar_link_ended"), 404, PRIVATE)
            token = file_name[: -len(SUFFIX)]
            return await asyncio.get_running_loop().run_in_executor(None, calendar_reply, token)

        return routes


def calendar_reply(token: str) -> HTTPResponse:
    """Return the calendar file of a token's appointment, or why there is none."""
    try:
        appointment = linked_appointment(token)
    except StoreError as error:
        logger.error("A calendar file was not served: %s", type(error).__name__)
        return text(unavailable_text(), 503, {**PRIVATE, "Retry-After": "60"})
    if appointment is None:
        return text(response_text("utter_calendar_link_ended"), 404, PRIVATE)
    settings = load_settings()
    method = calendar_method(appointment, settings, invites=False)
    return HTTPResponse(
        calendar_file(appointment, settings, invites=False),
        headers={**PRIVATE, "Content-Disposition": f'attachment; filename="{FILE_NAME}"'},
        content_type=f"text/calendar; charset=utf-8; method={method}",
    )


def calendar_text(path: str) -> str | None:
    """Return the calendar file that a path leads to; None when there is none now."""
    token = path.rpartition("/")[2].removesuffix(SUFFIX)
    try:
        appointment = linked_appointment(token)
    except StoreError as error:
        logger.error("A calendar file was not made: %s", type(error).__name__)
        return None
    if appointment is None:
        return None
    return calendar_file(appointment, load_settings(), invites=False).decode()


def linked_appointment(token: str) -> Appointment | None:
    """Return the appointment of a token; None when there is none, or its data were erased.

    Raises:
        StoreError: the database failed.
    """
    now = utc_now()
    appointment_id = open_calendar_token(token, now)
    if appointment_id is None:
        return None
    try:
        appointment = BookingService(load_settings(), shared_store(), utc_now).get(appointment_id)
    except NotFoundError:
        return None
    return appointment if appointment.patient else None
