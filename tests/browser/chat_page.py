"""The demo page with its widget, as a visitor uses it."""

import re
import shutil

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright, expect

from bot import launch

REPLY_TIMEOUT_MS = 20_000
CODE = re.compile(r"MW-[0-9A-Z]{4}-[0-9A-Z]{4}")
LAUNCHER = "Stel uw vraag"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def channel_address(port: int) -> str:
    """Return the address of the website channel of a bot on this machine."""
    return f"http://{launch.HOST}:{port}/webhooks/website"


def chromium() -> str | None:
    """Return where Chromium is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def launch_chromium(playwright: Playwright) -> Browser:
    """Start the installed Chromium without a window."""
    return playwright.chromium.launch(
        executable_path=chromium(), args=FLAGS, chromium_sandbox=False
    )


class ChatPage:
    """One tab. ``problems`` are errors of scripts and what the page's own policy refused."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.problems: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.dialog = page.get_by_role("dialog", name="Chat met MoveWell")
        self.log = page.get_by_role("log")
        self.input = page.get_by_label("Uw bericht")
        self.launcher = page.get_by_role("button", name=LAUNCHER)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(message.text)

    def load(self) -> "ChatPage":
        """Go to the page."""
        self.page.goto(self.address)
        return self

    def open(self) -> "ChatPage":
        """Press the launcher and wait until the bot is connected."""
        self.launcher.click()
        self.expect_connected()
        return self

    def expect_connected(self, timeout_ms: int = REPLY_TIMEOUT_MS) -> None:
        """Wait until the stream of replies is open."""
        expect(self.dialog).to_have_attribute("data-connection", "online", timeout=timeout_ms)

    @property
    def bar(self) -> Locator:
        """Return what the widget says about the connection."""
        return self.page.locator("movewell-chat .bar")

    @property
    def user_messages(self) -> Locator:
        """Return the visitor's messages."""
        return self.log.locator(".user")

    @property
    def replies(self) -> Locator:
        """Return the bot's messages; the first is the welcome."""
        return self.log.locator(".bot:not(.typing)")

    def type(self, text: str) -> None:
        """Send a message with Enter, without waiting for a reply."""
        self.input.fill(text)
        self.input.press("Enter")

    def say(self, text: str) -> str:
        """Send a message and return the texts of the replies to it."""
        return self._reply_to(lambda: self.type(text))

    def choose(self, title: str | re.Pattern[str]) -> str:
        """Press the first button with these words and return the replies to it."""
        return self._reply_to(lambda: self.button(title).click())

    def button(self, title: str | re.Pattern[str]) -> Locator:
        """Return a button of the conversation."""
        exact = isinstance(title, str)
        return self.log.get_by_role("button", name=title, exact=exact).first

    def _reply_to(self, act) -> str:
        before = self.user_messages.count()
        act()
        expect(self.user_messages).to_have_count(before + 1, timeout=REPLY_TIMEOUT_MS)
        answers = self.user_messages.last.locator("xpath=following-sibling::*")
        expect(answers.and_(self.replies).first).to_be_visible(timeout=REPLY_TIMEOUT_MS)
        expect(self.log.locator(".typing")).to_have_count(0, timeout=REPLY_TIMEOUT_MS)
        return "\n".join(answers.and_(self.replies).all_inner_texts())

    def violations(self) -> list[str]:
        """Return what axe-core finds wrong with the page, one line a rule and element."""
        options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
        found = Axe().run(self.page, options=options).response["violations"]
        return [
            f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
            for rule in found
            for node in rule["nodes"]
        ]
