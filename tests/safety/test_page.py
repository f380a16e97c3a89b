"""docs/veiligheid.md is what the code does."""

import yaml

from bot.safety import page
from bot.safety.rules import load


def test_page_is_made_from_the_current_files():
    assert page.PAGE.read_text(encoding="utf-8") == page.current_page(), (
        "run: python -m bot.safety.page"
    )


def test_page_holds_every_sign_its_reason_source_and_level():
    text = page.PAGE.read_text(encoding="utf-8")
    for sign in load().signs.values():
        assert f"| {sign.title} | {sign.why} | {sign.source} |" in text
        assert all(example in text for example in sign.examples)
    for line in load().never:
        assert line in text


def test_page_shows_the_exact_advice_that_patients_get():
    text = page.PAGE.read_text(encoding="utf-8")
    responses = yaml.safe_load(page.DOMAIN.read_text(encoding="utf-8"))["responses"]
    for level in load().levels.values():
        for wording in responses.get(level.advice, []):
            assert all(f"> {line}" in text for line in wording["text"].splitlines())
