"""The two bots of the benchmark: ours and Rasa's stock configuration, on the same data."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.launch import PROJECT, VAR

STOCK_CONFIG = PROJECT / "bench" / "stock" / "config.yml"
FOLDER = VAR / "bench"
OURS, STOCK = "ours", "stock"
STOCK_EPOCHS = 100
STOCK_ENDPOINTS = (
    "action_endpoint:\n  url: ${ACTION_ENDPOINT_URL}\n"
    "tracker_store:\n  type: sql\n  dialect: sqlite\n  db: ${TRACKER_DB}\n"
)
OUR_CREDENTIALS, STOCK_CREDENTIALS = "bot.channels.rest.GuardedRestInput:\n", "rest:\n"
OUR_ANSWER = "      - action: action_answer_question\n"
STOCK_ANSWER = "      - action: utter_faq\n"
EXAMPLE = "    - "
SAMPLE_SECONDS = 0.2


@dataclass(frozen=True)
class Cost:
    """What a training cost: seconds by the clock and of processor, and the most memory in MB."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def prepare(name: str, epochs: int = STOCK_EPOCHS, sample: int = 1) -> Path:
    """Make the folder of a bot and return it.

    Both get the same domain and training data. The stock bot utters an answer itself (its
    ResponseSelector chose it), without the action that remembers topics. ``epochs``: how long each
    of its neural networks is trained; ``sample``: it is given one sentence in so many.
    """
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PROJECT / "data", folder / "data")
    shutil.copy(PROJECT / "domain.yml", folder)
    stock = name == STOCK
    config = (STOCK_CONFIG if stock else PROJECT / "config.yml").read_text(encoding="utf-8")
    config = config.replace(f"epochs: {STOCK_EPOCHS}", f"epochs: {epochs}") if stock else config
    (folder / "config.yml").write_text(config, encoding="utf-8")
    ours = (PROJECT / "endpoints.yml").read_text(encoding="utf-8")
    (folder / "endpoints.yml").write_text(STOCK_ENDPOINTS if stock else ours)
    (folder / "credentials.yml").write_text(STOCK_CREDENTIALS if stock else OUR_CREDENTIALS)
    if stock:
        for rules in (folder / "data" / "stories").glob("*.yml"):
            text = rules.read_text(encoding="utf-8").replace(OUR_ANSWER, STOCK_ANSWER)
            rules.write_text(text, encoding="utf-8")
        for sentences in (folder / "data" / "nlu").glob("*.yml"):
            thin_out(sentences, sample)
    return folder


def thin_out(path: Path, sample: int) -> None:
    """Leave one example in ``sample`` of each intent in a file of training data."""
    kept, place = [], 0
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        is_example = line.startswith(EXAMPLE)
        place = place + 1 if is_example else 0
        if not is_example or place % sample == 1 or sample == 1:
            kept.append(line)
    path.write_text("".join(kept), encoding="utf-8")


def train(folder: Path, processor: int) -> Cost:
    """Train a bot from nothing on one processor; raises CalledProcessError when Rasa refuses."""
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", "model"]
    command += ["--skip-validation", "--quiet"]
    started = time.monotonic()
    with (folder / "train.log").open("w") as log:
        process = psutil.Popen(
            command, cwd=folder, env=environment(), stdout=log, stderr=subprocess.STDOUT
        )
        process.cpu_affinity([processor])
        cpu, memory = 0.0, 0.0
        while process.poll() is None:
            try:
                times = process.cpu_times()
                cpu = max(cpu, times.user + times.system)
                memory = max(memory, process.memory_info().rss / 1e6)
            except psutil.NoSuchProcess:
                break
            time.sleep(SAMPLE_SECONDS)
    if process.wait() != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(time.monotonic() - started, cpu, memory)


def environment(**more: str) -> dict[str, str]:
    """Return the environment of every process of the benchmark."""
    fixed = {
        "PYTHONPATH": str(PROJECT),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    return {**os.environ, **fixed, **more}
