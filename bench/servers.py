"""Starts a bot of the benchmark, talks to it over REST and reads what it costs."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import requests

from bench.projects import environment
from bot.launch import HOST, PROJECT

START_TIMEOUT = 300
"""Seconds a start may take."""
PROBE_SECONDS = 0.05


@dataclass
class Bot:
    """A running bot: its Rasa server and its action server."""

    name: str
    port: int
    rasa: psutil.Popen
    actions: psutil.Popen
    start_seconds: float

    @property
    def address(self) -> str:
        """Where messages are posted."""
        return f"http://{HOST}:{self.port}/webhooks/rest/webhook"

    def memory(self) -> float:
        """Return the resident memory of the Rasa server in MB."""
        return float(self.rasa.memory_info().rss / 1e6)


@contextmanager
def running(name: str, folder: Path) -> Iterator[Bot]:
    """Start a bot from its folder; stop it at the end."""
    port, action_port = free_port(), free_port()
    variables = environment(
        ACTION_ENDPOINT_URL=f"http://{HOST}:{action_port}/webhook",
        TRACKER_DB=str(folder / "conversations.db"),
        DATABASE_URL=f"sqlite:///{folder / 'appointments.db'}",
        SANIC_HOST=HOST,
    )
    with (folder / "servers.log").open("w") as log:

        def start(module: str, *arguments: str, cwd: Path) -> psutil.Popen:
            command = [sys.executable, "-m", module, *arguments]
            return psutil.Popen(
                command, cwd=cwd, env=variables, stdout=log, stderr=subprocess.STDOUT
            )

        store = start("actions.clinic.store", "migrate", cwd=PROJECT)
        if store.wait() != 0:
            raise RuntimeError("The database of the benchmark cannot be made.")
        actions = start("rasa_sdk", "--actions", "actions", "--port", str(action_port), cwd=PROJECT)
        wait_for(f"http://{HOST}:{action_port}/health", actions)
        began = time.monotonic()
        model = str(folder / "models" / "model.tar.gz")
        rasa = start(
            "rasa", "run", "--model", model, "--port", str(port), "--interface", HOST, cwd=folder
        )
        try:
            wait_for(f"http://{HOST}:{port}/", rasa)
            yield Bot(name, port, rasa, actions, time.monotonic() - began)
        finally:
            for process in (rasa, actions):
                process.terminate()
                process.wait(30)


def wait_for(address: str, process: psutil.Popen) -> None:
    """Wait until an address answers; raise RuntimeError when its process ends or it takes long."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("A server of the benchmark ended: see servers.log.")
        try:
            if requests.get(address, timeout=1).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(PROBE_SECONDS)
    raise RuntimeError(f"No answer within {START_TIMEOUT} seconds.")


def free_port() -> int:
    """Return a port that nothing uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def ask(session: requests.Session, bot: Bot, sender: str, text: str) -> tuple[float, Any]:
    """Return the milliseconds of a whole turn and the replies."""
    began = time.perf_counter()
    response = session.post(bot.address, json={"sender": sender, "message": text}, timeout=60)
    milliseconds = (time.perf_counter() - began) * 1000
    response.raise_for_status()
    return milliseconds, response.json()
