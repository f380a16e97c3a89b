"""Builds the stand-in for spaCy's Dutch model ``nl_core_news_sm``, from treebanks to wheel.

    python -m bot.models.build_nl_core_news_sm --data DIR

DIR holds either train.conllu, dev.conllu and test.conllu (CoNLL-U in the conventions of UD 2.8:
universal part of speech, CGN tag, features and lemma of each word), or clones of the treebanks
UD_Dutch-LassySmall and UD_Dutch-Alpino. They are CC BY-SA 4.0 and stay outside the project; what is
made from them carries the notice in LICENSE.md. The same data and pins give the same model.
"""

import argparse
import random
import re
import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import srsly
from spacy.cli.convert import convert
from spacy.cli.package import package
from spacy.cli.train import train
from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus
from spacy.training.augment import create_lower_casing_augmenter

from bot.models.chiropractors import full_name_patterns, part_patterns
from bot.models.ner_templates import Chats, Templates, treebank_docs
from bot.models.person_scores import read_names, score_persons

HERE = Path(__file__).resolve().parent
CHAT_TEST = HERE.parents[1] / "tests" / "models" / "ner_chat.tsv"
NAME = "core_news_sm"
VERSION = "3.4.0+movewell.2"
SEED = 7
CHATS, TREEBANK_SENTENCES = 24000, 2500
SENTENCES_PER_DOC = 10
MANTISSA_BITS = 10
"""Weights keep this many of 23 bits: no score changes, and the wheel packs far better."""
OFFICIAL = {"tag_acc": 0.942, "pos_acc": 0.959, "morph_acc": 0.952, "lemma_acc": 0.951}
"""Figures published with the official nl_core_news_sm 3.4.0, on LassySmall 2.8 test."""
META = {
    "description": "Stand-in for spaCy's nl_core_news_sm 3.4.0, for where the official package"
    " cannot be reached: tags, lemmas, and names of persons. No parser, no vectors.",
    "author": "MoveWell-bot",
    "license": "CC BY-SA 4.0",
    "stand_in": True,
    "sources": [
        {
            "name": "UD Dutch LassySmall (several releases, relabelled to 2.8)",
            "url": "https://github.com/UniversalDependencies/UD_Dutch-LassySmall",
            "license": "CC BY-SA 4.0",
            "author": "Gosse Bouma, Gertjan van Noord",
        },
        {
            "name": "UD Dutch Alpino (parts, relabelled to 2.8)",
            "url": "https://github.com/UniversalDependencies/UD_Dutch-Alpino",
            "license": "CC BY-SA 4.0",
            "author": "Daniel Zeman, Zdeněk Žabokrtský, Gosse Bouma, Gertjan van Noord",
        },
        {
            "name": "Messages and names made up for MoveWell-bot; name lists of Faker",
            "url": "https://github.com/joke2k/faker",
            "license": "MIT",
            "author": "MoveWell-bot; Faker's contributors",
        },
    ],
}


def main() -> None:
    """Build the wheel and write the page with its scores."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the treebanks")
    parser.add_argument("--work", type=Path, default=HERE / "build", help="folder to work in")
    arguments = parser.parse_args()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)

    convert_treebanks(arguments.data, work)
    train(HERE / "tagger.cfg", work / "tagger", overrides=_paths(work, "tagger"))
    make_name_data(work)
    train(HERE / "ner.cfg", work / "ner", overrides=_paths(work, "ner"))
    model = work / "model"
    assemble(work).to_disk(model)
    drop_strings(model)
    test = work / "test.spacy"
    scores = evaluate(model, test)
    wheel = package_wheel(model, scores, work)
    page = scores_page(scores, _docs(test, spacy.blank("nl")), model, wheel)
    (HERE / "SCORES.md").write_text(page, encoding="utf-8")


def _paths(work: Path, kind: str) -> dict[str, str]:
    return {f"paths.{split}": str(work / f"{kind}_{split}.spacy") for split in ("train", "dev")}


def convert_treebanks(data: Path, work: Path) -> None:
    """Write the splits in spaCy's format; our own tagged chat sentences join the training part."""
    for split, sources in treebank_files(data).items():
        joined = work / f"{split}.conllu"
        own = [HERE / "chat.conllu"] if split == "train" else []
        texts = [path.read_text(encoding="utf-8").strip() for path in [*sources, *own]]
        joined.write_text("\n\n".join(texts) + "\n\n", encoding="utf-8")
        convert(joined, work, file_type="spacy", converter="conllu", n_sents=SENTENCES_PER_DOC)
    shutil.copy(work / "train.spacy", work / "tagger_train.spacy")
    shutil.copy(work / "dev.spacy", work / "tagger_dev.spacy")


