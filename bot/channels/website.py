"""The clinic's website as a channel of Rasa: signed sessions, messages in, a stream of events out.

The calls are described in docs/website.md. A message is stored before it is accepted and answered
afterwards, so that neither a slow turn nor a crash loses it. All state is in the database: several
Rasa servers may share the work. No text of a visitor is logged.
"""

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rasa.core.channels.channel import InputChannel
from rasa.shared.core.events import Restarted
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.clinic.booking import utc_now
from actions.clinic.errors import StoreError
from actions.clinic.secret import derive_key
from actions.clinic.settings import Website, load_settings
from actions.clinic.store import shared_store
from bot.channels.choices import open_choice
from bot.channels.earlier import EarlierReplies
from bot.channels.guard import MOST_CHARACTERS, OnNewMessage, as_plain_text
from bot.channels.worker import Worker
from bot.website.event_log import EventLog, Message, OpenMessage, RateLimitError
from bot.website.sessions import Session, SessionError, new_session, read_token
from bot.website.turns import Turns

logger = logging.getLogger(__name__)

WIDGET = Path(__file__).resolve().parents[1] / "widget"
BUNDLE = WIDGET / "dist" / "widget.js"
DEMO = WIDGET / "demo"
MOST_BYTES = 32 * 1024
LONGEST_CLIENT_ID = 64
TURNS_AT_ONCE = 4
POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 15
HOUSEKEEPING_SECONDS = 900
BEARER = "Bearer "
BUNDLE_CACHE = "public, max-age=3600"
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}
SAFE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
DEMO_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse | None]]


class RefusedError(Exception):
    """A call that is answered with an error: an HTTP status, a code, and headers if any."""

    def __init__(self, status: int, code: str, headers: dict[str, str] | None = None) -> None:
        """Keep what is answered."""
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers or {}


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
        for path, method, handler in (
            ("/session", "POST", service.open_session),
            ("/session", "DELETE", service.erase_session),
            ("/messages", "POST", service.receive),
            ("/history", "GET", service.history),
            ("/events", "GET", service.stream),
        ):
            route = answered(service.origins, handler)
            blueprint.add_route(route, path, methods=[method], name=f"{method} {path}")
        for path in ("/session", "/messages", "/history", "/events"):
            route = answered(service.origins, preflight)
            blueprint.add_route(route, path, methods=["OPTIONS"], name=f"OPTIONS {path}")

        @blueprint.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @blueprint.get("/widget.js")
        async def bundle(request: Request) -> HTTPResponse:
            return serve_bundle(request)

        @blueprint.get("/demo")
        async def demo(_request: Request) -> HTTPResponse:
            return serve_demo("index.html")

        @blueprint.get("/demo/<name:[a-z.-]+>")
        async def demo_file(_request: Request, name: str) -> HTTPResponse:
            return serve_demo(name)

        blueprint.listener("after_server_start")(service.start)
        blueprint.listener("before_server_stop")(service.stop)
        return blueprint


