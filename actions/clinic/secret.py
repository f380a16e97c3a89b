"""The bot's own secret, from which every key is derived."""

import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_FILE = Path(__file__).resolve().parents[2] / "var" / "secret"
KEY_BYTES = 32


def derive_key(purpose: str) -> bytes:
    """Return the 32-byte key for one purpose, by HKDF (RFC 5869); the same in every process.

    It comes from ``MOVEWELL_SECRET``, else from a random secret that the first caller on this
    machine stores in ``var/secret``. Several machines need the same ``MOVEWELL_SECRET``.
    """
    material = os.environ.get("MOVEWELL_SECRET", "").encode() or _local_secret()
    hkdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode())
    return hkdf.derive(material)


@lru_cache(maxsize=1)
def _local_secret() -> bytes:
    SECRET_FILE.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = SECRET_FILE.with_name(f"secret.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(secrets.token_hex(KEY_BYTES).encode())
    try:
        os.link(draft, SECRET_FILE)  # the first process wins, and never half a file is seen
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return SECRET_FILE.read_bytes()
