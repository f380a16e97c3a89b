"""The website channel beside REST, as `make run` starts it."""

import httpx
import pytest

from bot import launch
from tests.website.production import new_visitor


@pytest.fixture
def address(servers: int) -> str:
    return f"http://{launch.HOST}:{servers}/webhooks/website"


def test_question_when_asked_then_answered_with_its_source(address):
    (answer, *_) = new_visitor(address).say(address, "Zit rugpijn in de familie?")

    assert (answer["kind"], answer["source"]["heading"]) == ("answer", "Genetica is geen noodlot")


def test_erasure_when_asked_in_the_conversation_then_its_history_is_gone(address):
    visitor = new_visitor(address)
    visitor.say(address, "Zit rugpijn in de familie?")
    (question, *_) = visitor.say(address, "Wis dit gesprek")
    yes = next(button for button in question["buttons"] if button["title"].startswith("Ja"))
    visitor.send(address, "", choice=yes["id"])
    found = visitor.wait(address, lambda found: found[0]["text"] == yes["title"], 30)

    assert [message["from"] for message in found] == ["user", "bot"]
    assert "gewist" in found[1]["text"]


def test_visitor_when_named_over_rest_then_refused(address):
    visitor = new_visitor(address)
    rest = address.replace("website", "rest/webhook")
    answer = httpx.post(rest, json={"sender": visitor.sender_id, "message": "hallo"})

    assert answer.status_code == 403


def test_demo_page_when_opened_then_the_widget_and_every_file_is_there(address):
    page = httpx.get(f"{address}/demo")
    root = address.removesuffix("/webhooks/website")

    assert page.status_code == 200
    for file in ("/widget.js", "/demo/demo.css", "/demo/icon.svg"):
        assert f"/webhooks/website{file}" in page.text
        assert httpx.get(f"{root}/webhooks/website{file}").status_code == 200
