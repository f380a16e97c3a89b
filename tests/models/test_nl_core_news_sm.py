"""The installed Dutch model, and the stand-in's wheel."""

import json
import re
import string
import zipfile
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from spacy.training import Example
from spacy.training.converters import conllu_to_docs

from bot.models import install_nl_model
from bot.models.person_scores import score_persons

MODELS = Path(install_nl_model.__file__).parent
CHAT = Path(__file__).with_name("ner_chat.tsv")
TREEBANK_TEST = MODELS.parents[2] / "shared" / "data" / "ud-dutch" / "test.conllu"
TREEBANK_DOCS = 88
MEGABYTE = 1_000_000
WORD_FLOORS = {"pos_acc": 0.93, "tag_acc": 0.915, "morph_acc": 0.935, "lemma_acc": 0.905}
PERSON_FLOOR = 0.88
CHIROPRACTORS = ["Jarco Schol", "Tijn Kooren", "Desiree Griesel", "Sten Hofstad"]
MISSPELT_PARTS = [
    "jarko",
    "yarco",
    "jraco",
    "jarcco",
    "scholl",
    "shcol",
    "scol",
    "tjin",
    "tiijn",
    "tyijn",
    "koorren",
    "koorn",
    "koorem",
    "koroen",
    "desire",
    "desirree",
    "dessiree",
    "desirée",
    "deisree",
    "griesl",
    "griessel",
    "greisel",
    "griesle",
    "stne",
    "ssten",
    "stens",
    "hofsad",
    "hofstadt",
    "hostfad",
    "hoffstad",
    "hofstat",
]
NO_PERSONS = [
    "zijn er nog tijden?",
    "pijn in mijn rug",
    "mijn zus heeft pijn",
    "ik ben moe",
    "tien uur is fijn",
    "Zijn jullie in Hilversum of Bussum?",
    "we eten steen en been",
    "vergoedt Zilveren Kruis of CZ of Menzis dit?",
    "wat doen COMT, OPRM1, COL9A2, IL-6 en BDNF?",
    "Kan ik in november of op maandag bij MoveWell terecht?",
    "mijn schouders en wervels doen pijn",
    "waar zijn de wervels",
]


def persons(nlp: Language, text: str) -> list[str]:
    return [span.text for span in nlp(text).ents if span.label_ == "PERSON"]


def one_letter_wrong(word: str) -> set[str]:
    """Return every form with a letter left out, added, replaced, or swapped with the next."""
    places = range(len(word))
    letters = string.ascii_lowercase
    left_out = {word[:i] + word[i + 1 :] for i in places}
    added = {word[:i] + c + word[i:] for i in [*places, len(word)] for c in letters}
    replaced = {word[:i] + c + word[i + 1 :] for i in places for c in letters}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in places[:-1]}
    return (left_out | added | replaced | swapped) - {word}


def test_pipeline_when_loaded_then_tags_lemmatizes_and_finds_names(nlp: Language) -> None:
    assert {"tok2vec", "morphologizer", "tagger", "lemmatizer", "ner"} <= set(nlp.pipe_names)
    assert (nlp.lang, nlp.meta["name"]) == ("nl", "core_news_sm")
    [token] = [token for token in nlp("Ik heb gisteren gelopen.") if token.text == "gelopen"]
    assert (token.pos_, token.lemma_, token.morph.get("VerbForm")) == ("VERB", "lopen", ["Part"])
    assert token.tag_.startswith("WW|vd")


def test_standin_when_loaded_then_has_no_parser_and_no_vectors(standin: Language) -> None:
    assert "parser" not in standin.pipe_names
    assert standin.vocab.vectors_length == 0


def test_words_when_patients_use_them_then_tagged(standin: Language) -> None:
    tags = {
        token.text: token.pos_
        for token in standin("Hoeveel afspraken heeft u graag, en wat doen jullie?")
    }
    assert {tags[word] for word in ("u", "jullie")} == {"PRON"}
    assert (tags["Hoeveel"], tags["graag"]) == ("NUM", "ADV")


