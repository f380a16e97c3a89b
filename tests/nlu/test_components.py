"""The contract of each graph component: what it sets, shapes and units, and that it survives."""

from types import SimpleNamespace

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import answer_selector
from bot.nlu.answer_selector import SELECTION, AnswerSelector
from bot.nlu.follow_ups import FollowUp
from bot.nlu.label_classifier import LABEL_RANKING, LabelClassifier
from bot.nlu.names import NameExtractor
from bot.nlu.ngram_matrix import NgramMatrix
from bot.nlu.ngrams import NgramFeaturizer
from bot.nlu.segments import SEGMENTS, SegmentSplitter
from bot.nlu.text import fold

EXAMPLES = {
    "greet": ["hallo daar", "goedemorgen", "goedenavond allemaal", "dag, ik heb een vraag"],
    "faq/dna": ["wat is dna", "waar zit dna", "wat doet dna in een cel", "leg dna eens uit"],
    "faq/men": ["mannen en rugpijn", "waarom mannen", "testosteron bij mannen", "rug van een man"],
    "faq/women": [
        "vrouwen en rugpijn",
        "waarom vrouwen",
        "oestrogeen bij vrouwen",
        "overgang en rug",
    ],
    "follow_up": ["en verder dan", "hoezo dat dan", "en bij anderen dan", "waarom is dat zo"],
    "limits/ask_costs": ["wat kost dat", "prijs van consult", "is het duur", "vergoeding krijgen"],
}
QUESTION_OF = {
    "faq/dna": "Wat is DNA?",
    "faq/men": "Waarom krijgen mannen rugpijn?",
    "faq/women": "Waarom krijgen vrouwen rugpijn?",
}
FOLLOW_UPS = [
    FollowUp(frozenset({answer}), after, text)
    for answer, after, text in (
        ("faq/women", "faq/men", "en bij vrouwen dan"),
        ("faq/men", "faq/women", "en bij mannen dan"),
        ("faq/men", "faq/men", "leg dat eens uit"),
        ("faq/dna", "faq/dna", "leg eens uit"),
        ("faq/women", "faq/women", "leg dat uit dan"),
        ("faq/women", "faq/men", "geldt dat ook voor vrouwen"),
        ("faq/men", "faq/women", "geldt dat ook voor mannen"),
        ("faq/dna", "faq/dna", "ik snap het niet"),
        ("faq/men", "faq/men", "hoezo dat dan"),
        ("faq/dna", "faq/men", "en wat is dna dan"),
    )
]
ODD_TEXTS = ("", "   ", "?!", "👍", "\u200b", "a" * 4000, "niets\x00hier", "مرحبا", "en en en en")


def response(label: str) -> list[dict]:
    metadata = {"question": QUESTION_OF[label], "simple": "Kort."}
    return [{"text": "Antwoord.\nBron: Kop", "metadata": metadata, "buttons": []}]


def example(label: str, text: str) -> Message:
    intent = {INTENT: label.split("/", 1)[0]} | (
        {INTENT_RESPONSE_KEY: label} if "/" in label else {}
    )
    return Message({TEXT: text, **intent})


def part(text: str, first: str, *others: str) -> Message:
    ranking = [{"name": first, "confidence": 0.95}]
    ranking += [{"name": label, "confidence": 0.01} for label in others]
    return Message({TEXT: text, LABEL_RANKING: ranking})


def after_answer(label: str) -> DialogueStateTracker:
    topic = {"topic": label, "question": QUESTION_OF[label]}
    events = [UserUttered("", {"name": "faq"}), SlotSet("last_answers", [topic])]
    return DialogueStateTracker.from_events("x", events, [AnySlot("last_answers", mappings=[{}])])


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    """Train the components on a few sentences and load them anew from what they stored."""
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("model"))
    patch = pytest.MonkeyPatch()
    patch.setattr(answer_selector, "read_follow_ups", lambda: FOLLOW_UPS)
    data = TrainingData([example(label, t) for label, texts in EXAMPLES.items() for t in texts])
    data.responses = {f"utter_{label}": response(label) for label in QUESTION_OF}
    trained, loaded = [], []
    for kind in (SegmentSplitter, NgramFeaturizer, LabelClassifier, AnswerSelector):
        config, resource = kind.get_default_config(), Resource(kind.__name__)
        context = ExecutionContext(GraphSchema({}), "test", node_name=kind.__name__)
        component = kind.create(config, storage, resource, context)
        if kind is not SegmentSplitter:
            component.train(data)
        if hasattr(component, "process_training_data"):
            component.process_training_data(data)
        trained.append(component)
        loaded.append(kind.load(config, storage, resource, context))
    patch.undo()
    return SimpleNamespace(trained=trained, loaded=loaded)


