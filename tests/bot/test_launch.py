"""Starting the bot: problems are said in one sentence, a crash of one process ends the rest."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from bot import launch
from bot.whatsapp import receiver
from tests.support import PROJECT, free_port
from tests.whatsapp.webhooks import environment as whatsapp_environment


def test_start_problem_when_the_port_is_in_use_then_said():
    with socket.socket() as other:
        other.bind((launch.HOST, 0))
        other.listen()
        port = other.getsockname()[1]

        assert f"Port {port} is in use" in launch.start_problem(port, free_port())


def test_start_problem_when_no_model_then_said(monkeypatch, tmp_path):
    monkeypatch.setattr(launch, "MODEL", tmp_path / "none.tar.gz")

    assert "make train" in launch.start_problem(free_port(), free_port())


def test_start_problem_when_the_calendar_is_no_address_then_said(monkeypatch):
    monkeypatch.setenv("CALDAV_URL", "agenda")

    assert "CALDAV_URL must look like" in launch.start_problem(free_port(), free_port())


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WHATSAPP_PORT", "vijf", "a port from 1 to 65535"),
        ("WHATSAPP_PORT", "70000", "a port from 1 to 65535"),
        ("WHATSAPP_PORT", "0", "a port from 1 to 65535"),
        ("WHATSAPP_NUMBER", "+31 6 12345678", "such as 31612345678"),
        ("WHATSAPP_NUMBER", "0612345678", "such as 31612345678"),
        ("WHATSAPP_PHONE_ID", "035 123", "digits of the phone number id"),
        ("WHATSAPP_API_URL", "graph.facebook.com", "an address such as https://"),
        ("WHATSAPP_APP_SECRET", "", "set up by half"),
    ],
)
def test_start_problem_when_a_setting_of_whatsapp_is_wrong_then_named_without_its_value(
    monkeypatch, name, value, said
):
    for setting, right in whatsapp_environment("http://127.0.0.1:1/v23.0").items():
        monkeypatch.setenv(setting, right)
    monkeypatch.setenv("WHATSAPP_PORT", str(free_port()))
    assert launch.start_problem(free_port(), free_port()) is None

    monkeypatch.setenv(name, value)
    problem = launch.start_problem(free_port(), free_port())

    assert name in problem
    assert said in problem
    assert "token" not in problem
    assert "app-secret" not in problem


def test_start_problem_when_the_port_of_whatsapp_is_in_use_then_said(monkeypatch):
    for setting, right in whatsapp_environment("http://127.0.0.1:1/v23.0").items():
        monkeypatch.setenv(setting, right)
    with socket.socket() as other:
        other.bind((launch.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("WHATSAPP_PORT", str(port))

        assert f"Port {port} is in use" in launch.start_problem(free_port(), free_port())


def test_server_environment_keeps_everything_on_this_machine(monkeypatch):
    for name in ("ACTION_ENDPOINT_URL", "SANIC_HOST", "RASA_TELEMETRY_ENABLED"):
        monkeypatch.delenv(name, raising=False)
    environment = launch.server_environment(5055)

    assert environment["ACTION_ENDPOINT_URL"] == "http://127.0.0.1:5055/webhook"
    assert environment["SANIC_HOST"] == "127.0.0.1"
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"


def test_receiver_when_whatsapp_is_set_up_then_started_beside_rasa(monkeypatch):
    names = ("WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_PHONE_ID")
    for name in names:
        monkeypatch.setenv(name, "set")
    monkeypatch.delenv("WHATSAPP_PORT", raising=False)

    assert "whatsapp" in launch.server_commands(5005, 5055)
    assert launch.server_environment(5055)["WHATSAPP_PORT"] == "5025"
    monkeypatch.setenv("WHATSAPP_PORT", "")
    assert launch.server_environment(6055)["WHATSAPP_PORT"] == "6025"

    monkeypatch.delenv(names[-1])
    assert "whatsapp" not in launch.server_commands(5005, 5055)


def test_receiver_when_whatsapp_is_off_then_says_so(monkeypatch, capsys):
    monkeypatch.delenv("WHATSAPP_TOKEN", raising=False)

    assert receiver.main() == 1
    assert "docs/whatsapp.md" in capsys.readouterr().err


class RunningLauncher:
    """The launcher as `make run` starts it, on free ports."""

    def __init__(self, folder):
        port = free_port()
        self.log = (folder / "launch.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.launch"],
            cwd=PROJECT,
            env={**os.environ, "PORT": str(port), "TRACKER_DB": str(folder / "talk.db")},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def wait_for(self, text, seconds=120):
        deadline = time.monotonic() + seconds
        while text not in self.printed():
            assert time.monotonic() < deadline, self.printed()
            assert self.process.poll() is None, self.printed()
            time.sleep(0.3)

    def printed(self):
        self.log.seek(0)
        return self.log.read()

    def children(self):
        """Return the servers that are alive, by name."""
        started = re.findall(r"(\w+) started \(pid=(\d+)\)", self.printed())
        return {name: int(pid) for name, pid in started if is_alive(int(pid))}


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def launcher(tmp_path):
    running = RunningLauncher(tmp_path)
    yield running
    for pid in running.children().values():
        os.kill(pid, signal.SIGKILL)
    running.process.kill()
    running.process.wait()


def test_launcher_when_interrupted_then_every_process_ends(launcher):
    launcher.wait_for("Ready after")
    assert set(launcher.children()) == {"actions", "rasa", "worker"}

    launcher.process.send_signal(signal.SIGINT)

    assert launcher.process.wait(30) == 0
    assert launcher.children() == {}


def test_launcher_when_one_process_crashes_then_said_and_the_rest_ends(launcher):
    launcher.wait_for("actions started")

    os.kill(launcher.children()["actions"], signal.SIGKILL)

    assert launcher.process.wait(60) != 0
    assert "actions stopped" in launcher.printed()
    assert launcher.children() == {}
