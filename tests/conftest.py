"""What all tests share: the project's data, the trained model, and running servers."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[1]
os.chdir(PROJECT)
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from bot import chat, launch  # noqa: E402

START_TIMEOUT = 120


@pytest.fixture(scope="session")
def domain() -> dict[str, Any]:
    """Return the domain file."""
    return read_yaml(PROJECT / "domain.yml")


@pytest.fixture(scope="session")
def nlu_files() -> dict[str, dict[str, Any]]:
    """Return the files of data/nlu by name."""
    return {path.stem: read_yaml(path) for path in sorted((PROJECT / "data/nlu").glob("*.yml"))}


@pytest.fixture(scope="session")
def responses(domain: dict[str, Any], nlu_files: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every response of the bot by name; each has one wording."""
    found = dict(domain["responses"])
    for content in nlu_files.values():
        found.update(content.get("responses", {}))
    assert all(len(wordings) == 1 for wordings in found.values())
    return {name: wordings[0] for name, wordings in found.items()}


@pytest.fixture(scope="session")
def points() -> dict[str, dict[str, Any]]:
    """Return what each point of the article holds, by topic."""
    return read_yaml(PROJECT / "tests/data/points.yml")


@pytest.fixture(scope="session")
def understand() -> Callable[[str], dict[str, Any]]:
    """Return a function that reads a text with the trained model."""
    import asyncio

    from rasa.core.agent import Agent

    agent = Agent.load(str(launch.MODEL))
    loop = asyncio.new_event_loop()
    return lambda text: loop.run_until_complete(agent.parse_message(text))


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


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run the action server and the Rasa server; return the Rasa port."""
    folder = tmp_path_factory.mktemp("servers")
    with running_servers(folder, with_actions=True) as port:
        yield port


@pytest.fixture
def bot(servers: int) -> Bot:
    """Return a new conversation with the running bot."""
    return Bot(servers, f"test-{uuid.uuid4().hex}")


class running_servers:  # noqa: N801
    """Context: the servers of the bot on free ports, with databases in a folder."""

    def __init__(self, folder: Path, with_actions: bool) -> None:
        self.folder = folder
        self.with_actions = with_actions
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> int:
        port, action_port = free_port(), free_port()
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
        }
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
