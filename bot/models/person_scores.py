"""Scores how well a model finds the names of persons in a file of sentences."""

from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language


@dataclass(frozen=True)
class PersonScore:
    """Precision and recall of persons, found exactly, letter for letter."""

    precision: float
    recall: float

    @property
    def f(self) -> float:
        """Return the harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def read_names(path: Path) -> list[tuple[str, list[str]]]:
    """Return sentences, each with the names of persons in it (``sentence<TAB>name|name``)."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(text, names.split("|") if names else []) for text, names in lines]


def score_persons(nlp: Language, path: Path, lower_case: bool = False) -> PersonScore:
    """Compare the persons found with those in the file; a name said twice counts twice."""
    right = found = wanted = 0
    for text, names in read_names(path):
        if lower_case:
            text, names = text.lower(), [name.lower() for name in names]  # noqa: PLW2901
        persons = [span.text for span in nlp(text).ents if span.label_ == "PERSON"]
        right += sum(min(persons.count(name), names.count(name)) for name in set(names))
        found += len(persons)
        wanted += len(names)
    return PersonScore(right / max(found, 1), right / max(wanted, 1))
