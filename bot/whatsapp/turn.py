"""Answers one message of a patient: what it means, what Rasa says, what goes in the outbox."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from rasa.core.channels.channel import UserMessage

from actions.clinic.booking import utc_now
from actions.clinic.reference import parse_reference
from actions.clinic.store import Store
from actions.clinic.whatsapp import addresses as address_table
from actions.clinic.whatsapp import inbox, outbox
from actions.clinic.whatsapp.addresses import Addresses, Offered
from actions.clinic.whatsapp.handover import Handovers
from actions.clinic.whatsapp.inbox import InboxRow
from bot.channels.calendar import calendar_text
from bot.channels.choices import open_choice
from bot.channels.collected import TurnOutput
from bot.channels.earlier import Replies
from bot.channels.guard import OnNewMessage, guarded
from bot.channels.responses import unavailable_text
from bot.whatsapp.handover import code_in
from bot.whatsapp.rendering import BY_NUMBER, render
from bot.whatsapp.texts import start_choices, text_of
from bot.whatsapp.webhook import WITH_CAPTION

CHANNEL = "whatsapp"
TURN_SECONDS = 25
MOST_TRIES = 3
TEXT_ONLY_PAUSE = timedelta(minutes=10)
SILENT = frozenset(("reaction", "system", "revoke", "None"))
"""What needs no answer; "None" is a message without a type."""
YES_OR_NO = re.compile(r"\W*(ja|jawel|nee|neen|ok[eé]?)\b", re.IGNORECASE)
"""What means something only as the answer to the last question."""
ALLOW_NOTICES, REFUSE_NOTICES = "whatsapp:notices:yes", "whatsapp:notices:no"
STOP_NOTICES = re.compile(r"\W*stop\W+(met\W+)?(berichten|herinneringen)\W*", re.IGNORECASE)

EarlierReplies = Callable[[str, str], Awaitable[Replies | None]]
CopyConversation = Callable[[str, str], Awaitable[Replies]]


class WhatsAppOutput(TurnOutput):
    """Collects the replies of a turn, in WhatsApp's own wording where a response has one."""

    @classmethod
    def name(cls) -> str:
        """Return the channel that a response's wording is chosen by."""
        return CHANNEL


