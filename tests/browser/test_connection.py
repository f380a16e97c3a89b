"""Connections fail and pages reload: no message is lost, none is shown twice."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.chat_page import REPLY_TIMEOUT_MS, ChatPage, channel_address
from tests.support import running_servers

FIRST = "Zit rugpijn in de familie?"
SECOND = "Wat is epigenetica?"
UNAVAILABLE = "Dat lukt nu even niet door een storing"


def texts(chat: ChatPage) -> list[str]:
    """Return what stands in the conversation, without the buttons, which come and go."""
    bubbles = chat.log.locator(".message:not(.typing) > .bubble").all_inner_texts()
    return [re.sub(r"\s+", " ", bubble) for bubble in bubbles]


def test_reload_when_in_conversation_then_it_is_all_still_there(chat):
    chat.say(FIRST)
    before = texts(chat)
    chat.load().open()
    expect(chat.user_messages).to_have_count(1)

    assert texts(chat) == before
    assert "Bron: Epigenetica" in chat.say(SECOND).replace("\n", " ")


def test_buttons_when_the_page_was_reloaded_then_they_still_work(chat):
    chat.say("Ik wil een afspraak maken")
    chat.load().open()

    assert "eerste afspraak" in chat.choose("Sten Hofstad")


def test_two_tabs_when_each_has_its_own_visit_then_they_do_not_mix(visit):
    one, other = visit().open(), visit().open()
    one.say(FIRST)
    other.say(SECOND)

    expect(one.user_messages).to_have_text([re.compile(re.escape(FIRST))])
    expect(other.user_messages).to_have_text([re.compile(re.escape(SECOND))])


def test_two_tabs_when_one_is_a_copy_then_both_show_the_same_conversation(chat):
    chat.say(FIRST)
    token = chat.page.evaluate("sessionStorage.getItem('movewell-chat')")
    page = chat.page.context.new_page()
    page.add_init_script(f"sessionStorage.setItem('movewell-chat', '{token}')")
    copy = ChatPage(page, chat.address).load().open()
    expect(copy.user_messages).to_have_count(1)
    copy.say(SECOND)

    expect(chat.user_messages).to_have_count(2)
    expect(chat.replies).to_have_count(copy.replies.count(), timeout=REPLY_TIMEOUT_MS)
    assert texts(chat) == texts(copy)


def test_connection_when_lost_and_back_then_what_was_typed_is_answered_once(chat):
    chat.say(FIRST)
    chat.page.context.set_offline(True)
    expect(chat.bar).to_contain_text("geen internetverbinding")
    chat.type(SECOND)
    expect(chat.user_messages.last).to_contain_text("zodra er weer verbinding is")
    chat.page.context.set_offline(False)
    expect(chat.replies.filter(has_text="Bron: Epigenetica")).to_have_count(
        1, timeout=REPLY_TIMEOUT_MS
    )
    shown = texts(chat)
    chat.load().open()
    expect(chat.user_messages).to_have_count(2)

    assert texts(chat) == shown


def test_message_when_its_receipt_is_lost_then_it_is_sent_again_and_handled_once(chat):
    lost = []

    def lose_first_receipt(route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    chat.page.route("**/messages", lose_first_receipt)
    chat.say(SECOND)
    chat.page.unroute("**/messages")
    chat.say(FIRST)

    assert lost == [202]
    expect(chat.user_messages).to_have_count(2)
    expect(chat.replies.filter(has_text="Bron: Epigenetica")).to_have_count(1)


def test_reply_when_it_comes_while_the_stream_is_down_then_it_is_shown_once(chat):
    cut = []

    def refuse_for_a_while(route) -> None:
        cut.append(True)
        if len(cut) <= 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    chat.say(FIRST)
    chat.page.route("**/events", refuse_for_a_while)
    chat.page.context.set_offline(True)
    chat.page.context.set_offline(False)
    chat.say(SECOND)

    expect(chat.replies.filter(has_text="Bron: Epigenetica")).to_have_count(1)
    expect(chat.replies.filter(has_text="Bron: Genetica is geen noodlot")).to_have_count(1)


def test_message_when_refused_for_now_then_it_is_marked_and_can_be_sent_again(chat):
    chat.page.route("**/messages", lambda route: route.fulfill(status=400, json={"error": "x"}))
    chat.type(FIRST)
    expect(chat.user_messages.last).to_contain_text("Niet verzonden")
    chat.page.unroute("**/messages")
    chat.log.get_by_role("button", name="Opnieuw proberen").click()

    expect(chat.replies.filter(has_text="Bron: Genetica is geen noodlot")).to_have_count(
        1, timeout=REPLY_TIMEOUT_MS
    )
    expect(chat.user_messages).to_have_count(1)
    expect(chat.user_messages.last).not_to_contain_text("Niet verzonden")


def test_message_when_there_are_too_many_then_it_waits_and_is_sent_by_itself(chat):
    refused = []

    def refuse_once(route) -> None:
        if refused:
            route.continue_()
            return
        refused.append(True)
        route.fulfill(status=429, headers={"Retry-After": "1"}, json={"error": "rate_limited"})

    chat.page.route("**/messages", refuse_once)

    assert "Bron:" in chat.say(FIRST)
    assert refused


def test_server_when_it_does_not_answer_then_the_chat_says_so_with_the_telephone_number(visit):
    chat = visit()
    chat.page.evaluate("document.querySelector('movewell-chat').phone = '035 123 4567'")
    chat.page.route("**/session", lambda route: route.fulfill(status=503, json={"error": "x"}))
    chat.launcher.click()
    expect(chat.bar).to_contain_text("Even opstarten")
    expect(chat.bar).to_contain_text("nu niet bereikbaar", timeout=20_000)
    phone = chat.bar.get_by_role("link", name="Bel de praktijk: 035 123 4567")
    expect(phone).to_have_attribute("href", "tel:0351234567")
    chat.page.unroute("**/session")

    chat.expect_connected(timeout_ms=25_000)


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[running_servers]:
    """Run a bot whose processes the tests end and start."""
    servers = running_servers(tmp_path_factory.mktemp("own"), with_actions=True)
    with servers:
        yield servers


@pytest.fixture
def own_chat(own_servers: running_servers, new_context: Callable[..., BrowserContext]) -> ChatPage:
    """Return the demo page of that bot with the widget opened."""
    page = new_context().new_page()
    return ChatPage(page, f"{channel_address(own_servers.port)}/demo").load().open()


def test_bot_when_killed_and_started_in_mid_conversation_then_it_goes_on_where_it_was(
    own_chat, own_servers
):
    assert "Bij welke chiropractor" in own_chat.say("Ik wil een afspraak maken")
    own_servers.kill("rasa")
    expect(own_chat.bar).to_contain_text("Ik probeer het opnieuw", timeout=REPLY_TIMEOUT_MS)
    own_servers.start("rasa")
    own_servers.wait_until_ready()
    own_chat.expect_connected(timeout_ms=40_000)

    assert "eerste afspraak" in own_chat.choose("Sten Hofstad")
    expect(own_chat.user_messages).to_have_count(2)


def test_actions_when_down_then_a_plain_reply_comes(own_chat, own_servers):
    own_servers.kill("actions")
    try:
        assert UNAVAILABLE in own_chat.say("Ik wil een vervolgafspraak bij Tijn")
    finally:
        own_servers.start("actions")


def test_reply_when_it_takes_long_then_the_visitor_is_told(chat):
    chat.page.clock.install(time=time.time())
    chat.page.route("**/messages", lambda route: route.fulfill(status=202, json={}))
    with chat.page.expect_response("**/messages"):
        chat.type(FIRST)
    expect(chat.user_messages).not_to_contain_text("Wordt verzonden")
    chat.page.clock.run_for(21_000)

    expect(chat.bar).to_contain_text("Het antwoord duurt langer dan normaal")
