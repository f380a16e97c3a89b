"""A real mail server and a real calendar server for the tests of the worker."""

import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
CALENDAR_USER = "clinic"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class MailBox:
    """An SMTP server that keeps what it gets; ``refusal`` is its answer to a message instead."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refusal: str | None = None
        self.port = free_port()
        self._controller = Controller(self, hostname=HOST, port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop(no_assert=True)

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.refusal:
            return self.refusal
        assert isinstance(envelope.content, bytes)
        message = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(message, EmailMessage)
        assert envelope.rcpt_tos == [message["To"]]
        self.messages.append(message)
        return "250 OK"


class ClinicCalendar:
    """A Radicale server with one calendar."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._log = folder / "radicale.log"
        self._folder = folder / "collections"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://{CALENDAR_USER}:secret@{HOST}:{self.port}/{CALENDAR_USER}/agenda/"

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "radicale", "--server-hosts", f"{HOST}:{self.port}"),
                    *("--storage-filesystem-folder", str(self._folder)),
                    *("--auth-type", "none", "--config", ""),
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 30
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"Radicale did not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def make_calendar(self) -> None:
        httpx.request("MKCALENDAR", self.url).raise_for_status()

    def events(self) -> list[str]:
        """Return the .ics texts in the calendar."""
        folder = self._folder / "collection-root" / CALENDAR_USER / "agenda"
        return [path.read_bytes().decode() for path in sorted(folder.glob("*.ics"))]

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://{HOST}:{self.port}/.web/", timeout=2).status_code < 500
        except httpx.HTTPError:
            return False