def treebank_files(data: Path) -> dict[str, list[Path]]:
    """Return the files of each split: ready-made splits, else those of the cloned treebanks."""
    if (data / "train.conllu").exists():
        return {split: [data / f"{split}.conllu"] for split in ("train", "dev", "test")}
    lassy = {
        s: sorted(data.rglob(f"nl_lassysmall-ud-{s}.conllu")) for s in ("train", "dev", "test")
    }
    if not all(lassy.values()):
        sys.exit(f"{data} holds no train.conllu and no clone of UD_Dutch-LassySmall.")
    alpino = sorted(data.rglob("nl_alpino-ud-*.conllu"))
    return {**lassy, "train": [*lassy["train"], *alpino]}


def make_name_data(work: Path) -> None:
    """Write what the name recogniser is trained on and developed with."""
    nlp = spacy.blank("nl")
    treebank = _docs(work / "train.spacy", nlp)
    templates = Templates(HERE / "ner_templates.yml", treebank)
    sentences = list(treebank_docs(templates, treebank, SEED))
    random.Random(SEED).shuffle(sentences)
    chats = list(Chats(templates, SEED).docs(nlp, CHATS))
    DocBin(docs=[*chats, *sentences[:TREEBANK_SENTENCES]]).to_disk(work / "ner_train.spacy")
    dev = [_marked(nlp.make_doc(text), names) for text, names in read_names(HERE / "ner_dev.tsv")]
    DocBin(docs=dev).to_disk(work / "ner_dev.spacy")


def _docs(path: Path, nlp: Language) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(nlp.vocab))


def _marked(doc: Doc, names: list[str]) -> Doc:
    starts = [doc.text.index(name) for name in names]
    spans = [
        doc.char_span(start, start + len(name), label="PERSON", alignment_mode="expand")
        for start, name in zip(starts, names)
    ]
    doc.set_ents(spans)
    return doc


def assemble(work: Path) -> Language:
    """Return one pipeline of the tagger, the name recogniser and the chiropractors' names."""
    nlp = spacy.load(work / "tagger" / "model-best")
    names = spacy.load(work / "ner" / "model-last")
    names.replace_listeners("tok2vec", "ner", ["model.tok2vec"])
    nlp.add_pipe("ner", source=names)
    chiropractors = srsly.read_yaml(HERE / "ner_templates.yml")["chiropractors"].strip().split("\n")
    # A full name is certain and replaces what was recognised. A part is not: it may belong to
    # another person ("Desiree de Vries"), so it only adds.
    full = nlp.add_pipe("entity_ruler", "chiropractors", config={"overwrite_ents": True})
    full.add_patterns(full_name_patterns(chiropractors))  # type: ignore[attr-defined]
    parts = nlp.add_pipe("entity_ruler", "chiropractor_parts")
    parts.add_patterns(part_patterns(chiropractors))  # type: ignore[attr-defined]
    round_weights(nlp)
    return nlp


def round_weights(nlp: Language) -> None:
    """Round every weight to fewer bits, in place."""
    drop = 23 - MANTISSA_BITS
    for _, component in nlp.pipeline:
        for node in component.model.walk() if hasattr(component, "model") else []:
            for name in node.param_names:
                if node.has_param(name):
                    bits = np.ascontiguousarray(node.get_param(name), "float32").view("uint32")
                    rounded = (bits + np.uint32(1 << (drop - 1))) >> drop << drop
                    node.set_param(name, rounded.view("float32"))


def drop_strings(model: Path) -> None:
    """Keep only the strings that components refer to by number: labels and edit trees."""
    labels = {label for group in spacy.load(model).pipe_labels.values() for label in group}
    needed = labels | {part for label in labels for part in re.split(r"[|=]", label)}
    trees = srsly.msgpack_loads((model / "lemmatizer" / "trees").read_bytes())["trees"]
    numbers = {tree[key] for tree in trees for key in ("orig", "subst") if key in tree}
    path = model / "vocab" / "strings.json"
    strings = StringStore().from_disk(path)
    srsly.write_json(path, sorted(s for s in strings if s in needed or strings[s] in numbers))


def evaluate(model: Path, test: Path) -> dict[str, Any]:
    """Return accuracies on the treebank's test split, four ways, and scores of persons."""
    nlp = spacy.load(model)
    lower = create_lower_casing_augmenter(1.0)
    corpora = {
        "spacy_tokens": Corpus(test),
        "gold_tokens": Corpus(test, gold_preproc=True),
        "lower_case": Corpus(test, augmenter=lower),
        "lower_case_gold_tokens": Corpus(test, gold_preproc=True, augmenter=lower),
    }
    scores: dict[str, Any] = {}
    for name, corpus in corpora.items():
        found = nlp.evaluate(list(corpus(nlp)))
        scores[name] = {measure: round(found[measure], 4) for measure in OFFICIAL}
    for name, path in {"dev": HERE / "ner_dev.tsv", "test": CHAT_TEST}.items():
        for case in ("as typed", "lower case"):
            score = score_persons(nlp, path, lower_case=case == "lower case")
            values = {"p": score.precision, "r": score.recall, "f": score.f}
            scores[f"person, {name}, {case}"] = {k: round(v, 4) for k, v in values.items()}
    return scores