class WebsiteService:
    """The calls, and the work that goes on behind them in one Rasa server."""

    def __init__(self, on_new_message: OnNewMessage, settings: Website) -> None:
        self.origins = frozenset(settings.origins)
        self._settings = settings
        self._on_new_message = on_new_message
        self._log = EventLog(shared_store(), utc_now)
        self._streams: set[asyncio.Event] = set()
        self._is_closing = False

    async def start(self, app: Sanic, _loop: Any = None) -> None:
        """Start answering; what was left by an earlier server goes first."""
        turns = Turns(self._log, self._on_new_message, EarlierReplies(app))

        async def answer(row: OpenMessage) -> None:
            await turns.answer(row)
            self._wake_streams()

        self._answering: Worker[OpenMessage] = Worker(
            "website", self._log.take, answer, TURNS_AT_ONCE
        )
        self._answering.start()
        self._housekeeping = asyncio.create_task(self._keep_house())

    async def stop(self, _app: Sanic, _loop: Any = None) -> None:
        """Finish what is under way and end the streams."""
        await self._answering.stop()
        self._housekeeping.cancel()
        self._is_closing = True
        self._wake_streams()

    async def open_session(self, request: Request) -> HTTPResponse:
        """``POST /session``: a new visitor."""
        limits = {
            f"s:{_address_key(request)}": self._settings.sessions_per_minute_per_address,
        }
        session = new_session(utc_now() + timedelta(hours=self._settings.session_hours))
        await asyncio.to_thread(self._log.open_session, session, limits)
        content = {"token": session.token, "expires_at": session.expires_at.isoformat()}
        return response.json(content, status=201)

    async def receive(self, request: Request) -> HTTPResponse:
        """``POST /messages``: a message, or a choice by its opaque id."""
        session = await self._session(request)
        content = _content(request)
        client_id = content.get("client_id")
        if not isinstance(client_id, str) or not 0 < len(client_id) <= LONGEST_CLIENT_ID:
            raise RefusedError(400, "bad_request")
        message, payload = _message(session, content)
        limits = {
            f"m:{session.id}": self._settings.messages_per_minute,
            f"a:{_address_key(request)}": self._settings.messages_per_minute_per_address,
        }
        await asyncio.to_thread(self._log.add, session.id, client_id, message, payload, limits)
        self._answering.wake()
        self._wake_streams()
        return response.json({"accepted": True}, status=202)

    async def history(self, request: Request) -> HTTPResponse:
        """``GET /history``: all messages of the session."""
        session = await self._session(request)
        messages = await asyncio.to_thread(self._log.after, session.id, 0)
        last_id = messages[-1]["id"] if messages else 0
        return response.json({"messages": messages, "last_event_id": last_id})

    async def erase_session(self, request: Request) -> HTTPResponse:
        """``DELETE /session``: nothing of the conversation is kept."""
        session = await self._session(request)
        await asyncio.to_thread(self._log.erase, session.id)
        tracker_store = request.app.ctx.agent.tracker_store
        tracker = await tracker_store.retrieve(session.sender_id)
        if tracker is not None:
            tracker.update(Restarted())
            await tracker_store.save(tracker)
        self._wake_streams()
        return response.empty()

    async def stream(self, request: Request) -> None:
        """``GET /events``: messages as they come, after ``Last-Event-ID``."""
        session = await self._session(request)
        last_id = _last_event_id(request)
        woken = asyncio.Event()
        self._streams.add(woken)
        try:
            stream = await request.respond(
                content_type="text/event-stream",
                headers={**_headers(request, self.origins), "X-Accel-Buffering": "no"},
            )
            await stream.send(": open\n\n")
            await self._send_events(stream, session, last_id, woken)
            await stream.eof()
        except StoreError as error:
            logger.error("A stream ended: the database failed (%s).", type(error).__name__)
        finally:
            self._streams.discard(woken)

    async def _send_events(
        self, stream: Any, session: Session, last_id: int, woken: asyncio.Event
    ) -> None:
        typing, silence = False, 0.0
        while not self._is_closing and session.expires_at > utc_now():
            woken.clear()
            for message in await asyncio.to_thread(self._log.after, session.id, last_id):
                last_id, silence = message["id"], 0.0
                await stream.send(f"id: {last_id}\nevent: message\ndata: {json.dumps(message)}\n\n")
            is_typing = await asyncio.to_thread(self._log.is_being_answered, session.id)
            if is_typing != typing:
                typing = is_typing
                await stream.send(f"event: typing\ndata: {json.dumps({'on': typing})}\n\n")
            try:
                await asyncio.wait_for(woken.wait(), POLL_SECONDS)
            except asyncio.TimeoutError:
                silence += POLL_SECONDS
            if silence >= HEARTBEAT_SECONDS:
                silence = 0.0
                await stream.send(": beat\n\n")
                if not await asyncio.to_thread(self._log.is_known, session.id):
                    return

    async def _session(self, request: Request) -> Session:
        header = request.headers.get("Authorization", "")
        session = read_token(header.removeprefix(BEARER), utc_now())
        if not await asyncio.to_thread(self._log.is_known, session.id):
            raise SessionError("session_expired")
        return session

    async def _keep_house(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._log.delete_old)
            except StoreError as error:
                logger.error("Old sessions were not deleted: %s", type(error).__name__)
            await asyncio.sleep(HOUSEKEEPING_SECONDS)

    def _wake_streams(self) -> None:
        for woken in self._streams:
            woken.set()


