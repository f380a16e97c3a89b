"""Receives WhatsApp's webhook calls: checked, stored, answered; everything else comes later.

The Rasa server has these routes, and ``python -m bot.whatsapp.receiver`` serves them alone, on
``WHATSAPP_PORT``: then a call is answered at once even while Rasa is busy, restarts or is down.
"""

import asyncio
import hmac
import logging
import sys
from collections.abc import Callable

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text

from actions.clinic.booking import utc_now
from actions.clinic.errors import StoreError
from actions.clinic.store import Store, shared_store
from actions.clinic.whatsapp.addresses import Addresses
from actions.clinic.whatsapp.inbox import Inbox
from actions.clinic.whatsapp.outbox import WhatsAppOutbox
from bot.channels.responses import unavailable_text
from bot.whatsapp.graph import Graph, NoAnswerError, RefusedError, UnreachableError
from bot.whatsapp.rendering import text_bubble
from bot.whatsapp.settings import (
    WhatsAppSettings,
    read_whatsapp_settings,
    receiver_port,
    settings_problem,
)
from bot.whatsapp.signature import HEADER, is_signed
from bot.whatsapp.webhook import Call, read_call

logger = logging.getLogger(__name__)

MOST_BYTES = 3 * 1024 * 1024
"""The largest call that WhatsApp makes."""
HOST = "127.0.0.1"
PATH = "/webhooks/whatsapp"


class Receiver:
    """Answers webhook calls; ``on_stored`` is called when there is something new."""

    def __init__(
        self, settings: WhatsAppSettings, store: Store, on_stored: Callable[[], None]
    ) -> None:
        self._settings = settings
        self._inbox = Inbox(store, utc_now)
        self._outbox = WhatsAppOutbox(store, utc_now)
        self._addresses = Addresses(store, utc_now)
        self._on_stored = on_stored
        self._writing = asyncio.Lock()
        self._apologies: set[str] = set()
        self._apologising: set[asyncio.Task[None]] = set()

    def add_routes(self, blueprint: Blueprint) -> None:
        """Add the webhook to a blueprint."""

        @blueprint.get("/webhook")
        async def handshake(request: Request) -> HTTPResponse:
            return self.shake_hands(request)

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            return await self.receive(request)

    def shake_hands(self, request: Request) -> HTTPResponse:
        """Answer WhatsApp's question whether this address is ours."""
        token = str(request.args.get("hub.verify_token", ""))
        is_ours = hmac.compare_digest(token.encode(), self._settings.verify_token.encode())
        if request.args.get("hub.mode") != "subscribe" or not is_ours:
            return text("Forbidden", status=403)
        return text(str(request.args.get("hub.challenge", "")))

    async def receive(self, request: Request) -> HTTPResponse:
        """Store what WhatsApp sends; 200 means that nothing of it will be lost."""
        if len(request.body) > MOST_BYTES:
            return text("Too large", status=413)
        if not is_signed(request.body, request.headers.get(HEADER), self._settings.app_secret):
            return text("Forbidden", status=403)
        try:
            call = read_call(request.body, self._settings.phone_id)
        except ValueError:
            return text("Bad request", status=400)
        try:
            async with self._writing:  # SQLite lets writers sleep longer and longer, without order
                await asyncio.to_thread(self._store, call)
        except StoreError as error:
            logger.error("A WhatsApp call could not be stored: %s", type(error).__name__)
            task = asyncio.create_task(self._apologise(call))
            self._apologising.add(task)
            task.add_done_callback(self._apologising.discard)
            return text("Try again later", status=503)
        self._apologies.clear()
        self._on_stored()
        return text("")

    def _store(self, call: Call) -> None:
        if call.messages:
            self._inbox.add(call.messages)
        for address in call.changed:
            self._addresses.forget(address.sender_id)
        for report in call.reports:
            self._outbox.report(report.tag, report.message_id, report.state, report.code)

    async def _apologise(self, call: Call) -> None:
        """Tell patients, once, that nothing works while the database is down."""
        graph = Graph(self._settings)
        for message in call.messages:
            sender_id = message.address.sender_id
            if sender_id in self._apologies:
                continue
            self._apologies.add(sender_id)
            try:
                await graph.send(message.address, text_bubble(unavailable_text()).payload, None)
            except (RefusedError, UnreachableError, NoAnswerError) as error:
                logger.error("An apology was not sent: %s", type(error).__name__)
        await graph.close()


def main() -> int:
    """Serve the webhook alone; return the exit code."""
    settings = read_whatsapp_settings()
    if settings is None:
        print("WhatsApp is off: see docs/whatsapp.md for its settings.", file=sys.stderr)
        return 1
    problem = settings_problem()
    if problem:
        print(problem, file=sys.stderr)
        return 1
    app = Sanic("whatsapp_receiver")
    blueprint = Blueprint("whatsapp")
    Receiver(settings, shared_store(), on_stored=lambda: None).add_routes(blueprint)
    app.blueprint(blueprint, url_prefix=PATH)
    app.run(host=HOST, port=receiver_port(), access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
