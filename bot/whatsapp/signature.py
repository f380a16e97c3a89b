"""Whether a webhook call comes from WhatsApp.

Source: Meta, "Validating payloads": ``X-Hub-Signature-256: sha256=<hex HMAC-SHA256 of the body>``.
"""

import hashlib
import hmac

HEADER = "X-Hub-Signature-256"
SCHEME = "sha256="


def is_signed(body: bytes, header: str | None, app_secret: str) -> bool:
    """Whether the header is the signature of the raw body."""
    if not header or not header.startswith(SCHEME):
        return False
    expected = SCHEME + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), header.encode())
