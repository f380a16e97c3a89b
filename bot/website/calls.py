"""What every call of the website has in common: who may make it, how it is read and refused."""

import hmac
import ipaddress
import json
import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.clinic.errors import StoreError
from actions.clinic.secret import derive_key
from actions.clinic.settings import Website
from bot.website.event_log import ChoiceExpiredError, RateLimitError
from bot.website.sessions import SessionError

logger = logging.getLogger(__name__)

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse | None]]

MOST_BYTES = 32 * 1024
IPV6_SUBSCRIBER_BITS = 64
"""One subscriber of IPv6 has at least all addresses that begin with the same 64 bits."""
KEY_CHARACTERS = 32
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}
SAFE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Origin",
}


class RefusedError(Exception):
    """A call that is answered with an HTTP status and an error code."""

    def __init__(self, status: int, code: str) -> None:
        """Keep what is answered."""
        super().__init__(code)
        self.status, self.code = status, code


class Origins:
    """The websites whose pages may call: those of the settings, and the bot's own."""

    def __init__(self, settings: Website) -> None:
        self._listed = set(settings.origins)
        if settings.base_url:
            own = urlsplit(settings.base_url)
            self._listed.add(f"{own.scheme}://{own.netloc}")

    def allow(self, request: Request) -> bool:
        """Whether the calling page may: it is listed, it is ours, or no page is involved."""
        origin = request.headers.get("Origin")
        if origin is None or origin in self._listed:
            return True
        return origin in (f"http://{request.host}", f"https://{request.host}")

    def headers(self, request: Request) -> dict[str, str]:
        """Return the headers of every answer, with leave for the page to read it."""
        origin = request.headers.get("Origin")
        if origin and self.allow(request):
            return {
                **SAFE,
                "Access-Control-Allow-Origin": origin,
                "Access-Control-Expose-Headers": "Retry-After",
            }
        return SAFE


def answered(origins: Origins, handler: Handler) -> Handler:
    """Return a handler that refuses foreign origins and answers errors as ``{"error": code}``."""

    @wraps(handler)
    async def route(request: Request) -> HTTPResponse | None:
        try:
            if not origins.allow(request):
                raise RefusedError(403, "origin_refused")
            found = await handler(request)
        except Exception as error:
            found = _refusal(error)
        if found is not None:
            found.headers.update(origins.headers(request))
        return found

    return route


async def read_object(request: Request) -> dict[str, Any]:
    """Return the JSON object in the body of a streaming request, which is read up to its limit.

    Raises:
        RefusedError: it is too large, or no JSON object.
    """
    body = b""
    stream: Any = request.stream
    async for part in stream:
        body += part
        if len(body) > MOST_BYTES:
            raise RefusedError(413, "too_large")
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusedError(400, "bad_request") from None
    if not isinstance(content, dict):
        raise RefusedError(400, "bad_request")
    return content


def address_key(request: Request) -> str:
    """Return what stands for the visitor's internet address, which itself is not kept.

    Behind proxies it is the address that the last ``website.proxies`` of them passed on.
    """
    address = (request.remote_addr or request.ip).strip("[]")
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return _key(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return _key(str(parsed.ipv4_mapped))
        return _key(str(ipaddress.ip_network((parsed, IPV6_SUBSCRIBER_BITS), strict=False)))
    return _key(address)


def _key(address: str) -> str:
    digest = hmac.new(derive_key("website-address"), address.encode(errors="replace"), "sha256")
    return digest.hexdigest()[:KEY_CHARACTERS]


def _refusal(error: Exception) -> HTTPResponse:
    """Return the answer to a call that failed; an error's own words may quote a visitor."""
    if isinstance(error, RefusedError):
        return _error(error.status, error.code)
    if isinstance(error, SessionError):
        return _error(401, error.code)
    if isinstance(error, ChoiceExpiredError):
        return _error(400, "choice_expired")
    if isinstance(error, RateLimitError):
        answer = _error(429, "rate_limited")
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    if not isinstance(error, StoreError):
        logger.error("A call of the website failed: %s", type(error).__name__)
    else:
        logger.error("A call of the website failed: the database is down.")
    return _error(503, "unavailable")


def _error(status: int, code: str) -> HTTPResponse:
    return response.json({"error": code}, status=status)
