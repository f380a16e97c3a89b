"""Builds the stand-in for spaCy's Dutch model nl_core_news_sm, from the treebanks to the wheel.

Run it through ``make model-nl DATA=<folder>``. The folder holds train.conllu, dev.conllu and
test.conllu, or clones of UD_Dutch-LassySmall and UD_Dutch-Alpino. The treebanks stay outside the
project: they are large, and CC BY-SA 4.0.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import spacy
from misspellings import patterns
from ner_data import chats, questions, treebank
from ner_frames import CHIROPRACTORS
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Corpus

HERE = Path(__file__).resolve().parent
BUILD = HERE / "build"
VERSION = "3.4.0+movewell.1"
SEED = 7
CHATS, QUESTIONS, TREEBANK_SENTENCES = 8000, 2500, 5000
OFFICIAL = {"tag": 0.942, "pos": 0.959, "morph": 0.952, "lemma": 0.951}
"""Scores of the official nl_core_news_sm 3.4.0 on LassySmall r2.8 test, as its makers publish."""
META = {
    "description": "Stand-in for nl_core_news_sm, for where the official wheel cannot be reached."
    " Trained for MoveWell-bot; no parser, no vectors.",
    "author": "MoveWell-bot",
    "email": "",
    "url": "",
    "license": "CC BY-SA 4.0",
    "sources": [
        {"name": "UD Dutch LassySmall", "author": "Bouma, van Noord", "license": "CC BY-SA 4.0"},
        {
            "name": "UD Dutch Alpino",
            "author": "Zeman, Žabokrtský, Bouma, van Noord",
            "license": "CC BY-SA 4.0",
        },
        {"name": "Faker name lists", "author": "joke2k", "license": "MIT"},
    ],
}


def main() -> None:
    """Convert, train, assemble, package and evaluate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the treebanks")
    data = parser.parse_args().data
    BUILD.mkdir(exist_ok=True)
    convert(data)
    train("tagger.cfg", "train.spacy", "dev.spacy", BUILD / "tagger")
    make_name_data()
    train("ner.cfg", "ner_train.spacy", "ner_dev.spacy", BUILD / "ner")
    nlp = assemble()
    scores = evaluate(nlp)
    write_scores(scores, package(nlp, scores))


def convert(data: Path) -> None:
    """Write the three splits as spaCy reads them."""
    for split in ("train", "dev", "test"):
        files = [data / f"{split}.conllu"]
        if not files[0].exists():
            files = sorted(data.glob(f"UD_Dutch-*/*-ud-{split}.conllu"))
        if not files:
            sys.exit(f"{data} holds neither {split}.conllu nor clones of the treebanks.")
        joined = BUILD / f"{split}.conllu"
        joined.write_text("".join(file.read_text(encoding="utf-8") for file in files))
        spacy_command("convert", "-c", "conllu", "-n", "10", str(joined), str(BUILD))


def train(config: str, train_file: str, dev_file: str, output: Path) -> None:
    """Train a pipeline by its config file."""
    spacy_command(
        "train",
        str(HERE / config),
        "--paths.train",
        str(BUILD / train_file),
        "--paths.dev",
        str(BUILD / dev_file),
        "--output",
        str(output),
    )


def spacy_command(*arguments: str) -> None:
    """Run a spaCy command; end the build when it fails."""
    subprocess.run([sys.executable, "-m", "spacy", *arguments], check=True)  # noqa: S603


def make_name_data() -> None:
    """Write the training and development data of the name recogniser."""
    nlp = spacy.blank("nl")
    sentences = list(treebank(nlp, DocBin().from_disk(BUILD / "train.spacy"), SEED))
    random.Random(SEED).shuffle(sentences)
    docs = [
        *sentences[:TREEBANK_SENTENCES],
        *chats(nlp, CHATS, SEED),
        *list(questions(nlp, patients_questions()))[:QUESTIONS],
    ]
    DocBin(docs=docs).to_disk(BUILD / "ner_train.spacy")
    DocBin(docs=list(chats(nlp, 400, SEED + 1))).to_disk(BUILD / "ner_dev.spacy")


def patients_questions() -> list[str]:
    """Return the questions of the bot's training data, shuffled."""
    texts = [
        line[len("    - ") :].strip()
        for path in sorted((HERE.parents[1] / "data/nlu").glob("faq_*.yml"))
        for line in path.read_text(encoding="utf-8").split("\nnlu:\n")[1].splitlines()
        if line.startswith("    - ")
    ]
    random.Random(SEED).shuffle(texts)
    return texts


