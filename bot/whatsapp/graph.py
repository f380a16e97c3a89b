"""WhatsApp's API, called through pywa.

``client.api`` is used for sending because pywa's own methods take a user id with letters for a
group, and fail after a message was sent if the answer has no ``contacts``.
"""

import logging
from typing import Any

import httpx
from pywa_async import WhatsApp
from pywa_async.errors import WhatsAppError

from actions.clinic.whatsapp.addresses import Address
from bot.whatsapp.settings import GRAPH_VERSION, WhatsAppSettings
from bot.whatsapp.verdicts import KNOWN, SERVER_ERRORS

RATE_LIMIT = 4
"""The code of the app's own rate limit."""
DOCUMENT_TYPE = "text/plain"
"""WhatsApp takes no text/calendar; a phone goes by the extension of the file's name.
Source: Meta, Cloud API, document messages, and the types listed by error 100 of an upload."""
TIMEOUT = httpx.Timeout(10, connect=5)

for _name in ("pywa", "pywa_async", "httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below that they log what patients write


class RefusedError(Exception):
    """WhatsApp refused a request; ``code`` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(f"WhatsApp error {code}")
        self.code = code


class UnreachableError(Exception):
    """A request surely did not arrive."""


class NoAnswerError(Exception):
    """A request may have arrived, or not."""


class NoUploadError(Exception):
    """A document was not uploaded, so that its message was not sent."""


class Graph:
    """The calls that the channel makes. To be made inside the running event loop."""

    def __init__(self, settings: WhatsAppSettings) -> None:
        self._session = httpx.AsyncClient(timeout=TIMEOUT)
        self._client = WhatsApp(
            phone_id=settings.phone_id,
            token=settings.token,
            session=self._session,
            server=None,
            api_version=GRAPH_VERSION,
        )
        self._session.base_url = httpx.URL(settings.api_url)
        self._phone_id = settings.phone_id

    async def send(self, address: Address, payload: dict[str, Any], tag: str | None) -> str:
        """Send a message and return WhatsApp's id of it; its document is uploaded first.

        WhatsApp's reports on it send the tag back, if it has one.

        Raises:
            NoUploadError: the document was refused or did not arrive.
            RefusedError: WhatsApp refused it.
            UnreachableError: it surely was not sent.
            NoAnswerError: it may have been sent.
        """
        kind = payload["type"]
        content = payload[kind]
        if "file" in payload:
            content = {**content, "id": await self._upload(payload["file"], content["filename"])}
        try:
            answer = await self._client.api.send_message(
                sender=self._phone_id,
                to=address.phone,
                recipient=None if address.phone else address.user_id,
                recipient_type="individual",
                typ=kind,
                msg=content,
                biz_opaque_callback_data=tag,
            )
            return str(answer["messages"][0]["id"])
        except WhatsAppError as error:
            raise _refusal(error) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise UnreachableError from None
        except (httpx.TransportError, ValueError, LookupError, TypeError):
            raise NoAnswerError from None

    async def show_typing(self, message_id: str) -> None:
        """Mark a message as read and show that a reply is being written; never fails."""
        try:
            await self._client.indicate_typing(message_id)
        except (WhatsAppError, httpx.HTTPError, ValueError, LookupError):
            return

    async def _upload(self, file: str, name: str) -> str:
        try:
            answer = await self._client.api.upload_media(
                phone_id=self._phone_id,
                media=file.encode(),
                mime_type=DOCUMENT_TYPE,
                filename=name,
            )
            return str(answer["id"])
        except WhatsAppError as error:
            raise NoUploadError(f"WhatsApp error {error.code}") from None
        except (httpx.TransportError, ValueError, LookupError, TypeError) as error:
            raise NoUploadError(type(error).__name__) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._session.aclose()


def _refusal(error: WhatsAppError) -> Exception:
    """An error page without WhatsApp's error object does not tell whether the message was sent.

    An error of the server with a code that is not known counts as one that may pass.
    """
    status = error.status_code
    is_bare = status is not None and error.code == status
    if is_bare and error.code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return NoAnswerError()
    if status is not None and status in SERVER_ERRORS and error.code not in KNOWN:
        return RefusedError(status)
    if is_bare and error.code == httpx.codes.TOO_MANY_REQUESTS:
        return RefusedError(RATE_LIMIT)
    return RefusedError(error.code)
