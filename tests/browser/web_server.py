"""Other websites than the bot's own, on this machine."""

from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

CLINIC_HOST = "praktijk.localhost"
"""The website that may embed the chat; browsers take every name in .localhost for this machine."""


@dataclass(frozen=True)
class WebServer:
    """A folder served under every name of this machine, each a website of its own."""

    folder: Path
    port: int

    def address(self, host: str) -> str:
        """Return the origin of one of the websites."""
        return f"http://{host}:{self.port}"


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder without a log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""