@pytest.mark.parametrize("cased", [str, str.lower, str.upper])
@pytest.mark.parametrize("name", CHIROPRACTORS)
def test_chiropractor_when_named_then_found(standin: Language, name: str, cased: Any) -> None:
    for wanted in (name, *name.split()):
        asked = cased(wanted)
        for text in (f"bij {asked} graag", f"is {asked} er dinsdag?", f"met {asked}", asked):
            assert asked in persons(standin, text), text


@pytest.mark.parametrize("part", MISSPELT_PARTS)
def test_part_of_name_when_one_letter_wrong_then_found(standin: Language, part: str) -> None:
    for text in (f"bij {part} graag", f"kan ik dinsdag bij {part}?"):
        assert persons(standin, text) == [part]


@pytest.mark.parametrize("name", CHIROPRACTORS)
def test_full_name_when_one_letter_wrong_then_found(standin: Language, name: str) -> None:
    first, last = name.lower().split()
    forms = {f"{wrong} {last}" for wrong in one_letter_wrong(first) - {"mijn", "pijn", "zijn"}}
    forms |= {f"{first} {wrong}" for wrong in one_letter_wrong(last)}
    texts = [f"graag bij {form} om tien uur" for form in sorted(forms)]
    missed = [
        doc.text
        for doc, form in zip(standin.pipe(texts), sorted(forms), strict=True)
        if form not in [span.text for span in doc.ents if span.label_ == "PERSON"]
    ]
    assert missed == []


def test_first_name_when_of_a_patient_then_not_cut_off(standin: Language) -> None:
    assert persons(standin, "Mijn naam is Desiree de Vries") == ["Desiree de Vries"]


@pytest.mark.parametrize("text", NO_PERSONS)
def test_persons_when_there_are_none_then_none_found(standin: Language, text: str) -> None:
    assert persons(standin, text) == []


def test_persons_when_in_chat_sentences_then_f_at_least_floor(standin: Language) -> None:
    assert score_persons(standin, CHAT).f >= PERSON_FLOOR


def test_words_when_in_treebank_then_scores_at_least_floors(nlp: Language) -> None:
    if not TREEBANK_TEST.exists():
        pytest.skip("the treebank is not here; bot/models/SCORES.md has its scores")
    text = TREEBANK_TEST.read_text(encoding="utf-8")
    docs = conllu_to_docs(text, n_sents=10, no_print=True)
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in docs]
    assert len(examples) == TREEBANK_DOCS
    scores = nlp.evaluate(examples)
    assert {name: scores[name] for name, floor in WORD_FLOORS.items() if scores[name] < floor} == {}


def test_wheel_when_built_then_at_most_six_megabytes(wheel: Path) -> None:
    assert wheel.stat().st_size <= 6 * MEGABYTE


def test_wheel_when_opened_then_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        [meta_file] = [name for name in names if re.search(r"movewell\.\d+/meta\.json$", name)]
        [licence] = [name for name in names if re.search(r"movewell\.\d+/LICENSE$", name)]
        meta = json.loads(archive.read(meta_file))
        notice = archive.read(licence).decode()
        assert not [name for name in names if name.endswith(".conllu")]
    assert meta["version"] == install_nl_model.version_of(wheel)
    assert meta["stand_in"] is True
    assert "Stand-in" in meta["description"]
    assert meta["license"] == "CC BY-SA 4.0"
    assert {"LassySmall", "Alpino"} <= set(re.findall(r"\w+", json.dumps(meta["sources"])))
    assert "Gosse Bouma" in notice
    assert "CC BY-SA 4.0" in notice


def test_scores_page_when_compared_with_wheel_then_agrees(wheel: Path) -> None:
    page = (MODELS / "SCORES.md").read_text(encoding="utf-8")
    with zipfile.ZipFile(wheel) as archive:
        [name] = [n for n in archive.namelist() if re.search(r"movewell\.\d+/meta\.json$", n)]
        performance = json.loads(archive.read(name))["performance"]
    assert all(performance["spacy_tokens"][name] >= floor for name, floor in WORD_FLOORS.items())
    for column in performance.values():
        assert all(f"{value:.3f}" in page for value in column.values())
