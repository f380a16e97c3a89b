"""The way from the website to WhatsApp."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

BUTTON = "Ga verder op WhatsApp"


def press(chat):
    chat.dialog.get_by_role("button", name=BUTTON).click()


def question(chat):
    return chat.dialog.get_by_role("group", name=BUTTON)


def test_whatsapp_when_pressed_then_what_it_means_and_a_link_with_a_code_in_a_new_tab(chat):
    chat.page.context.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    press(chat)
    expect(question(chat)).to_contain_text("Daar verwerkt Meta uw berichten")
    link = question(chat).get_by_role("link", name=re.compile("^Open WhatsApp"))
    expect(link).to_be_focused()
    assert chat.violations() == []
    with chat.page.expect_popup() as popup:
        link.click()

    address = urlsplit(popup.value.url)
    assert (address.hostname, address.path) == ("wa.me", "/31351234567")
    assert re.search(r"Mijn code \w{12}$", parse_qs(address.query)["text"][0])
    expect(question(chat)).to_have_count(0)
    assert not chat.problems


@pytest.mark.parametrize("how", ["button", "Escape"])
def test_whatsapp_when_put_away_then_the_chat_goes_on(chat, how):
    press(chat)
    expect(question(chat)).to_be_visible()
    if how == "Escape":
        chat.page.keyboard.press("Escape")
    else:
        question(chat).get_by_role("button", name="Blijf hier").click()

    expect(question(chat)).to_have_count(0)
    expect(chat.input).to_be_focused()


@pytest.mark.parametrize("answer", [{"status": 503, "body": "{}"}, {"json": {"url": "https://x"}}])
def test_whatsapp_when_the_link_cannot_be_had_then_says_so(chat, answer):
    chat.page.route("**/handover", lambda route: route.fulfill(**answer))
    press(chat)

    expect(chat.bar).to_contain_text("Naar WhatsApp gaan lukt nu niet")
    expect(chat.bar).to_have_role("status")
    expect(question(chat)).to_have_count(0)


def test_whatsapp_when_the_conversation_is_reloaded_then_still_offered(chat):
    chat.load().open()

    expect(chat.dialog.get_by_role("button", name=BUTTON)).to_be_visible()


def test_whatsapp_when_the_server_has_none_then_not_offered(visit):
    chat = visit()

    def without(route):
        session = route.fetch().json()
        route.fulfill(status=201, json={**session, "whatsapp": False})

    chat.page.route("**/session", without)
    chat.open()

    expect(chat.dialog.get_by_role("button", name=BUTTON)).to_have_count(0)
