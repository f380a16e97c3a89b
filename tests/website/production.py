"""The bot as docs/website.md has it in production: nginx, two Rasa servers, PostgreSQL, Redis."""

import json
import re
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import launch
from tests.support import PROJECT, free_port, running_servers

ORIGIN = "https://www.example.nl"
SECRET = "a secret for the tests, of 32 bytes or more"
PATIENCE = 30
NGINX = """
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log info;
events {{}}
http {{
    access_log {folder}/nginx_access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {servers}
}}
"""


@dataclass
class Production:
    """The running whole; addresses are those of the website channel."""

    folder: Path
    database_url: str
    servers: running_servers
    through_nginx: str
    first: str
    second: str


@dataclass
class Visitor:
    """A conversation; each call may go to another address."""

    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def sender_id(self) -> str:
        return f"web:{self.token.split('.')[0]}"

    def send(self, address: str, text: str, **more: str) -> httpx.Response:
        content = {"client_id": uuid.uuid4().hex, "text": text} | more
        return httpx.post(f"{address}/messages", json=content, headers=self.headers)

    def history(self, address: str) -> list[dict[str, Any]]:
        found = httpx.get(f"{address}/history", headers=self.headers, timeout=PATIENCE)
        messages: list[dict[str, Any]] = found.json()["messages"]
        return messages

    def wait(
        self, address: str, is_enough: Callable[[list[dict[str, Any]]], bool], seconds: float
    ) -> list[dict[str, Any]]:
        """Return the history once it is enough."""
        deadline = time.monotonic() + seconds
        while not is_enough(found := self.history(address)):
            assert time.monotonic() < deadline, [message["text"] for message in found]
            time.sleep(0.1)
        return found

    def say(self, address: str, text: str = "", **more: str) -> list[dict[str, Any]]:
        """Send a message and return the replies to it."""
        before = len(self.history(address))
        assert self.send(address, text, **more).status_code == 202
        self.wait(address, lambda found: len(found) > before + 1, PATIENCE)
        time.sleep(0.1)
        return self.history(address)[before + 1 :]

    def events(self, address: str, last_id: int = 0) -> Iterator[dict[str, Any]]:
        """Yield the messages of the stream."""
        headers = {**self.headers, "Last-Event-ID": str(last_id)}
        with httpx.stream("GET", f"{address}/events", headers=headers, timeout=PATIENCE) as stream:
            assert stream.status_code == 200
            for line in stream.iter_lines():
                if line.startswith("data: ") and '"from"' in line:
                    yield json.loads(line.removeprefix("data: "))


def new_visitor(address: str) -> Visitor:
    answer = httpx.post(f"{address}/session", json={}, timeout=PATIENCE)
    assert answer.status_code == 201, answer.text
    return Visitor(answer.json()["token"])


@contextmanager
def running_production(folder: Path, new_database: Callable[[], str]) -> Iterator[Production]:
    """Start everything as the documentation says, on free ports."""
    for program, package in (("redis-server", "redis-server"), ("nginx", "nginx-light")):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed (Debian: apt-get install {package})")
    redis_port, nginx_port, second_port = free_port(), free_port(), free_port()
    database_url, tracker_url = new_database(), new_database()
    settings = (PROJECT / "clinic.yml").read_text(encoding="utf-8")
    settings = settings.replace("origins: []", f'origins: ["{ORIGIN}"]')
    settings = settings.replace("proxies: 0", "proxies: 1")
    (folder / "clinic.yml").write_text(settings, encoding="utf-8")
    servers = running_servers(
        folder,
        with_actions=True,
        environment={
            "CLINIC_SETTINGS": str(folder / "clinic.yml"),
            "DATABASE_URL": database_url,
            "TRACKER_URL": tracker_url.replace("postgresql:", "postgresql+psycopg2:"),
            "REDIS_HOST": launch.HOST,
            "REDIS_PORT": str(redis_port),
            "REDIS_PASSWORD": "",
            "MOVEWELL_SECRET": SECRET,
        },
    )
    servers.database_url = database_url
    first = servers.commands["rasa"].replace("s.yml", "s.production.yml")
    servers.commands["rasa"] = first
    servers.commands["rasa2"] = first.replace(f"--port {servers.port}", f"--port {second_port}")
    redis = subprocess.Popen(
        ["redis-server", "--port", str(redis_port), "--bind", launch.HOST, "--save", ""],
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    (folder / "nginx.conf").write_text(
        NGINX.format(folder=folder, servers=documented_nginx(nginx_port, servers.port, second_port))
    )
    nginx = subprocess.Popen(
        ["nginx", "-c", folder / "nginx.conf", "-e", folder / "nginx.log"],
        stderr=subprocess.DEVNULL,
    )
    try:
        with servers:
            wait_for(f"http://{launch.HOST}:{second_port}/")
            yield Production(
                folder,
                tracker_url,
                servers,
                *(
                    f"http://{launch.HOST}:{port}/webhooks/website"
                    for port in (nginx_port, servers.port, second_port)
                ),
            )
    finally:
        for process in (nginx, redis):
            process.terminate()
            process.wait(10)


def documented_nginx(port: int, first_port: int, second_port: int) -> str:
    """Return the nginx settings of the documentation, on other ports and without TLS."""
    page = (PROJECT / "docs" / "website.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```nginx\n(.*?)```", page, flags=re.DOTALL)
    changes = {
        "listen 443 ssl;": f"listen {launch.HOST}:{port};",
        "127.0.0.1:5005;": f"{launch.HOST}:{first_port};",
        "127.0.0.1:5006;": f"{launch.HOST}:{second_port};",
    }
    for old, new in changes.items():
        assert old in block
        block = block.replace(old, new)
    return str(block)


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + 120
    while not launch.answers(address):
        assert time.monotonic() < deadline
        time.sleep(0.3)
