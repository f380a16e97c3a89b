"""Made-up points, to see what a turn takes when the bot knows ten times as much."""

import random
from pathlib import Path

import yaml

SEED = 5
SENTENCES_A_POINT = 20
FRAMES = (
    "wat is een {0}",
    "hoe werkt {0} bij {1}",
    "heeft {0} te maken met {1}",
    "klopt het dat {0} door {1} komt",
    "waarom helpt {1} tegen {0}",
)
SYLLABLES = ("bar", "del", "fin", "gos", "hul", "jem", "kro", "lum", "mast", "nip", "oer", "pal")


def add_points(folder: Path, points: int) -> None:
    """Write so many made-up points of made-up words into a bot's training data."""
    picker = random.Random(SEED)  # noqa: S311

    def word() -> str:
        return "".join(picker.choice(SYLLABLES) for _ in range(3))

    nlu, responses = [], {}
    for number in range(points):
        label, topic = f"faq/synthetic_{number}", word()
        sentences = [
            picker.choice(FRAMES).format(topic, word()) + f" {word()}"
            for _ in range(SENTENCES_A_POINT)
        ]
        nlu.append({"intent": label, "examples": "".join(f"- {s}\n" for s in sentences)})
        responses[f"utter_{label}"] = [
            {
                "text": f"Dit gaat over {topic}.\nBron: Verzonnen",
                "metadata": {"question": f"Wat is {topic}?", "simple": f"Over {topic}."},
            }
        ]
    content = {"version": "3.1", "responses": responses, "nlu": nlu}
    (folder / "data" / "nlu" / "synthetic.yml").write_text(
        yaml.safe_dump(content, allow_unicode=True), encoding="utf-8"
    )
