"""Everybody can use the chat: by keyboard, by ear, on a small screen, in their own colours."""

import re

import pytest
from playwright.sync_api import expect

SMALL = {"width": 320, "height": 568}
ZOOMED = {"width": 640, "height": 360}  # 1280 x 720 at 200 %
SMALLEST_TARGET = 24  # px, WCAG 2.2, 2.5.8
ALARM = "Ik kan mijn plas niet meer ophouden en mijn benen zijn verlamd"
FOCUSED = """() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.getAttribute("aria-label") ?? element?.textContent.trim() ?? "";
}"""


def focused(chat) -> str:
    return re.sub(r"\s+", " ", chat.page.evaluate(FOCUSED))


# Keyboard


def test_keyboard_when_nothing_else_is_used_then_a_question_can_be_asked(visit):
    chat = visit()
    keyboard = chat.page.keyboard
    for _ in range(10):
        keyboard.press("Tab")
        if focused(chat) == "Stel uw vraag":
            break
    keyboard.press("Enter")
    expect(chat.input).to_be_focused()
    keyboard.type("Wat is epigenetica?")
    keyboard.press("Enter")
    link = chat.log.get_by_role("link", name=re.compile("^Bron: Epigenetica"))
    expect(link).to_be_visible(timeout=20_000)
    for _ in range(10):
        keyboard.press("Shift+Tab")
        if focused(chat).startswith("Bron: Epigenetica"):
            break
    keyboard.press("Enter")

    expect(chat.page.get_by_role("heading", name=re.compile("^Epigenetica:"))).to_be_in_viewport()


def test_tab_when_the_dialog_is_open_then_focus_goes_round_inside_it(chat):
    seen = []
    for _ in range(20):
        chat.page.keyboard.press("Tab")
        seen.append(focused(chat))

    assert {"Wis gesprek", "Chat sluiten", "Gesprek", "Uw bericht", "Verstuur"} <= set(seen)
    assert seen.count("Chat sluiten") >= 2
    assert chat.page.evaluate("document.activeElement.localName") == "movewell-chat"


def test_shift_tab_when_at_the_first_element_then_focus_goes_to_the_last(chat):
    chat.page.get_by_role("button", name="Ga verder op WhatsApp").focus()
    chat.page.keyboard.press("Shift+Tab")

    assert focused(chat) == "112"


def test_escape_when_pressed_then_the_dialog_closes_and_the_launcher_has_focus(chat):
    chat.page.keyboard.press("Escape")

    expect(chat.dialog).to_have_count(0)
    expect(chat.launcher).to_be_focused()


def test_quick_reply_when_pressed_by_keyboard_then_focus_is_not_lost(chat):
    chat.button("Wat is epigenetica?").focus()
    chat.page.keyboard.press("Enter")

    expect(chat.input).to_be_focused()


def test_enter_with_shift_when_pressed_then_it_makes_a_line_and_sends_nothing(chat):
    chat.input.fill("een")
    chat.input.press("Shift+Enter")
    chat.input.press_sequentially("twee")

    expect(chat.input).to_have_value("een\ntwee")
    expect(chat.user_messages).to_have_count(0)


# By ear


def test_accessibility_tree_when_answered_then_names_roles_and_order_are_right(chat):
    chat.say("Zit rugpijn in de familie?")

    expect(chat.page.locator("movewell-chat")).to_match_aria_snapshot(
        """
        - dialog "Chat met MoveWell":
          - heading "Chat met MoveWell" [level=2]
          - paragraph: Chatbot, geen mens
          - button "Ga verder op WhatsApp"
          - button "Wis gesprek"
          - button "Chat sluiten"
          - log "Gesprek":
            - text: "Chatbot:"
            - paragraph: /geen mens/
            - list
            - text: "U:"
            - paragraph: Zit rugpijn in de familie?
            - text: "Chatbot:"
            - paragraph: /familie/
            - 'link "Bron: Genetica is geen noodlot (lees dit stuk van het artikel)"'
          - status
          - textbox "Uw bericht"
          - button "Verstuur"
        """
    )


def test_log_when_a_reply_comes_then_it_is_announced_politely(chat):
    assert chat.log.get_attribute("role") == "log"  # polite, and only what is added, by WAI-ARIA
    tree = chat.dialog.aria_snapshot()

    assert 'log "Gesprek"' in tree
    assert "status" in tree


# axe-core, in every state and both colour schemes


@pytest.fixture(params=["light", "dark"])
def scheme_chat(request, visit):
    """Return the demo page in one colour scheme, the chat not opened."""
    return visit(color_scheme=request.param)


def test_axe_when_closed_then_nothing_is_found(scheme_chat):
    assert not scheme_chat.violations()


