"""The WhatsApp Cloud API as a channel of Rasa: webhook in, ``bot.whatsapp`` for the rest.

A webhook call is checked, stored and answered; everything else happens afterwards, so that neither
a slow turn nor a crash loses a message. Without settings the channel is off: its routes say 404.
"""

import asyncio
import hmac
import logging
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, text

from actions.clinic.booking import utc_now
from actions.clinic.errors import StoreError
from actions.clinic.store import shared_store
from actions.clinic.whatsapp import housekeeping
from actions.clinic.whatsapp.addresses import Addresses
from actions.clinic.whatsapp.inbox import Inbox, InboxRow
from actions.clinic.whatsapp.outbox import OutboxRow, WhatsAppOutbox
from bot.channels.earlier import EarlierReplies
from bot.channels.guard import OnNewMessage, unavailable_text
from bot.channels.worker import Worker
from bot.whatsapp.delivery import Delivery
from bot.whatsapp.graph import Graph, NoAnswerError, RefusedError, UnreachableError
from bot.whatsapp.rendering import text_bubble
from bot.whatsapp.settings import WhatsAppSettings, read_whatsapp_settings
from bot.whatsapp.signature import HEADER, is_signed
from bot.whatsapp.turn import Turns
from bot.whatsapp.webhook import Call, read_call

logger = logging.getLogger(__name__)

MOST_BYTES = 3 * 1024 * 1024
"""The largest call that WhatsApp makes."""
TURNS_AT_ONCE = 4
SENT_AT_ONCE = 20
HOUSEKEEPING_SECONDS = 3600


class WhatsAppInput(InputChannel):
    """``/webhooks/whatsapp/webhook``, as WhatsApp calls it; ``/webhooks/whatsapp/`` its health."""

    @classmethod
    def name(cls) -> str:
        """Return the name in the address."""
        return "whatsapp"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes, and start and stop the work behind them with the server."""
        blueprint = Blueprint("whatsapp")
        settings = read_whatsapp_settings()
        if settings is None:
            logger.info("WhatsApp is off: WHATSAPP_TOKEN and the settings with it are not set.")
            return blueprint
        service = WhatsAppService(settings, on_new_message)

        @blueprint.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return service.health()

        @blueprint.get("/webhook")
        async def handshake(request: Request) -> HTTPResponse:
            return service.shake_hands(request)

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            return await service.receive(request)

        blueprint.listener("after_server_start")(service.start)
        blueprint.listener("before_server_stop")(service.stop)
        return blueprint


class WhatsAppService:
    """The routes, and the work that goes on behind them in one Rasa server."""

    def __init__(self, settings: WhatsAppSettings, on_new_message: OnNewMessage) -> None:
        self._settings = settings
        self._on_new_message = on_new_message
        self._store = shared_store()
        self._inbox = Inbox(self._store, utc_now)

    async def start(self, app: Sanic, _loop: Any = None) -> None:
        """Start the work; what was left by an earlier server goes first."""
        self._graph = Graph(self._settings)
        outbox = WhatsAppOutbox(self._store, utc_now)
        self._addresses = Addresses(self._store, utc_now)
        self._delivery = Delivery(outbox, self._addresses, self._graph)
        self._turns = Turns(self._store, self._on_new_message, EarlierReplies(app))
        self._background: set[asyncio.Task[None]] = set()
        self._apologies: set[str] = set()
        self._answering: Worker[InboxRow] = Worker(
            "whatsapp inbox", self._inbox.take, self._answer, TURNS_AT_ONCE
        )
        self._sending: Worker[OutboxRow] = Worker(
            "whatsapp outbox", self._delivery.take, self._delivery.send, SENT_AT_ONCE
        )
        self._answering.start()
        self._sending.start()
        self._in_background(self._keep_house())

    async def stop(self, _app: Sanic, _loop: Any = None) -> None:
        """Finish what is under way."""
        await self._answering.stop()
        self._sending.wake()
        await self._sending.stop()
        for task in self._background:
            task.cancel()
        await self._graph.close()

    def health(self) -> HTTPResponse:
        """Tell whether messages can be sent: 200, or 503 with WhatsApp's error code."""
        code = self._delivery.halted_by
        if code is not None:
            return json({"status": "stopped", "error": code}, status=503)
        return json({"status": "ok"})

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
            await self._keep(call)
        except StoreError as error:
            logger.error("A WhatsApp call could not be stored: %s", type(error).__name__)
            self._in_background(self._apologise(call))
            return text("Try again later", status=503)
        return text("")

    async def _keep(self, call: Call) -> None:
        if call.messages:
            new = await asyncio.to_thread(self._inbox.add, call.messages)
            self._apologies.clear()
            if new:
                self._answering.wake()
        for address in call.changed:
            await asyncio.to_thread(self._addresses.forget, address.sender_id)
        for report in call.reports:
            await self._delivery.take_report(report)

    async def _answer(self, row: InboxRow) -> None:
        if row.content.get("id"):
            self._in_background(self._graph.show_typing(row.content["id"]))
        await self._turns.answer(row)
        self._sending.wake()

    async def _apologise(self, call: Call) -> None:
        """Tell patients, once, that nothing works while the database is down."""
        for message in call.messages:
            sender_id = message.address.sender_id
            if sender_id in self._apologies:
                continue
            self._apologies.add(sender_id)
            try:
                payload = text_bubble(unavailable_text()).payload
                await self._graph.send(message.address, payload, row_id=0)
            except (RefusedError, UnreachableError, NoAnswerError) as error:
                logger.error("An apology was not sent: %s", type(error).__name__)

    async def _keep_house(self) -> None:
        while True:
            try:
                await asyncio.to_thread(housekeeping.delete_old, self._store, utc_now())
            except StoreError as error:
                logger.error("Old rows were not deleted: %s", type(error).__name__)
            await asyncio.sleep(HOUSEKEEPING_SECONDS)

    def _in_background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
