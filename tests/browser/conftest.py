"""What browser tests share: Chromium, the demo page of the running bot, and its widget."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bot import launch
from tests.browser.chat_page import ChatPage, channel_address, chromium, launch_chromium
from tests.browser.web_server import CLINIC_HOST, QuietHandler, WebServer
from tests.support import PROJECT, free_port, read_yaml, running_servers
from tests.whatsapp.webhooks import environment as whatsapp_environment

OpenChat = Callable[..., ChatPage]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run Debian's Chromium; per module, for Playwright's event loop keeps others from starting."""
    if not chromium():
        pytest.skip("Chromium is not installed (Debian package `chromium`)")
    with sync_playwright() as playwright, launch_chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def web_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """Serve the pages of other websites than the bot's own."""
    folder = tmp_path_factory.mktemp("websites")
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer((launch.HOST, 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield WebServer(folder, server.server_port)
        server.shutdown()


@pytest.fixture
def embedding_page(web_server: WebServer, site: str) -> WebServer:
    """Serve a page that embeds the chat as docs/website.md says, under a strict policy."""
    bot = site.removesuffix("/webhooks/website")
    policy = (
        f"default-src 'none'; script-src {bot}; connect-src {bot};"
        " require-trusted-types-for 'script'; trusted-types lit-html"
    )
    (web_server.folder / "index.html").write_text(
        '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Praktijk</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<script src="{site}/widget.js" defer></script></head>'
        "<body><main><h1>Praktijk</h1></main><movewell-chat></movewell-chat></body></html>"
    )
    return web_server


@pytest.fixture(scope="session")
def busy_settings(
    tmp_path_factory: pytest.TempPathFactory, web_server: WebServer
) -> dict[str, str]:
    """Return the environment of a bot that a website embeds, many may use, and has WhatsApp."""
    settings = read_yaml(PROJECT / "clinic.yml")
    settings["website"] |= {
        "origins": [web_server.address(CLINIC_HOST)],
        "sessions_per_minute_per_address": 1000,
        "messages_per_minute_per_address": 1000,
    }
    path = tmp_path_factory.mktemp("settings") / "clinic.yml"
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    nowhere = f"http://{launch.HOST}:{free_port()}"
    return {"CLINIC_SETTINGS": str(path), **whatsapp_environment(nowhere)}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, busy_settings: dict[str, str]) -> Iterator[str]:
    """Run the bot; return the address of its website channel."""
    folder = tmp_path_factory.mktemp("browser")
    with running_servers(folder, with_actions=True, environment=busy_settings) as port:
        yield channel_address(port)


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that makes a browser profile of its own, with Playwright's options."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        contexts.append(browser.new_context(**options))
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], site: str) -> OpenChat:
    """Return a function that opens the demo page in a new profile, with Playwright's options."""

    def open_page(**options: Any) -> ChatPage:
        return ChatPage(new_context(**options).new_page(), f"{site}/demo").load()

    return open_page


@pytest.fixture
def chat(visit: OpenChat) -> ChatPage:
    """Return the demo page with the widget opened."""
    return visit().open()
