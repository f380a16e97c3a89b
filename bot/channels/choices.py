"""Opaque ids for buttons: what a button does is sealed in its id, so nothing has to be stored.

A channel accepts no payload from outside but those that it sealed itself, for the same
conversation and not too long ago. Any server with the same secret opens them.
"""

import base64
import binascii
import os
import time
from dataclasses import dataclass
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from actions.clinic.secret import derive_key

LIFETIME = timedelta(days=7)
PURPOSE = "choice"
NONCE_BYTES = 12
TIME_BYTES = 5
SEPARATOR = "\0"


@dataclass(frozen=True)
class Choice:
    """What a patient chose: the message that Rasa gets and the words on the button."""

    payload: str
    title: str


def seal_choice(sender_id: str, payload: str, title: str = "") -> str:
    """Return an id for a button of this conversation.

    It is URL-safe text of ``4/3 * (34 + bytes of payload and title)`` characters; a channel with
    a limit on ids leaves out the title, which the patient's client sends back anyway.
    """
    nonce = os.urandom(NONCE_BYTES)
    sealed_at = int(time.time()).to_bytes(TIME_BYTES, "big")
    content = sealed_at + SEPARATOR.join((payload, title)).encode()
    sealed = AESGCM(derive_key(PURPOSE)).encrypt(nonce, content, sender_id.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


def open_choice(sender_id: str, choice_id: str) -> Choice | None:
    """Return the choice of an id; None if it is forged, another's, or older than ``LIFETIME``."""
    try:
        sealed = base64.urlsafe_b64decode(choice_id + "=" * (-len(choice_id) % 4))
        content = AESGCM(derive_key(PURPOSE)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], sender_id.encode()
        )
    except (InvalidTag, binascii.Error, ValueError):
        return None
    age = time.time() - int.from_bytes(content[:TIME_BYTES], "big")
    if age > LIFETIME.total_seconds():
        return None
    payload, _, title = content[TIME_BYTES:].decode().partition(SEPARATOR)
    return Choice(payload, title)
