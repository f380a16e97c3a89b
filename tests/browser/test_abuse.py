"""What a visitor or another website may not do, tried in a real browser."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import REPLY_TIMEOUT_MS, ChatPage

QUESTION = "Wat is epigenetica?"


def session(chat: ChatPage, site: str) -> dict[str, str]:
    """Return the headers of a new session."""
    answer = chat.page.request.post(f"{site}/session", data={})
    assert answer.status == 201
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def test_foreign_website_when_it_embeds_the_widget_then_it_gets_no_session(
    embedding_page, new_context
):
    page = new_context().new_page()
    answers: list[int] = []
    page.on("response", lambda answer: answers.append(answer.status))
    page.goto(embedding_page.address("elders.localhost"))
    page.get_by_role("button", name="Stel uw vraag").click()
    expect(page.locator("movewell-chat .bar")).to_contain_text(
        re.compile("niet bereikbaar|werkt niet op deze pagina"), timeout=REPLY_TIMEOUT_MS
    )

    assert 201 not in answers
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("token", ["forged", "a.b.c"])
def test_session_when_forged_then_it_is_refused_and_a_new_one_can_begin(visit, token):
    chat = visit()
    chat.page.evaluate(f"sessionStorage.setItem('movewell-chat', '{token}')")
    chat.load()
    chat.launcher.click()
    expect(chat.bar).to_contain_text("Dit gesprek is verlopen")
    expect(chat.input).to_be_disabled()
    chat.page.get_by_role("button", name="Nieuw gesprek beginnen").click()
    chat.expect_connected()

    assert "Bron: Epigenetica" in chat.say(QUESTION).replace("\n", " ")


def test_session_when_it_ends_in_mid_conversation_then_nothing_more_is_accepted(chat, site):
    chat.say(QUESTION)
    token = chat.page.evaluate("sessionStorage.getItem('movewell-chat')")
    chat.page.request.delete(f"{site}/session", headers={"Authorization": f"Bearer {token}"})
    chat.type("Bent u er nog?")

    expect(chat.bar).to_contain_text("Dit gesprek is verlopen", timeout=REPLY_TIMEOUT_MS)
    expect(chat.page.get_by_role("button", name="Nieuw gesprek beginnen")).to_be_visible()


def test_token_when_changed_by_one_character_then_it_opens_nothing(chat, site):
    token = session(chat, site)["Authorization"]
    for place in (10, len(token) // 2, len(token) - 2):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        answer = chat.page.request.get(f"{site}/history", headers={"Authorization": changed})
        assert answer.status == 401


def test_button_when_it_is_anothers_then_it_is_refused(chat, site):
    chat.say("Ik wil een afspraak maken")
    token = chat.page.evaluate("sessionStorage.getItem('movewell-chat')")
    history = chat.page.request.get(
        f"{site}/history", headers={"Authorization": f"Bearer {token}"}
    ).json()
    buttons = history["messages"][-1]["buttons"]
    stolen = {"client_id": str(uuid.uuid4()), "choice": buttons[0]["id"]}
    answer = chat.page.request.post(f"{site}/messages", data=stolen, headers=session(chat, site))

    assert answer.status == 400
    assert answer.json() == {"error": "choice_expired"}


@pytest.mark.parametrize("text", ["/restart", "/session_start", '/choose_option{"x":"1"}'])
def test_command_when_typed_then_it_is_only_text(chat, text):
    chat.say("Ik wil een afspraak maken")

    assert chat.say(text)
    expect(chat.user_messages.last.locator(".bubble")).to_have_text(text)
    chat.load().open()
    expect(chat.user_messages).to_have_count(2)


@pytest.mark.parametrize(
    "text",
    ["<img src=x onerror=\"document.title='hacked'\">", "<b>vet</b> &amp; {{7*7}} ${1+1}"],
)
def test_markup_when_typed_then_it_shows_as_text(chat, text):
    chat.say(text)

    expect(chat.user_messages.last.locator(".bubble")).to_have_text(text)
    assert chat.log.locator("img, .bubble b b, script").count() == 0
    assert "hacked" not in chat.page.title()
    assert not chat.problems


def test_reply_when_it_holds_markup_or_a_hostile_link_then_it_shows_as_text(chat):
    hostile = {
        "id": 1,
        "from": "bot",
        "at": "2026-11-23T09:00:00Z",
        "kind": "answer",
        "text": "<img src=x onerror=\"document.title='hacked'\">\nBron: Kop",
        "source": {"heading": "Kop", "url": "javascript:document.title='hacked'"},
        "calendar_url": "data:text/html,hacked",
        "call": [{"number": "javascript:1", "label": "Bel"}],
    }
    history = {"messages": [hostile], "last_event_id": 1}
    chat.page.route("**/history", lambda route: route.fulfill(json=history))
    chat.load().open()

    expect(chat.replies.last).to_contain_text("<img src=x")
    assert chat.log.locator("img").count() == 0
    for link in chat.replies.last.get_by_role("link").all():
        assert (link.get_attribute("href") or "").startswith("http")


def test_text_when_of_4001_characters_then_it_is_not_sent_and_nothing_typed_is_lost(chat, site):
    chat.input.fill("a" * 4001)
    chat.input.press("Enter")

    expect(chat.page.get_by_role("alert")).to_contain_text("4001 tekens")
    expect(chat.user_messages).to_have_count(0)
    expect(chat.input).to_have_value("a" * 4001)
    refused = chat.page.request.post(
        f"{site}/messages",
        data={"client_id": str(uuid.uuid4()), "text": "a" * 4001},
        headers=session(chat, site),
    )
    assert refused.status == 413
    chat.input.fill("a" * 4000)
    chat.input.press("Enter")
    expect(chat.user_messages).to_have_count(1)


def test_messages_when_fifty_come_at_once_then_each_is_answered_or_can_be_sent_again(chat):
    chat.page.evaluate(
        """() => {
          const root = document.querySelector("movewell-chat").shadowRoot;
          const field = root.querySelector("textarea");
          for (let i = 1; i <= 50; i += 1) {
            field.value = `Vraag ${i}: wat is epigenetica?`;
            field.dispatchEvent(new Event("input"));
            field.form.requestSubmit();
          }
        }"""
    )
    expect(chat.user_messages).to_have_count(50)
    waiting = chat.user_messages.filter(has_text="Wordt verzonden")
    expect(waiting).to_have_count(0, timeout=240_000)
    failed = chat.log.get_by_role("button", name="Opnieuw proberen")
    numbers = [
        int(re.findall(r"Vraag (\d+)", text)[0]) for text in chat.user_messages.all_inner_texts()
    ]

    assert sorted(numbers) == list(range(1, 51))
    assert failed.count() < 50
    expect(chat.log.locator(".typing")).to_have_count(0, timeout=60_000)
    assert chat.replies.count() > 50 - failed.count()
