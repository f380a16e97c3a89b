"""Domain, data and code agree."""

import re
from collections import Counter

import pytest
from rasa.shared.core.domain import Domain
from rasa_sdk.executor import ActionExecutor

from actions.clinic.agenda import ClosedReason
from actions.clinic.dates import Reason
from tests.support import PROJECT, read_yaml

URGENT_WORDS = r"\b(112|113|spoed|huisartsenpost)\b"
MAY_SAY_URGENT_WORDS = re.compile(r"utter_urgent/.*|utter_greet")
CLINIC_FACTS = r"{(clinic_\w+)}"
DATA_FILES = sorted((PROJECT / "data").rglob("*.yml"))


@pytest.fixture(scope="module")
def registered():
    executor = ActionExecutor()
    executor.register_package("actions")
    return {
        name
        for name, run in executor.actions.items()
        if type(run.__self__).__module__.startswith("actions.")
    }


def steps_of(kind):
    for path in (PROJECT / "data/stories").glob("*.yml"):
        for item in read_yaml(path).get(kind, []):
            yield from item["steps"]


def used_actions():
    return {
        step["action"]
        for kind in ("rules", "stories")
        for step in steps_of(kind)
        if "action" in step
    }


def used_responses():
    """Return the names of responses that rules or Python code use."""
    paths = [*(PROJECT / "actions").rglob("*.py"), *(PROJECT / "bot").rglob("*.py")]
    code = "".join(path.read_text() for path in paths)
    built = {f"utter_closed_{reason.value}" for reason in ClosedReason}
    built |= {f"utter_date_{reason.value}" for reason in Reason}
    return used_actions() | built | set(re.findall(r"\butter_\w+", code))


def test_every_custom_action_of_the_domain_is_registered_once_and_the_other_way_round(
    domain, registered
):
    declared = [name for name in domain["actions"] if name.startswith(("action_", "validate_"))]
    classes = Counter(
        name
        for path in (PROJECT / "actions").rglob("*.py")
        for name in re.findall(r"^class ((?:Action|Validate)\w+)\(", path.read_text(), re.MULTILINE)
    )

    assert sorted(declared) == sorted(registered)
    assert [name for name, count in classes.items() if count > 1] == []


def test_every_action_of_rules_and_stories_exists(domain, responses):
    retrieval = {"utter_faq", "utter_limits", "utter_smalltalk", "utter_urgent"}
    known = {*domain["actions"], *responses, *retrieval, *domain.get("forms", {})}

    assert used_actions() - {"action_listen", "action_deactivate_loop"} <= known


def test_every_response_is_used(domain):
    unused = {
        name
        for name in domain["responses"]
        if name.split("/")[0] not in used_responses() and not name.startswith("utter_ask_")
    }

    assert unused == set()


def test_every_intent_has_examples_or_is_set_by_a_component(domain, nlu_files):
    with_examples = {
        block["intent"].split("/")[0]
        for content in nlu_files.values()
        for block in content.get("nlu", [])
    }
    declared = {next(iter(i)) if isinstance(i, dict) else i for i in domain["intents"]}

    assert declared - with_examples == {"urgent", "unclear_question", "nlu_fallback"}
    assert with_examples <= declared


def test_every_label_with_a_response_key_has_a_response_and_the_other_way_round(
    nlu_files, responses
):
    labels = {
        block["intent"]
        for content in nlu_files.values()
        for block in content.get("nlu", [])
        if "/" in block["intent"]
    }
    keys = {name[len("utter_") :] for name in responses if "/" in name}
    set_by_component = {"smalltalk/no_words", *(k for k in keys if k.startswith("urgent/"))}

    assert labels == keys - set_by_component


def test_every_clinic_fact_of_a_response_is_a_setting(responses):
    from actions.clinic.settings import load_settings

    used = {f for r in responses.values() for f in re.findall(CLINIC_FACTS, r.get("text", ""))}

    assert used <= set(load_settings().clinic.facts())


def test_urgent_words_occur_in_urgent_advice_and_the_greeting_only(responses):
    saying = {n for n, r in responses.items() if re.search(URGENT_WORDS, r.get("text", "").lower())}

    assert {name for name in saying if not MAY_SAY_URGENT_WORDS.fullmatch(name)} == set()


def test_only_article_answers_name_a_source(responses):
    naming = {name for name, response in responses.items() if "Bron:" in response.get("text", "")}

    assert {n for n in naming if not n.startswith("utter_faq/")} == {"utter_brief_answer"}


def test_responses_speak_in_u_form(responses):
    informal = r"\b(je|jij|jouw|jullie)\b"

    assert {
        n for n, r in responses.items() if re.search(informal, r.get("text", "").lower())
    } == set()


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.stem)
def test_data_file_is_one_that_rasa_reads(path):
    content = read_yaml(path)

    assert content["version"] == "3.1"
    assert set(content) <= {"version", "nlu", "responses", "rules", "stories"}


def test_domain_loads_without_complaint():
    assert Domain.from_file(str(PROJECT / "domain.yml")).action_names_or_texts


def test_every_level_of_the_alarm_signs_has_its_advice(domain):
    signs = (PROJECT / "bot/safety/signs.yml").read_text(encoding="utf-8")
    levels = set(re.findall(r"level: (\w+)", signs))

    assert levels
    assert {
        level for level in levels if f"utter_urgent/{level}" not in domain["responses"]
    } == set()
