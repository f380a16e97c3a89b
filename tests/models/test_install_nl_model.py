"""Which Dutch model set-up installs."""

import hashlib
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.models import install_nl_model

FILE = b"a wheel, so to speak"


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves one file, whatever is asked for."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(FILE)))
        self.end_headers()
        self.wfile.write(FILE)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


class Machine:
    """A machine of which the tests say what is installed; it records what gets installed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.installed: list[str] = []
        self._monkeypatch = monkeypatch
        monkeypatch.setattr(install_nl_model, "install", lambda w: self.installed.append(w.name))
        self.has("")
        self.wants("auto")

    def has(self, version: str) -> None:
        self._monkeypatch.setattr(install_nl_model, "installed_version", lambda: version)

    def wants(self, choice: str) -> None:
        self._monkeypatch.setenv("NL_MODEL", choice)

    def reaches(self, url: str, sha256: str = install_nl_model.OFFICIAL_SHA256) -> None:
        self._monkeypatch.setattr(install_nl_model, "OFFICIAL_URL", url)
        self._monkeypatch.setattr(install_nl_model, "OFFICIAL_SHA256", sha256)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(monkeypatch)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        machine.reaches(f"http://127.0.0.1:{unused.getsockname()[1]}/wheel")
    return machine


@pytest.fixture
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/wheel"
        running.shutdown()


@pytest.fixture
def standin() -> str:
    return install_nl_model.standin_wheel().name


def test_install_when_offline_then_takes_standin(
    machine: Machine, standin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install_nl_model.main() == 0
    assert machine.installed == [standin]
    output = capsys.readouterr().out
    assert output.count("\n") == 1
    assert "stand-in" in output


def test_install_when_served_file_has_wrong_hash_then_takes_standin(
    machine: Machine, server: str, standin: str
) -> None:
    machine.reaches(server)
    assert install_nl_model.main() == 0
    assert machine.installed == [standin]


def test_install_when_official_is_reached_then_takes_official(
    machine: Machine, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.reaches(server, hashlib.sha256(FILE).hexdigest())
    assert install_nl_model.main() == 0
    assert machine.installed == [install_nl_model.OFFICIAL_WHEEL]
    assert "official" in capsys.readouterr().out


def test_install_when_server_never_answers_then_gives_up_within_limit(
    machine: Machine, standin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install_nl_model, "CONNECT_SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        machine.reaches(f"http://127.0.0.1:{silent.getsockname()[1]}/wheel")
        start = time.monotonic()
        assert install_nl_model.main() == 0
    assert time.monotonic() - start < install_nl_model.ANSWER_SECONDS
    assert machine.installed == [standin]


@pytest.mark.parametrize("choice", ["auto", "standin"])
def test_install_when_standin_is_there_then_does_nothing(
    machine: Machine, standin: str, choice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.has(install_nl_model.version_of(Path(standin)))
    machine.wants(choice)
    monkeypatch.setattr(install_nl_model, "download", lambda *_: pytest.fail("used the network"))
    assert install_nl_model.main() == 0
    assert machine.installed == []


@pytest.mark.parametrize("choice", ["auto", "official"])
def test_install_when_official_is_there_then_does_nothing(
    machine: Machine, choice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.has(install_nl_model.OFFICIAL_VERSION)
    machine.wants(choice)
    monkeypatch.setattr(install_nl_model, "download", lambda *_: pytest.fail("used the network"))
    assert install_nl_model.main() == 0
    assert machine.installed == []


def test_install_when_standin_wanted_then_replaces_official(machine: Machine, standin: str) -> None:
    machine.has(install_nl_model.OFFICIAL_VERSION)
    machine.wants("standin")
    assert install_nl_model.main() == 0
    assert machine.installed == [standin]


def test_install_when_another_standin_is_there_then_replaces_it(
    machine: Machine, standin: str
) -> None:
    machine.has("3.4.0+movewell.0")
    assert install_nl_model.main() == 0
    assert machine.installed == [standin]


def test_install_when_official_wanted_but_offline_then_fails(machine: Machine) -> None:
    machine.wants("official")
    assert install_nl_model.main() == 1
    assert machine.installed == []


def test_install_when_choice_is_unknown_then_fails(machine: Machine) -> None:
    machine.wants("large")
    assert install_nl_model.main() == 2
    assert machine.installed == []