def read(components, text, tracker=None) -> Message:
    messages = [Message({TEXT: text})]
    for component in components:
        context = [tracker] if isinstance(component, AnswerSelector) else []
        messages = component.process(messages, *context)
    return messages[0]


def test_features_when_made_then_one_sparse_row_of_fixed_width(pipeline):
    rows = [
        read(pipeline.trained, text).get_sparse_features(TEXT, [])[1].features
        for text in ("wat is dna", "iets heel anders", "qqq")
    ]

    assert {row.shape[0] for row in rows} == {1}
    assert len({row.shape for row in rows}) == 1
    assert rows[0].nnz > 0


TEXTS = [text for texts in EXAMPLES.values() for text in texts]


@pytest.mark.parametrize("text", [*TEXTS[:6], "Wát doet\u00a0DNA in eén cel?!", "a", *ODD_TEXTS])
def test_matrix_when_a_text_is_read_then_as_scikit_learn_would(text):
    matrix = NgramMatrix(least=1).fit(TEXTS)
    expected = [
        v.fit([fold(t) for t in TEXTS]).transform([fold(text)]) for v in matrix.vectorizers()
    ]

    for _ in range(2):  # the second time from memory
        row = matrix.rows([text]).toarray()[0]
        assert np.allclose(row, np.hstack([part.toarray()[0] for part in expected]), atol=1e-5)


def test_matrix_when_many_texts_are_read_then_a_row_each():
    matrix = NgramMatrix(least=1).fit(TEXTS)

    together = matrix.rows(TEXTS).toarray()

    assert together.shape == (len(TEXTS), matrix.width)
    assert np.array_equal(together, np.vstack([matrix.rows([text]).toarray() for text in TEXTS]))


def test_ranking_when_made_then_confidences_best_first(pipeline):
    message = read(pipeline.trained, "vertel eens over dna")
    ranking = message.get(LABEL_RANKING)

    confidences = [label["confidence"] for label in ranking]
    assert confidences == sorted(confidences, reverse=True)
    assert 0 < sum(confidences) <= 1 + 1e-6
    assert {label["name"] for label in ranking} <= set(EXAMPLES)
    assert ranking[0]["name"] == "faq/dna"


def test_ranking_when_a_training_sentence_is_typed_in_other_case_then_sure(pipeline):
    ranking = read(pipeline.trained, "WAT KOST DAT?").get(LABEL_RANKING)

    assert ranking == [{"name": "limits/ask_costs", "confidence": 1.0}]


@pytest.mark.parametrize(
    "text", ["wat is dna", "hoe zit dat met mannen", "hoi", *ODD_TEXTS], ids=range(12)
)
def test_components_when_loaded_then_say_what_they_said_after_training(pipeline, text):
    one, other = read(pipeline.trained, text), read(pipeline.loaded, text)

    assert one.get(LABEL_RANKING) == other.get(LABEL_RANKING)
    assert one.get(SELECTION) == other.get(SELECTION)
    assert one.get(INTENT)["name"]


@pytest.mark.parametrize("text", ["", "   ", "?!", "👍"])
def test_message_when_without_words_then_no_ranking_and_the_intent_for_that(pipeline, text):
    message = read(pipeline.trained, text)

    assert message.get(LABEL_RANKING) == []
    assert message.get(INTENT)["name"] == "smalltalk"


