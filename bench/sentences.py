"""Checks the labelled sentences: ``make check-data`` prints what is wrong, and fails on it.

- a sentence that stands twice, or under two labels;
- two sentences that are alike but for a letter, under two labels;
- a sentence of a development or test set that is, or is almost, a training sentence;
- a follow-up that stands twice after one point, or in a test set as well.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.cases import DEVELOPMENT_FOLLOW_UPS, FOLLOW_UPS, MESSAGES, read_cases
from bot.launch import PROJECT
from bot.nlu.follow_ups import FollowUp, read_follow_ups
from bot.nlu.text import key

CONFLICT = 0.97
"""Two training sentences that are more alike than this may not have two labels."""
LEAK = 0.9
"""No test sentence may be more like a training sentence than this."""
FEWEST_WORDS = 4
"""Shorter messages, such as a greeting, are the same whoever writes them: no leak."""
ROWS_AT_ONCE = 500

Sentence = tuple[str, str]
"""Label and text."""


def training_sentences(folder: Path = PROJECT / "data" / "nlu") -> Iterator[Sentence]:
    """Yield every training sentence with its label."""
    for path in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for block in content.get("nlu", []):
            for line in block["examples"].splitlines():
                yield block["intent"], line.removeprefix("- ").strip()


def held_back_sentences(folder: Path = MESSAGES) -> Iterator[Sentence]:
    """Yield every sentence of the development and test sets with the name of its file.

    Follow-ups are left out: "leg dat eens uit" is a case by what was asked before.
    """
    for path in sorted(set(folder.glob("*.tsv")) - set(folder.glob("follow_ups*.tsv"))):
        for _, _, text in read_cases(path):
            yield path.name, text


def duplicates(sentences: Sequence[Sentence]) -> list[str]:
    """Return the sentences that stand twice, case, accents and punctuation aside."""
    seen: dict[str, Sentence] = {}
    found = []
    for label, text in sentences:
        if other := seen.get(key(text) or text):
            found.append(f"{other[0]}: {other[1]} | {label}: {text}")
        seen[key(text) or text] = (label, text)
    return found


def conflicts(sentences: Sequence[Sentence], limit: float = CONFLICT) -> list[str]:
    """Return the pairs of sentences that are almost the same under two labels."""
    texts = [text for _, text in sentences]
    return [
        f"{similarity:.2f} {sentences[a][0]}: {texts[a]} | {sentences[b][0]}: {texts[b]}"
        for a, b, similarity in alike(texts, texts, limit)
        if a < b and sentences[a][0] != sentences[b][0]
    ]


def leaks(
    training: Sequence[Sentence], held_back: Sequence[Sentence], limit: float = LEAK
) -> list[str]:
    """Return the held-back sentences that are almost a training sentence."""
    held_back = [row for row in held_back if len(row[1].split()) >= FEWEST_WORDS]
    pairs = alike([text for _, text in held_back], [text for _, text in training], limit)
    return [
        f"{similarity:.2f} {held_back[a][0]}: {held_back[a][1]} | {training[b][1]}"
        for a, b, similarity in pairs
    ]


def alike(
    texts: Sequence[str], others: Sequence[str], limit: float
) -> Iterator[tuple[int, int, float]]:
    """Yield the places of texts and others whose letters are that much alike (cosine)."""
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), dtype=np.float32)
    columns = letters.fit_transform([key(text) for text in others]).T.tocsr()
    rows = letters.transform([key(text) for text in texts])
    for start in range(0, rows.shape[0], ROWS_AT_ONCE):
        found = (rows[start : start + ROWS_AT_ONCE] @ columns).tocoo()
        near = found.data > limit
        for row, column, similarity in zip(found.row[near], found.col[near], found.data[near]):
            yield start + int(row), int(column), float(similarity)


def known_follow_ups(
    follow_ups: Sequence[FollowUp], held_back: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return the follow-ups that stand twice after one point, and the held-back ones among them."""
    twice = duplicates([(follow_up.after, f"{follow_up.after} {follow_up.text}")
                        for follow_up in follow_ups])  # fmt: skip
    known = {key(follow_up.text) for follow_up in follow_ups}
    leaked = [t for t in held_back if key(t) in known and len(t.split()) >= FEWEST_WORDS]
    return twice, leaked


def problems() -> dict[str, list[str]]:
    """Return every problem by its kind."""
    training, held_back = list(training_sentences()), list(held_back_sentences())
    tests = [text for path in (FOLLOW_UPS, DEVELOPMENT_FOLLOW_UPS) for *_, text in read_cases(path)]
    twice, leaked = known_follow_ups(read_follow_ups(), tests)
    return {
        "stand twice": duplicates(training),
        "almost the same under two labels": conflicts(training),
        "of a test set, almost a training sentence": leaks(training, held_back),
        "follow-ups that stand twice": twice,
        "of a test set, a known follow-up": leaked,
    }


def main() -> int:
    """Print the problems; return the exit code."""
    found = problems()
    for kind, lines in found.items():
        print(f"{kind}: {len(lines)}", *lines, sep="\n  ")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