class Turns:
    """Answers messages; a message that was answered before a crash is not given to Rasa again."""

    def __init__(
        self,
        store: Store,
        on_new_message: OnNewMessage,
        earlier_replies: EarlierReplies,
        copy_conversation: CopyConversation,
        show_typing: Callable[[str], None],
    ) -> None:
        """Take the parts.

        Args:
            store: the database.
            on_new_message: Rasa's handler.
            earlier_replies: returns what Rasa replied in a conversation to the message with
                this key, None if it never saw it.
            copy_conversation: copies a conversation to another one; returns what the bot said
                last.
            show_typing: shows that the message with this id of WhatsApp is being answered; what
                Rasa does not answer needs no typing.
        """
        self._store = store
        self._addresses = Addresses(store, utc_now)
        self._outbox = outbox.WhatsAppOutbox(store, utc_now)
        self._handle = guarded(on_new_message)
        self._handovers = Handovers(store, utc_now)
        self._earlier_replies = earlier_replies
        self._copy_conversation = copy_conversation
        self._show_typing = show_typing

    async def answer(self, row: InboxRow) -> None:
        """Answer a message: its replies are stored together with its being answered.

        Raises:
            StoreError: the database failed; the message is handed out again.
        """
        is_silent = str(row.content.get("kind")) in SILENT
        replies = [] if is_silent else await self._replies(row)
        for reply in replies:
            if reply.get("calendar_path"):
                path = reply["calendar_path"]
                reply["calendar"] = await asyncio.to_thread(calendar_text, path)
        rendered = render(row.sender_id, replies)
        await asyncio.to_thread(self._finish, row, rendered.bubbles, rendered.offered)

    def _finish(
        self, row: InboxRow, bubbles: list[outbox.NewBubble], offered: Offered | None
    ) -> None:
        now = utc_now()
        with self._store.write() as connection:
            inbox.finish(connection, row.id, now)
            outbox.add(connection, row.sender_id, bubbles, now)
            if bubbles:
                address_table.note_choices(connection, row.sender_id, offered)

    async def _replies(self, row: InboxRow) -> Replies:
        kind, text = str(row.content.get("kind")), row.content.get("text")
        if not await asyncio.to_thread(self._addresses.is_window_open, row.sender_id):
            return await self._explain_lateness(row.sender_id)
        if row.content.get("choice"):
            return await self._choose(row)
        if not text:
            return await self._explain(row.sender_id, kind)
        code = code_in(text)
        if code:
            return await self._hand_over(row.sender_id, code)
        if STOP_NOTICES.fullmatch(text):
            return await self._set_notices(row.sender_id, allowed=False)
        replies = await self._act_on(row, await self._payload_of(row.sender_id, text))
        note = [{"text": text_of("caption_only")}] if kind in WITH_CAPTION else []
        return replies + note if len(replies) == 1 and not replies[0].get("buttons") else replies

    async def _choose(self, row: InboxRow) -> Replies:
        """Answer a tap on a button, if that button may still be used."""
        offered = await asyncio.to_thread(self._addresses.offered, row.sender_id)
        choice = open_choice(row.sender_id, row.content["choice"])
        is_latest = bool(choice and offered and choice.title == offered.nonce)
        payload = choice.payload if choice else None
        if payload and payload.startswith(BY_NUMBER):
            place = int(payload.removeprefix(BY_NUMBER))
            payload = offered.choices[place][0] if offered and is_latest else None
        is_answer = payload == ALLOW_NOTICES or YES_OR_NO.match(payload or "")
        if payload is None or (is_answer and not is_latest):
            return [_expired(offered)]
        return await self._act_on(row, payload)

    async def _act_on(self, row: InboxRow, payload: str) -> Replies:
        """Do what the channel itself does with a choice, or let Rasa answer."""
        if payload in (ALLOW_NOTICES, REFUSE_NOTICES):
            return await self._set_notices(row.sender_id, allowed=payload == ALLOW_NOTICES)
        return await self._ask(row, payload)

    async def _payload_of(self, sender_id: str, text: str) -> str:
        """Return the payload of the choice whose number or words were typed, else the text."""
        offered = await asyncio.to_thread(self._addresses.offered, sender_id)
        typed = text.strip().rstrip(".").casefold()
        for number, (payload, title) in enumerate(offered.choices if offered else [], 1):
            if typed in (str(number), title.casefold()):
                return payload
        return text

    async def _ask(self, row: InboxRow, text: str) -> Replies:
        """Let Rasa answer."""
        if row.tries > 1:
            earlier = await self._earlier_replies(row.sender_id, row.key)
            if earlier is not None:
                return earlier or [{"text": unavailable_text()}]
        if row.tries > MOST_TRIES:
            return [{"text": unavailable_text()}]
        self._show_typing(row.content["id"])
        output = WhatsAppOutput()
        message = UserMessage(
            text, output, row.sender_id, input_channel=CHANNEL, message_id=row.key
        )
        try:
            await asyncio.wait_for(self._handle(message), TURN_SECONDS)
        except asyncio.TimeoutError:
            return [{"text": unavailable_text()}]
        return output.messages + await self._offer_notices(row.sender_id, output.messages)

    async def _offer_notices(self, sender_id: str, replies: Replies) -> Replies:
        """Return the question whether messages about an appointment are welcome, asked once."""
        has_code = any(parse_reference(str(reply.get("text"))) for reply in replies)
        if not has_code or any(reply.get("buttons") for reply in replies):
            return []
        if not await asyncio.to_thread(self._addresses.may_ask_for_notices, sender_id):
            return []
        buttons = [
            {"title": text_of("opt_in_yes"), "payload": ALLOW_NOTICES},
            {"title": text_of("opt_in_no"), "payload": REFUSE_NOTICES},
        ]
        return [{"text": text_of("opt_in"), "buttons": buttons}]

    async def _set_notices(self, sender_id: str, *, allowed: bool) -> Replies:
        await asyncio.to_thread(self._addresses.allow_notices, sender_id, allowed)
        return [{"text": text_of("opt_in_given" if allowed else "opt_in_refused")}]

    async def _hand_over(self, sender_id: str, code: str) -> Replies:
        """Go on with the conversation that a code is for."""
        source = await asyncio.to_thread(self._handovers.redeem, code, sender_id)
        if source is None:
            return [{"text": text_of("handover_unknown"), "buttons": _start_buttons()}]
        last = await self._copy_conversation(source, sender_id)
        return [{"text": text_of("handover_done")}, *last]

    async def _explain_lateness(self, sender_id: str) -> Replies:
        """Say once, when the patient writes again, that a message came more than a day late.

        It is not answered: by then its "tomorrow" may be past.
        """
        is_told = await asyncio.to_thread(self._outbox.has_open, sender_id)
        return [] if is_told else [{"text": text_of("came_too_late")}]

    async def _explain(self, sender_id: str, kind: str) -> Replies:
        """Say once in a while that only text can be read."""
        if kind == "text":
            return [{"text": text_of("empty")}]
        may = await asyncio.to_thread(
            self._addresses.may_explain_text_only, sender_id, TEXT_ONLY_PAUSE
        )
        return [{"text": text_of("text_only"), "buttons": _start_buttons()}] if may else []


def _expired(offered: Offered | None) -> dict[str, Any]:
    """Return the reply to an old button, with what can be chosen now."""
    current = (
        [{"title": title, "payload": payload} for payload, title in offered.choices]
        if (offered)
        else _start_buttons()
    )
    return {"text": text_of("choice_expired"), "buttons": current}


def _start_buttons() -> list[dict[str, str]]:
    return [{"title": words, "payload": words} for words in start_choices()]