def package_wheel(model: Path, scores: dict[str, Any], work: Path) -> Path:
    """Make the wheel and put it beside this file, in place of an older one."""
    meta = srsly.read_json(model / "meta.json")
    meta.update(META, name=NAME, version=VERSION, performance=scores, notes=_notes(scores))
    srsly.write_json(model / "meta.json", meta)
    shutil.copy(HERE / "LICENSE.md", model / "LICENSE")
    shutil.rmtree(work / "package", ignore_errors=True)
    (work / "package").mkdir()
    package(model, work / "package", create_sdist=False, create_wheel=True, silent=True)
    [built] = (work / "package").rglob("*.whl")
    for old in HERE.glob("nl_core_news_sm-*.whl"):
        old.unlink()
    return Path(shutil.copy(built, HERE))


def _notes(scores: dict[str, Any]) -> str:
    person = scores["person, test, as typed"]
    return (
        "A stand-in, not Explosion's model. Trained on UD Dutch LassySmall and Alpino and made-up"
        f" messages. Person names on independent chat sentences: F {person['f']:.2f}."
        " See LICENSE for credits and the list of changes."
    )


def scores_page(scores: dict[str, Any], test: list[Doc], model: Path, wheel: Path) -> str:
    """Return the page with the scores, sizes and times."""
    columns = ["spacy_tokens", "gold_tokens", "lower_case", "lower_case_gold_tokens"]
    accuracies = [
        f"| {measure.removesuffix('_acc')} | {official:.3f} | "
        + " | ".join(f"{scores[column][measure]:.3f}" for column in columns)
        + " |"
        for measure, official in OFFICIAL.items()
    ]
    persons = [
        f"| {name.removeprefix('person, ')} | {s['p']:.3f} | {s['r']:.3f} | {s['f']:.3f} |"
        for name, s in scores.items()
        if name.startswith("person")
    ]
    load, message = measure_speed(model)
    return SCORES_PAGE.format(
        version=VERSION,
        sentences=sum(len(list(doc.sents)) for doc in test),
        tokens=sum(len(doc) for doc in test),
        accuracies="\n".join(accuracies),
        persons="\n".join(persons),
        wheel=wheel.stat().st_size / 1e6,
        unpacked=sum(file.stat().st_size for file in model.rglob("*") if file.is_file()) / 1e6,
        load=load,
        message=message,
    )


def measure_speed(model: Path) -> tuple[float, float]:
    """Return the seconds to load the model and the milliseconds for a message, as medians."""
    loads, messages = [], []
    for _ in range(3):
        start = time.perf_counter()
        nlp = spacy.load(model)
        loads.append(time.perf_counter() - start)
    texts = [text for text, _ in read_names(HERE / "ner_dev.tsv")]
    for text in texts * 3:
        start = time.perf_counter()
        nlp(text)
        messages.append(time.perf_counter() - start)
    return statistics.median(loads), statistics.median(messages) * 1000


SCORES_PAGE = """# Scores of the Dutch stand-in model

Written by `build_nl_core_news_sm.py`; version {version}.

## Words

Accuracy on the test part of UD Dutch LassySmall ({sentences:,} sentences, {tokens:,} tokens;
release 2.8 has 876 and 11,576), measured with spaCy's own scorers. "Raw text" is what
`spacy evaluate` does by default and what our bars apply to: spaCy splits the text itself, and a
token that differs from the treebank's counts as wrong. "Gold tokens" is `spacy evaluate
--gold-preproc`: the treebank's tokens, one sentence at a time. For lower case every word of the
text is lower-cased; the right answers, lemmas with their capitals included, stay. The official
figures are those published with spaCy's nl_core_news_sm 3.4.0, on release 2.8.

| | official 3.4.0 | raw text | gold tokens | lower case, raw text | lower case, gold tokens |
| --- | --- | --- | --- | --- | --- |
{accuracies}

## Names of persons

A person counts as found when its text is found exactly. `test` is tests/models/ner_chat.tsv: 150
chat sentences by another author, neither trained on nor tuned to. `dev` is ner_dev.tsv, our own 85
sentences, used for development. In lower case the same sentences are lower-cased.

| | precision | recall | F |
| --- | --- | --- | --- |
{persons}

Never rely on this alone for the patient's own name: the form asks for it.

## Size and speed

Wheel {wheel:.1f} MB, unpacked {unpacked:.1f} MB; loads in {load:.1f} s (spaCy itself already
imported); {message:.1f} ms for a message (median, one core).
"""


if __name__ == "__main__":
    main()
