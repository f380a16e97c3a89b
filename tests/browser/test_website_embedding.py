"""What the website around the widget can set, hear and rely on."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.web_server import CLINIC_HOST

EVENTS = """() => {
  window.heard = [];
  for (const name of ["open", "close", "message", "error", "erase"])
    document.addEventListener(`movewell-${name}`, (event) =>
      window.heard.push([name, event.detail]));
}"""


def with_attributes(chat, attributes: str, fallback: str = "") -> None:
    """Make the page embed the widget with other attributes and other text between the tags."""

    def change(route) -> None:
        page = re.sub(
            r"<movewell-chat[^>]*>.*?</movewell-chat>",
            f"<movewell-chat {attributes}>{fallback}</movewell-chat>",
            route.fetch().text(),
            flags=re.DOTALL,
        )
        route.fulfill(body=page, content_type="text/html; charset=utf-8")

    chat.page.route(chat.address, change)


def test_clinic_website_when_it_embeds_the_chat_then_questions_are_answered(
    embedding_page, new_context
):
    address = embedding_page.address(CLINIC_HOST)
    chat = ChatPage(new_context().new_page(), address).load().open()

    assert "Bron: Epigenetica" in chat.say("Wat is epigenetica?").replace("\n", " ")
    chat.load().open()
    expect(chat.user_messages).to_have_count(1)
    chat.page.get_by_role("button", name="Wis gesprek").click()
    chat.page.get_by_role("button", name="Ja, wissen").click()
    expect(chat.bar).to_have_text("Het gesprek is gewist.")
    assert not chat.problems


def test_clinic_website_when_too_much_is_sent_then_it_can_read_how_long_to_wait(
    embedding_page, new_context, site
):
    page = new_context().new_page()
    page.goto(embedding_page.address(CLINIC_HOST))
    seconds = page.evaluate(
        """async (site) => {
          const json = { "Content-Type": "application/json" };
          const call = (path, headers, body) =>
            fetch(`${site}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
          const { token } = await (await call("session", json, {})).json();
          const headers = { ...json, Authorization: `Bearer ${token}` };
          for (let i = 0; i < 100; i += 1) {
            const answer = await call("messages", headers, { client_id: `${i}`, text: "hallo" });
            if (answer.status === 429) return Number(answer.headers.get("Retry-After"));
          }
          return null;
        }""",
        site,
    )

    assert 0 < seconds <= 61


def test_events_when_the_chat_is_used_then_the_page_hears_them_without_any_text(visit):
    chat = visit()
    chat.page.evaluate(EVENTS)
    chat.open()
    chat.say("Wat is epigenetica?")
    chat.page.keyboard.press("Escape")
    heard = chat.page.evaluate("window.heard")

    assert heard[0] == ["open", {}]
    assert ["message", {"from": "user", "kind": "text"}] in heard
    assert ["message", {"from": "bot", "kind": "answer"}] in heard
    assert heard[-1] == ["close", {}]


def test_attributes_when_set_then_greeting_questions_side_and_colour_follow(visit):
    chat = visit()
    with_attributes(
        chat,
        'greeting="Welkom!" questions="Wat zijn genen?" position="left" color="#b00055"',
    )
    chat.load().open()

    expect(chat.replies.first).to_contain_text("Welkom!")
    expect(chat.button("Wat zijn genen?")).to_be_visible()
    box = chat.dialog.bounding_box()
    assert box
    assert box["x"] < 100
    header = chat.dialog.locator(".head")
    expect(header).to_have_css("background-color", "rgb(176, 0, 85)")


def test_colour_when_changed_and_taken_away_then_the_looks_follow(chat):
    header = chat.dialog.locator(".head")
    usual = header.evaluate("head => getComputedStyle(head).backgroundColor")
    element = chat.page.locator("movewell-chat")
    element.evaluate("element => element.setAttribute('color', '#b05')")
    expect(header).to_have_css("background-color", "rgb(187, 0, 85)")
    element.evaluate("element => element.removeAttribute('color')")

    expect(header).to_have_css("background-color", usual)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("color", ["#ffe600", "#001133"])
def test_colour_when_too_pale_or_too_dark_then_the_text_stays_readable(visit, scheme, color):
    chat = visit(color_scheme=scheme)
    with_attributes(chat, f'color="{color}"')
    chat.load().open()
    chat.say("Wat is epigenetica?")

    assert not chat.violations()


def test_address_when_a_hostile_attribute_is_set_then_it_is_no_link(visit):
    chat = visit()
    with_attributes(chat, 'privacy-url="javascript:alert(1)" phone="javascript:alert(1)"')
    chat.load().open()
    chat.log.get_by_text("Wat gebeurt er met uw gegevens?").click()

    expect(chat.log.get_by_role("link")).to_have_count(0)


def test_page_when_javascript_is_off_then_the_telephone_number_shows(visit):
    chat = visit(java_script_enabled=False)
    with_attributes(chat, "", '<a href="tel:+31351234567">Bel 035 123 4567</a>')
    chat.load()

    expect(chat.page.get_by_role("link", name="Bel 035 123 4567")).to_be_visible()
    expect(chat.launcher).to_have_count(0)


def test_page_when_the_server_is_gone_then_the_telephone_number_shows(visit):
    chat = visit()
    with_attributes(chat, "", '<a href="tel:+31351234567">Bel 035 123 4567</a>')
    chat.page.route("**/widget.js", lambda route: route.abort())
    chat.load()

    expect(chat.page.get_by_role("link", name="Bel 035 123 4567")).to_be_visible()


def test_page_when_the_script_runs_then_the_fallback_is_hidden(visit):
    chat = visit()

    expect(chat.launcher).to_be_visible()
    expect(chat.page.locator(".fallback")).to_be_hidden()


def test_visit_when_followed_then_no_request_leaves_the_bots_own_server(visit, site):
    chat = visit()
    requests: list[str] = []
    chat.page.on("request", lambda request: requests.append(request.url))
    chat.load().open()
    chat.say("Wat is epigenetica?")

    assert requests
    assert all(address.startswith(site) for address in requests)
    assert chat.page.context.cookies() == []
    assert not chat.problems


def test_page_when_the_chat_was_never_opened_then_nothing_is_sent_or_stored(visit):
    chat = visit()
    requests: list[str] = []
    chat.page.on("request", lambda request: requests.append(request.method))
    chat.load()
    expect(chat.launcher).to_be_visible()

    assert set(requests) == {"GET"}
    assert chat.page.evaluate("sessionStorage.length + localStorage.length") == 0
