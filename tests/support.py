"""What tests use besides fixtures: the running bot and the project's files."""

import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from actions.clinic.agenda import public_holiday
from actions.clinic.settings import load_settings
from actions.clinic.store import Store
from bot import chat, launch

PROJECT = Path(__file__).resolve().parents[1]
START_TIMEOUT = 120


@dataclass
class Bot:
    """A running bot: ``say`` is one conversation."""

    port: int
    sender: str

    def say(self, message: str) -> list[dict[str, Any]]:
        """Send a message and return the replies."""
        address = f"http://{launch.HOST}:{self.port}/webhooks/rest/webhook"
        return chat.send(self.sender, message, address)

    def texts(self, message: str) -> str:
        """Send a message and return the texts of the replies as one."""
        return "\n".join(reply.get("text", "") for reply in self.say(message))


def working_days(first: int) -> list[date]:
    """Return the days that can be booked, from ``first`` days after today to the horizon."""
    settings = load_settings()
    today = datetime.now(ZoneInfo(settings.agenda.timezone)).date()
    days = (today + timedelta(days=n) for n in range(first, settings.agenda.horizon_days + 1))
    return [day for day in days if day.weekday() < 5 and not public_holiday(day, settings)]


class running_servers:  # noqa: N801
    """Context: the servers of the bot on free ports, with databases in a folder.

    ``environment`` adds to that of the processes. ``kill`` and ``start`` are for tests of what
    happens when a process dies; a given ``port`` of the Rasa server lets a test start it again
    where it was.
    """

    def __init__(
        self,
        folder: Path,
        with_actions: bool,
        environment: Mapping[str, str] | None = None,
        port: int | None = None,
    ) -> None:
        self.folder = folder
        self.port, self.action_port = port or free_port(), free_port()
        self.database_url = f"sqlite:///{folder / 'movewell.db'}"
        self.conversations = folder / "conversations.db"
        self.commands = launch.server_commands(self.port, self.action_port)
        if not with_actions:
            del self.commands["actions"]
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            **launch.server_environment(self.action_port),
            "TRACKER_DB": str(self.conversations),
            "DATABASE_URL": self.database_url,
            **(environment or {}),
        }

    def __enter__(self) -> int:
        Store(self.database_url).migrate()
        for name in self.commands:
            self.start(name)
        self.wait_until_ready()
        return self.port

    def start(self, name: str) -> None:
        """Start one process."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                f'exec "{sys.executable}" -m {self.commands[name]}',
                shell=True,
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self, name: str) -> None:
        """Kill one process the hard way."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def wait_until_ready(self) -> None:
        """Wait until the servers answer."""
        pages = {
            "rasa": f"http://{launch.HOST}:{self.port}/",
            "actions": f"http://{launch.HOST}:{self.action_port}/health",
        }
        wanted = [pages[name] for name in self.commands if name in pages]
        deadline = time.monotonic() + START_TIMEOUT
        while not all(launch.answers(page) for page in wanted):
            ended = any(process.poll() is not None for process in self.processes.values())
            if time.monotonic() > deadline or ended:
                logs = [path.read_text()[-2000:] for path in self.folder.glob("*.log")]
                self.__exit__()
                pytest.fail("The servers did not start:\n" + "\n".join(logs))
            time.sleep(0.3)

    def __exit__(self, *_: object) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind((launch.HOST, 0))
        return int(probe.getsockname()[1])


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the content of a YAML file."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