def test_axe_when_welcomed_and_asked_to_erase_then_nothing_is_found(scheme_chat):
    chat = scheme_chat.open()
    chat.log.get_by_text("Wat gebeurt er met uw gegevens?").click()
    assert not chat.violations()
    chat.page.get_by_role("button", name="Wis gesprek").click()

    assert not chat.violations()


def test_axe_when_answers_choices_times_and_urgent_advice_show_then_nothing_is_found(scheme_chat):
    chat = scheme_chat.open()
    chat.say("Zit rugpijn in de familie?")
    assert not chat.violations()
    chat.say("Ik wil een vervolgafspraak bij Tijn")
    expect(chat.log.locator(".slot").first).to_be_visible()
    assert not chat.violations()
    chat.say(ALARM)

    assert not chat.violations()


def test_axe_when_typing_offline_failed_and_too_long_then_nothing_is_found(scheme_chat):
    chat = scheme_chat.open()
    chat.page.route("**/messages", lambda route: route.fulfill(status=400, json={"error": "x"}))
    chat.type("Hallo")
    expect(chat.log.get_by_role("button", name="Opnieuw proberen")).to_be_visible()
    chat.page.context.set_offline(True)
    expect(chat.bar).to_contain_text("geen internetverbinding")
    chat.input.fill("a" * 4001)
    expect(chat.page.get_by_role("alert")).to_contain_text("4001 tekens")

    assert not chat.violations()


def test_axe_when_the_session_expired_then_nothing_is_found(scheme_chat):
    chat = scheme_chat
    chat.page.evaluate("sessionStorage.setItem('movewell-chat', 'forged')")
    chat.load()
    chat.launcher.click()
    expect(chat.page.get_by_role("button", name="Nieuw gesprek beginnen")).to_be_visible()

    assert not chat.violations()


# Small screens, zoom, own colours, no motion


@pytest.mark.parametrize("viewport", [SMALL, ZOOMED], ids=["320px", "zoom200"])
def test_screen_when_small_or_zoomed_then_nothing_is_cut_off_and_all_can_be_reached(
    visit, viewport
):
    chat = visit(viewport=viewport).open()
    chat.say("Ik wil een vervolgafspraak bij Tijn")
    expect(chat.log.locator(".slot").first).to_be_visible()

    assert chat.dialog.bounding_box() == {"x": 0, "y": 0, **viewport}
    assert chat.log.evaluate("log => log.scrollWidth <= log.clientWidth")
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert chat.log.evaluate("log => log.clientHeight") > 150
    expect(chat.input).to_be_in_viewport(ratio=1)
    expect(chat.page.get_by_role("button", name="Chat sluiten")).to_be_in_viewport(ratio=1)


def test_targets_when_measured_then_each_is_large_enough_to_hit(visit):
    chat = visit(viewport=SMALL).open()
    chat.say("Zit rugpijn in de familie?")
    targets = chat.dialog.locator("button:visible, a:visible, summary:visible, textarea")

    assert targets.count() > 5
    for target in targets.all():
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= SMALLEST_TARGET, target.inner_text()


def test_source_when_followed_on_a_small_screen_then_the_chat_makes_way(visit):
    chat = visit(viewport=SMALL).open()
    chat.say("Zit rugpijn in de familie?")
    chat.log.get_by_role("link", name=re.compile("^Bron:")).click()

    expect(chat.dialog).to_have_count(0)
    heading = chat.page.get_by_role("heading", name="Genetica is geen noodlot")
    expect(heading).to_be_in_viewport()


def test_forced_colours_when_on_then_bubbles_and_buttons_keep_their_edges(visit):
    chat = visit(forced_colors="active").open()
    chat.say("Wat is epigenetica?")
    widths = chat.dialog.evaluate(
        """dialog => [".bubble", ".head", ".icon", "textarea"].map(
            (part) => getComputedStyle(dialog.querySelector(part)).borderTopWidth)"""
    )

    assert all(float(width.removesuffix("px")) >= 1 for width in widths)
    colours = chat.dialog.locator(".bubble").first.evaluate(
        "bubble => [getComputedStyle(bubble).borderTopColor, getComputedStyle(bubble).color]"
    )
    assert colours[0] == colours[1]


def test_reduced_motion_when_asked_then_nothing_moves(visit):
    chat = visit(reduced_motion="reduce").open()
    running = chat.dialog.evaluate(
        "dialog => dialog.getAnimations({ subtree: true }).filter(a => a.playState !== 'finished')"
        ".length"
    )

    assert running == 0
    expect(chat.dialog).to_have_css("animation-name", "none")
    expect(chat.log).to_have_css("scroll-behavior", "auto")


def test_motion_when_not_reduced_then_the_dialog_glides_in(chat):
    expect(chat.dialog).to_have_css("animation-name", "appear")
