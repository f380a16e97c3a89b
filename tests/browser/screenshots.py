"""Makes the pictures of docs/schermen with the running bot: ``make screenshots``."""

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.chat_page import ChatPage, channel_address, chromium, launch_chromium
from tests.support import PROJECT, running_servers

FOLDER = PROJECT / "docs" / "schermen"
COLOURS = 64
SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1100, "height": 720}},
    "mobiel": {"viewport": {"width": 375, "height": 740}, "is_mobile": True, "has_touch": True},
}
ALARM = "Ik kan mijn plas niet meer ophouden en mijn benen zijn verlamd"


def main() -> int:
    """Write every picture; return an exit code."""
    if not chromium():
        print("Chromium is not installed (Debian package `chromium`).", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_servers(Path(folder), with_actions=True) as port,
        sync_playwright() as playwright,
        launch_chromium(playwright) as browser,
    ):
        address = f"{channel_address(port)}/demo"
        for screen in SCREENS:
            for scheme in ("light", "dark"):
                visit(browser, address, screen, scheme)
    return 0


def visit(browser: Browser, address: str, screen: str, scheme: str) -> None:
    """Walk through the main states on one screen in one colour scheme."""
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce", **SCREENS[screen])
    chat = ChatPage(context.new_page(), address).load()

    def picture(state: str) -> None:
        chat.page.mouse.move(0, 0)
        save(chat.page.screenshot(), f"{screen}-{scheme}-{state}")

    picture("1-gesloten")
    chat.open()
    picture("2-welkom")
    chat.say("Zit rugpijn in de familie?")
    picture("3-antwoord")
    chat.say("Ik wil een vervolgafspraak bij Tijn")
    picture("4-tijden")
    chat.log.locator(".slot").first.click()
    expect(chat.button("Ja, dat mag")).to_be_visible()
    for answer in ("Ja, dat mag", "Annelies de Boer", "0612345678", "nee", "Ja, vastleggen"):
        chat.say(answer)
    picture("5-bevestiging")
    chat.say(ALARM)
    picture("6-dringend")
    context.set_offline(True)
    chat.type("Wat is epigenetica?")
    expect(chat.bar).to_contain_text("geen internetverbinding")
    picture("7-geen-verbinding")
    context.close()


def save(png: bytes, name: str) -> None:
    """Write a picture with a palette, a third of the bytes."""
    with Image.open(BytesIO(png)) as image:
        image.convert("RGB").quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
