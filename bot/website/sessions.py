"""Who is who on the website: random ids that the server made and signed."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timezone

from actions.clinic.secret import derive_key

PURPOSE = "website-session"
ID_BYTES = 16
SENDER_PREFIX = "web:"
TOKEN_PARTS = 3


class SessionError(Exception):
    """A token is no token of ours; ``code`` says how."""

    def __init__(self, code: str) -> None:
        """Keep the code: ``session_invalid`` or ``session_expired``."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Session:
    """A visitor's session: 128 random bits as 32 hexadecimal digits, and when it ends."""

    id: str
    expires_at: datetime

    @property
    def sender_id(self) -> str:
        """The conversation in Rasa."""
        return SENDER_PREFIX + self.id

    @property
    def token(self) -> str:
        """The signed token, ``<id>.<end as Unix time>.<signature>``."""
        content = f"{self.id}.{int(self.expires_at.timestamp())}"
        return f"{content}.{_signature(content)}"


def new_session(expires_at: datetime) -> Session:
    """Return a session with a new id."""
    return Session(secrets.token_hex(ID_BYTES), expires_at.replace(microsecond=0))


def read_token(token: str, now: datetime) -> Session:
    """Return the session of a token.

    Raises:
        SessionError: the token is forged, or too old.
    """
    parts = token.split(".")
    if len(parts) != TOKEN_PARTS or not token.isascii():
        raise SessionError("session_invalid")
    session_id, end, signature = parts
    expected = _signature(f"{session_id}.{end}")
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        raise SessionError("session_invalid")
    expires_at = datetime.fromtimestamp(int(end), timezone.utc)
    if expires_at <= now:
        raise SessionError("session_expired")
    return Session(session_id, expires_at)


def _signature(content: str) -> str:
    return hmac.new(derive_key(PURPOSE), content.encode(), hashlib.sha256).hexdigest()
