"""What tests use besides fixtures: the running bot and the project's files."""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

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


class running_servers:  # noqa: N801
    """Context: the servers of the bot on free ports, with databases in a folder.

    A given ``port`` of the Rasa server lets a test start it again where it was; ``extra`` are
    environment variables.
    """

    def __init__(
        self,
        folder: Path,
        with_actions: bool,
        port: int | None = None,
        extra: dict[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.with_actions = with_actions
        self.port = port
        self.extra = extra or {}
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> int:
        port, action_port = self.port or free_port(), free_port()
        commands = launch.server_commands(port, action_port)
        pages = [f"http://{launch.HOST}:{port}/"]
        if self.with_actions:
            pages.append(f"http://{launch.HOST}:{action_port}/health")
        else:
            del commands["actions"]
        environment = {
            **launch.server_environment(action_port),
            "TRACKER_DB": str(self.folder / "conversations.db"),
            "DATABASE_URL": f"sqlite:///{self.folder / 'movewell.db'}",
            **self.extra,
        }
        Store(environment["DATABASE_URL"]).migrate()
        for name, command in commands.items():
            with (self.folder / f"{name}.log").open("wb") as log:
                self.processes.append(
                    subprocess.Popen(
                        f'exec "{sys.executable}" -m {command}',
                        shell=True,
                        cwd=PROJECT,
                        env=environment,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                    )
                )
        deadline = time.monotonic() + START_TIMEOUT
        while not all(launch.answers(page) for page in pages):
            if time.monotonic() > deadline or any(p.poll() is not None for p in self.processes):
                logs = [path.read_text()[-2000:] for path in self.folder.glob("*.log")]
                self.__exit__()
                pytest.fail("The servers did not start:\n" + "\n".join(logs))
            time.sleep(0.3)
        return port

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
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