def test_selection_when_a_point_is_sure_then_its_topic_and_the_response_to_retrieve(pipeline):
    message = read(pipeline.trained, "wat is dna")

    (topic,) = message.get(SELECTION)["topics"]
    assert topic["topic"] == "faq/dna"
    assert topic["section"] == "Kop"
    chosen = message.get("response_selector")["faq"]["response"]
    assert chosen["utter_action"] == "utter_faq/dna"
    assert message.as_dict(only_output_properties=True)[SELECTION]


def test_segments_when_two_questions_are_asked_then_each_is_read_by_itself(pipeline):
    message = read(pipeline.trained, "wat is dna? wat kost dat?")

    firsts = [segment.get(LABEL_RANKING)[0]["name"] for segment in message.get(SEGMENTS)]
    assert firsts == ["faq/dna", "limits/ask_costs"]


def test_double_question_when_its_second_part_leans_on_the_first_then_both_are_answered(pipeline):
    men, follow_up = part("mannen en rugpijn", "faq/men"), part("en bij vrouwen dan", "follow_up")
    message = part(f"{men.get(TEXT)}, {follow_up.get(TEXT)}", "faq/men", "faq/women")
    message.set(SEGMENTS, [men, follow_up])

    pipeline.loaded[-1].process([message])

    topics = [topic["topic"] for topic in message.get(SELECTION)["topics"]]
    assert topics == ["faq/men", "faq/women"]


@pytest.mark.parametrize(
    ("after", "answer"), [("faq/men", "faq/women"), ("faq/women", "faq/women")]
)
def test_follow_up_when_after_an_answer_then_read_in_view_of_it(pipeline, after, answer):
    text = "en verder dan" if after == answer else "en bij vrouwen dan"

    message = read(pipeline.loaded, text, after_answer(after))

    assert message.get(SELECTION)["topics"][0]["topic"] == answer


@pytest.mark.parametrize("text", ["en verder dan", "en verder dan " + "woord " * 20])
def test_follow_up_when_there_is_no_answer_or_it_is_long_then_as_it_stands(pipeline, text):
    tracker = after_answer("faq/men") if "woord" in text else None

    message = read(pipeline.trained, text, tracker)

    assert message.get(SELECTION) == read(pipeline.trained, text).get(SELECTION)


def test_answer_when_it_ends_without_a_source_then_training_is_refused(pipeline):
    data = TrainingData([])
    data.responses = {"utter_faq/dna": [response("faq/dna")[0] | {"text": "Zonder bron."}]}

    with pytest.raises(InvalidConfigException, match="Bron"):
        pipeline.trained[-1].train(data)


@pytest.fixture(scope="module")
def extractor():
    return NameExtractor(NameExtractor.get_default_config())


@pytest.mark.parametrize("intent", ["inform", "book_appointment", None])
def test_name_when_the_message_may_hold_one_then_with_place_and_label(extractor, intent):
    text = "ik ben Annelies de Boer"
    message = Message({TEXT: text, INTENT: {"name": intent}})

    (found,) = extractor.process([message])[0].get("entities")

    assert (found["entity"], found["value"]) == ("PERSON", "Annelies de Boer")
    assert text[found["start"] : found["end"]] == "Annelies de Boer"


@pytest.mark.parametrize("intent", ["faq", "unclear_question", "limits"])
def test_name_when_the_message_asks_what_is_answered_or_declined_then_not_read(extractor, intent):
    message = Message({TEXT: "ik ben Annelies de Boer", INTENT: {"name": intent}})

    assert extractor.process([message])[0].get("entities") is None


def test_name_when_a_form_is_running_then_read_whatever_the_intent(extractor):
    message = Message({TEXT: "ik ben Annelies de Boer", INTENT: {"name": "limits"}})
    tracker = DialogueStateTracker.from_events("x", [ActiveLoop("appointment_form")], [])

    (found,) = extractor.process([message], tracker)[0].get("entities")

    assert found["value"] == "Annelies de Boer"


def test_names_when_the_model_is_not_installed_then_refused():
    with pytest.raises(InvalidConfigException, match="nl_core_news_xl"):
        NameExtractor(NameExtractor.get_default_config() | {"model": "nl_core_news_xl"})
