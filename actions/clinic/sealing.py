"""Encrypts what the database may hold only unreadably: addresses and messages."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from actions.clinic.secret import derive_key

NONCE_BYTES = 12


def seal(purpose: str, text: str, owner: str) -> bytes:
    """Return a text encrypted by AES-256-GCM for one purpose and one owner."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(derive_key(purpose)).encrypt(nonce, text.encode(), owner.encode())


def unseal(purpose: str, sealed: bytes, owner: str) -> str | None:
    """Return the text; None if it is another's, was changed, or the secret was."""
    nonce, content = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(derive_key(purpose)).decrypt(nonce, content, owner.encode()).decode()
    except InvalidTag:
        return None
