"""The clinic's website as a channel of Rasa: signed sessions, messages in, a stream of events out.

The calls are described in docs/website.md. A message is stored before it is accepted and answered
afterwards, so that neither a slow turn nor a crash loses it. All state is in the database: several
Rasa servers may share the work. No text of a visitor is logged.
"""

import asyncio
import logging
import re
from datetime import timedelta
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.shared.core.events import Restarted
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.clinic.booking import utc_now
from actions.clinic.errors import StoreError
from actions.clinic.settings import Website, load_settings
from actions.clinic.store import shared_store
from bot.channels.choices import open_choice
from bot.channels.earlier import EarlierReplies
from bot.channels.guard import MOST_CHARACTERS, OnNewMessage, as_plain_text
from bot.channels.worker import Worker
from bot.website.calls import (
    PREFLIGHT,
    Origins,
    RefusedError,
    address_key,
    answered,
    json_object,
)
from bot.website.event_log import ChoiceExpiredError, EventLog, NewMessage, OpenMessage
from bot.website.pages import add_pages
from bot.website.sessions import SENDER_PREFIX, Session, SessionError, new_session, read_token
from bot.website.streams import Streams
from bot.website.turns import Turns
from bot.whatsapp.handover import can_hand_over, handover_url

logger = logging.getLogger(__name__)

CALLS = ("/session", "/messages", "/history", "/handover", "/events")
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
EVENT_ID = re.compile(r"[0-9]{1,15}")
BEARER = "Bearer "
TURNS_AT_ONCE = 4
HANDOVERS_PER_MINUTE = 5
HOUSEKEEPING_SECONDS = 900
ENDED_AT_ONCE = 100