def assemble() -> Language:
    """Put tagger, name recogniser and the chiropractors' names into one pipeline."""
    nlp = spacy.load(BUILD / "tagger/model-best")
    ner = spacy.load(BUILD / "ner/model-best")
    ner.replace_listeners("tok2vec", "ner", ["model.tok2vec"])
    nlp.add_pipe("ner", source=ner)
    ruler = nlp.add_pipe("entity_ruler", config={"overwrite_ents": True})
    ruler.add_patterns(patterns(CHIROPRACTORS))
    return nlp


def evaluate(nlp: Language) -> dict[str, Any]:
    """Return the scores on the test split (text tokenised by the model, as ``spacy evaluate``)."""
    names = {"tag": "tag_acc", "pos": "pos_acc", "morph": "morph_acc", "lemma": "lemma_acc"}
    examples = list(Corpus(BUILD / "test.spacy")(nlp))
    found = nlp.evaluate(examples)
    scores: dict[str, Any] = {name: found[key] for name, key in names.items()}
    lower = spacy.blank("nl")
    lowered = list(Corpus(BUILD / "test.spacy")(lower))
    for example in lowered:
        example.predicted = nlp.make_doc(example.reference.text.lower())
    found = nlp.evaluate(lowered)
    scores["lower"] = {name: found[key] for name, key in names.items()}
    scores["person"] = score_names(nlp, HERE.parents[1] / "tests/models/ner_chat.tsv")
    return scores


def score_names(nlp: Language, path: Path) -> dict[str, float]:
    """Return precision, recall and F of PERSON on sentences with their names, exact match."""
    right = found = wanted = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        sentence, _, persons = line.partition("\t")
        gold = {person.strip() for person in persons.split("|") if person.strip()}
        predicted = {span.text for span in nlp(sentence).ents if span.label_ == "PERSON"}
        right += len(gold & predicted)
        found += len(predicted)
        wanted += len(gold)
    precision, recall = right / found, right / wanted
    return {"p": precision, "r": recall, "f": 2 * precision * recall / (precision + recall)}


def package(nlp: Language, scores: dict[str, Any]) -> Path:
    """Write the wheel into this folder and return it."""
    nlp.meta.update({**META, "name": "core_news_sm", "version": VERSION, "performance": scores})
    model = BUILD / "model"
    nlp.to_disk(model)
    drop_strings(model)
    packages = BUILD / "packages"
    shutil.rmtree(packages, ignore_errors=True)
    packages.mkdir()
    spacy_command("package", str(model), str(packages), "--build", "wheel", "--force")
    [built] = packages.rglob("*.whl")
    for old in HERE.glob("nl_core_news_sm-*.whl"):
        old.unlink()
    return Path(shutil.copy(built, HERE))


def drop_strings(model: Path) -> None:
    """Keep only the strings that a component needs: labels, tags, morphology, patterns."""
    nlp = spacy.load(model)
    pipes = [nlp.get_pipe(name) for name in nlp.pipe_names]
    needed = {label for pipe in pipes for label in getattr(pipe, "labels", ())}
    needed |= {str(part) for label in list(needed) for part in label.replace("=", "|").split("|")}
    path = model / "vocab/strings.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([s for s in known if s in needed], ensure_ascii=False))


def write_scores(scores: dict[str, Any], wheel: Path) -> None:
    """Write SCORES.md."""
    started = time.perf_counter()
    nlp = spacy.load(BUILD / "model")
    load = time.perf_counter() - started
    texts = patients_questions()[:300]
    nlp(texts[0])
    started = time.perf_counter()
    for text in texts:
        nlp(text)
    milliseconds = (time.perf_counter() - started) / len(texts) * 1000
    rows = [
        f"| {name} | {scores[name]:.3f} | {scores['lower'][name]:.3f} | {OFFICIAL[name]:.3f} |"
        for name in OFFICIAL
    ]
    person = scores["person"]
    (HERE / "SCORES.md").write_text(
        "\n".join(
            [
                "# Scores of the stand-in for nl_core_news_sm",
                "",
                f"Version {VERSION}. Written by build_nl_core_news_sm.py.",
                "",
                "Accuracy on the test split of UD Dutch LassySmall r2.8, from raw text as `spacy"
                " evaluate` does; the official figures are those published with 3.4.0.",
                "",
                "| | stand-in | stand-in, text in lower case | official 3.4.0 |",
                "| --- | --- | --- | --- |",
                *rows,
                "",
                "PERSON on the 150 independent chat sentences of tests/models/ner_chat.tsv, exact"
                f" match: P {person['p']:.3f}, R {person['r']:.3f}, F {person['f']:.3f}.",
                "",
                f"Wheel {wheel.stat().st_size / 1e6:.1f} MB, load {load:.1f} s,"
                f" {milliseconds:.1f} ms a message on one core of the building machine.",
                "",
            ]
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