def answered(origins: frozenset[str], handler: Handler) -> Handler:
    """Return a handler that refuses foreign origins and answers errors as ``{"error": code}``."""

    @wraps(handler)
    async def route(request: Request) -> HTTPResponse | None:
        try:
            if not is_allowed(request, origins):
                raise RefusedError(403, "origin_refused")
            found = await handler(request)
        except RefusedError as error:
            found = _error(error.status, error.code)
            found.headers.update(error.headers)
        except SessionError as error:
            found = _error(401, error.code)
        except RateLimitError as error:
            found = _error(429, "rate_limited")
            found.headers["Retry-After"] = str(error.retry_after)
        except StoreError as error:
            logger.error("A call of the website failed: %s", type(error).__name__)
            found = _error(503, "unavailable")
        if found is not None:
            found.headers.update(_headers(request, origins))
        return found

    return route


async def preflight(_request: Request) -> HTTPResponse:
    """Answer the browser's question whether a website may call."""
    return HTTPResponse(status=204, headers=dict(ALLOWED))


def is_allowed(request: Request, origins: frozenset[str]) -> bool:
    """Whether the page that calls may: it is listed, it is ours, or no browser is involved."""
    origin = request.headers.get("Origin")
    return origin is None or origin in origins or urlsplit(origin).netloc == request.host


def serve_bundle(request: Request) -> HTTPResponse:
    """Return the widget's script; 304 when the browser has it already."""
    content, tag = _bundle()
    headers = {
        "Cache-Control": BUNDLE_CACHE,
        "ETag": tag,
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("If-None-Match") == tag:
        return HTTPResponse(status=304, headers=headers)
    return response.raw(content, headers=headers, content_type="text/javascript; charset=utf-8")


def serve_demo(name: str) -> HTTPResponse:
    """Return a file of the demo page; only those that are there."""
    files = {path.name: path for path in DEMO.iterdir()}
    types = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
    if name not in files:
        return response.text("Not found", status=404)
    kind = types.get(files[name].suffix, "image/svg+xml")
    return response.raw(
        files[name].read_bytes(),
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Security-Policy": DEMO_POLICY, "X-Content-Type-Options": "nosniff"},
    )


@lru_cache(maxsize=1)
def _bundle() -> tuple[bytes, str]:
    content = BUNDLE.read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'


def _message(session: Session, content: dict[str, Any]) -> tuple[Message, str]:
    """Return what is shown and what Rasa gets."""
    text, choice_id = content.get("text"), content.get("choice")
    if isinstance(choice_id, str):
        choice = open_choice(session.sender_id, choice_id)
        if choice is None:
            raise RefusedError(400, "choice_expired")
        return {"from": "user", "kind": "text", "text": choice.title}, choice.payload
    if not isinstance(text, str) or not text.strip():
        raise RefusedError(400, "bad_request")
    if len(text) > MOST_CHARACTERS:
        raise RefusedError(413, "too_large")
    return {"from": "user", "kind": "text", "text": text}, as_plain_text(text)


def _content(request: Request) -> dict[str, Any]:
    if len(request.body) > MOST_BYTES:
        raise RefusedError(413, "too_large")
    try:
        content = json.loads(request.body)
    except ValueError:
        raise RefusedError(400, "bad_request") from None
    if not isinstance(content, dict):
        raise RefusedError(400, "bad_request")
    return content


def _last_event_id(request: Request) -> int:
    number = request.headers.get("Last-Event-ID", "0")
    return int(number) if number.isdecimal() else 0


def _headers(request: Request, origins: frozenset[str]) -> dict[str, str]:
    origin = request.headers.get("Origin")
    headers = {**SAFE, "Vary": "Origin"}
    if origin and is_allowed(request, origins):
        headers["Access-Control-Allow-Origin"] = origin
    return headers


def _error(status: int, code: str) -> HTTPResponse:
    return response.json({"error": code}, status=status)


def _address_key(request: Request) -> str:
    """Return what stands for the visitor's internet address, which itself is not kept."""
    address = request.remote_addr or request.ip
    return hmac.new(derive_key("website-address"), address.encode(), "sha256").hexdigest()[:32]