class WebsiteInput(InputChannel):
    """``/webhooks/website/``: the calls of the widget, its bundle and a demo page."""

    @classmethod
    def name(cls) -> str:
        """Return the name in the address."""
        return "website"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes, and start and stop the work behind them with the server."""
        blueprint = Blueprint("website")
        service = WebsiteService(on_new_message, load_settings().website)
        for method, path, handler in (
            ("POST", "/session", service.open_session),
            ("DELETE", "/session", service.erase_session),
            ("POST", "/messages", service.receive),
            ("GET", "/history", service.history),
            ("POST", "/handover", service.hand_over),
            ("GET", "/events", service.stream),
            *(("OPTIONS", path, service.preflight) for path in CALLS),
        ):
            blueprint.add_route(
                answered(service.origins, handler),
                path,
                methods=[method],
                name=f"{method} {path}",
                stream=True,  # the body is read no further than its limit
            )

        preflight = answered(service.origins, service.preflight)

        @blueprint.on_response
        async def answer_preflight(request: Request, _response: Any) -> HTTPResponse | None:
            # Rasa's own CORS answers every OPTIONS call, without leave, before it gets to a route.
            if request.method != "OPTIONS":
                return None
            return await preflight(request)

        @blueprint.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        add_pages(blueprint)
        blueprint.listener("after_server_start")(service.start)
        blueprint.listener("before_server_stop")(service.stop)
        return blueprint


class WebsiteService:
    """The calls, and the work that goes on behind them in one Rasa server."""

    def __init__(self, on_new_message: OnNewMessage, settings: Website) -> None:
        self.origins = Origins(settings)
        self._settings = settings
        self._on_new_message = on_new_message
        self._log = EventLog(shared_store(), utc_now)
        self._streams = Streams(self._log)

    async def start(self, app: Sanic, _loop: Any = None) -> None:
        """Start answering; what was left by an earlier server goes first."""
        self._app = app
        app.config.PROXIES_COUNT = self._settings.proxies or None
        turns = Turns(self._log, self._on_new_message, EarlierReplies(app))

        async def answer(row: OpenMessage) -> None:
            await turns.answer(row)
            self._streams.wake([row.session_id])

        self._answering: Worker[OpenMessage] = Worker(
            "website", self._log.take, answer, TURNS_AT_ONCE
        )
        self._answering.start()
        self._streams.start()
        self._housekeeping = asyncio.create_task(self._keep_house())

    async def stop(self, _app: Sanic, _loop: Any = None) -> None:
        """Finish what is under way and end the streams."""
        self._housekeeping.cancel()
        await self._answering.stop()
        self._streams.stop()

    async def preflight(self, _request: Request) -> HTTPResponse:
        """``OPTIONS``: the browser's question what a page of this origin may call."""
        return HTTPResponse(status=204, headers=dict(PREFLIGHT))

    async def open_session(self, request: Request) -> HTTPResponse:
        """``POST /session``: a new visitor."""
        limits = {f"s:{address_key(request)}": self._settings.sessions_per_minute_per_address}
        session = new_session(utc_now() + timedelta(hours=self._settings.session_hours))
        await asyncio.to_thread(self._log.open_session, session, limits)
        content = {
            "token": session.token,
            "expires_at": session.expires_at.isoformat(),
            "whatsapp": can_hand_over(),
        }
        return response.json(content, status=201)

    async def receive(self, request: Request) -> HTTPResponse:
        """``POST /messages``: a message, or a choice by its opaque id."""
        session = await self._session(request)
        new = _new_message(session, json_object(request))
        limits = {
            f"m:{session.id}": self._settings.messages_per_minute,
            f"a:{address_key(request)}": self._settings.messages_per_minute_per_address,
        }
        await asyncio.to_thread(self._log.add, session.id, new, limits)
        self._answering.wake()
        self._streams.wake([session.id])
        return response.json({"accepted": True}, status=202)

    async def history(self, request: Request) -> HTTPResponse:
        """``GET /history``: the messages of the session."""
        session = await self._session(request)
        messages = await asyncio.to_thread(self._log.history, session.id)
        last_id = messages[-1]["id"] if messages else 0
        content = {"messages": messages, "last_event_id": last_id, "whatsapp": can_hand_over()}
        return response.json(content)

    async def hand_over(self, request: Request) -> HTTPResponse:
        """``POST /handover``: a link with which the conversation goes on over WhatsApp."""
        session = await self._session(request)
        await asyncio.to_thread(self._log.count, {f"h:{session.id}": HANDOVERS_PER_MINUTE})
        url = await asyncio.to_thread(handover_url, shared_store(), session.sender_id)
        if url is None:
            raise RefusedError(404, "whatsapp_off")
        return response.json({"url": url}, status=201)

    async def stream(self, request: Request) -> None:
        """``GET /events``: messages as they come, after ``Last-Event-ID``."""
        session = await self._session(request)
        self._streams.require_room(session)
        last_id = request.headers.get("Last-Event-ID", "")
        stream = await request.respond(
            content_type="text/event-stream",
            headers={**self.origins.headers(request), "X-Accel-Buffering": "no"},
        )
        if request.stream:
            request.stream.keep_alive = False  # so that a server that stops need not wait for it
        await self._streams.send(
            stream, session, int(last_id) if EVENT_ID.fullmatch(last_id) else 0
        )

    async def erase_session(self, request: Request) -> HTTPResponse:
        """``DELETE /session``: nothing of the conversation is kept."""
        session = await self._session(request)
        await asyncio.to_thread(self._log.erase, session.id)
        await self._erase_tracker(session.sender_id)
        self._streams.wake([session.id])
        return response.empty()

    async def _session(self, request: Request) -> Session:
        header = request.headers.get("Authorization", "")
        session = read_token(header.removeprefix(BEARER), utc_now())
        if not await asyncio.to_thread(self._log.is_known, session.id):
            raise SessionError("session_expired")
        return session

    async def _erase_tracker(self, sender_id: str) -> None:
        """Erase what Rasa keeps: the conversation store deletes what is restarted.

        A turn under way comes first, for it would store the conversation once more.
        """
        agent = self._app.ctx.agent
        async with agent.lock_store.lock(sender_id):
            tracker = await agent.tracker_store.retrieve(sender_id)
            if tracker is not None:
                tracker.update(Restarted())
                await agent.tracker_store.save(tracker)

    async def _keep_house(self) -> None:
        while True:
            try:
                while ended := await asyncio.to_thread(self._log.ended, ENDED_AT_ONCE):
                    for session_id in ended:
                        await self._erase_tracker(SENDER_PREFIX + session_id)
                    await asyncio.to_thread(self._log.forget, ended)
            except StoreError:
                logger.error("Old sessions were not deleted: the database is down.")
            except Exception as error:
                logger.error("Old sessions were not deleted: %s", type(error).__name__)
            await asyncio.sleep(HOUSEKEEPING_SECONDS)


def _new_message(session: Session, content: dict[str, Any]) -> NewMessage:
    """Read the body of a message.

    Raises:
        ChoiceExpiredError: the button is forged, another's or too old.
        RefusedError: something is missing, wrong or too long.
    """
    client_id, text, choice_id = (content.get(key) for key in ("client_id", "text", "choice"))
    if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
        raise RefusedError(400, "bad_request")
    if isinstance(choice_id, str):
        choice = open_choice(session.sender_id, choice_id)
        if choice is None:
            raise ChoiceExpiredError("not one of ours")
        return NewMessage(client_id, choice.title, choice.payload, choice_id)
    if not isinstance(text, str) or not text.strip():
        raise RefusedError(400, "bad_request")
    if len(text) > MOST_CHARACTERS:
        raise RefusedError(413, "too_large")
    text = text.encode(errors="replace").decode()  # half of a character is no text
    return NewMessage(client_id, text, as_plain_text(text))
