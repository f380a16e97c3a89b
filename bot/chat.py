"""Talk to the running bot in the terminal, for ``make chat``."""

import json
import os
import sys
import urllib.error
import urllib.request
import uuid
from typing import Any

ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '5005')}/webhooks/rest/webhook"
REPLY_TIMEOUT = 30
"""Seconds that a reply may take."""


def main() -> int:
    """Read lines until the end of the input; print the replies."""
    sender = f"terminal-{uuid.uuid4().hex}"
    print("U praat met de MoveWell-bot. Stoppen: Ctrl-D.")
    while True:
        try:
            message = input("\nu   > ")
        except (EOFError, KeyboardInterrupt):
            print()
            return 0
        try:
            replies = send(sender, message)
        except (urllib.error.URLError, OSError):
            print("The bot does not answer: start it with `make run`.", file=sys.stderr)
            return 1
        for reply in replies:
            print(as_lines(reply))


def send(sender: str, message: str, address: str = ADDRESS) -> list[dict[str, Any]]:
    """Send a message and return the replies of the REST channel."""
    request = urllib.request.Request(
        address,
        data=json.dumps({"sender": sender, "message": message}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=REPLY_TIMEOUT) as response:
        replies: list[dict[str, Any]] = json.load(response)
    return replies


def as_lines(reply: dict[str, Any]) -> str:
    """Return a reply as text, with a line for each button."""
    lines = reply.get("text", "").splitlines()
    lines += [f"[{button['title']}]" for button in reply.get("buttons", [])]
    return "\n".join(
        f"bot > {lines[0]}" if not n else f"      {line}" for n, line in enumerate(lines)
    )


if __name__ == "__main__":
    sys.exit(main())
