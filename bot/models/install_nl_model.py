"""Installs spaCy's Dutch model: the official wheel where it can be reached, else our stand-in.

Run by set-up with the environment's own Python. ``NL_MODEL`` decides: ``official``, ``standin``, or
``auto`` (the default), which keeps what is installed and else tries the official wheel first.
"""

import contextlib
import hashlib
import http.client
import importlib.util
import os
import subprocess
import sys
import tempfile
import threading
import urllib.request
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
OFFICIAL_VERSION = "3.4.0"
OFFICIAL_WHEEL = "nl_core_news_sm-3.4.0-py3-none-any.whl"
OFFICIAL_URL = (
    "https://github.com/explosion/spacy-models/releases/download/nl_core_news_sm-3.4.0/"
    + OFFICIAL_WHEEL
)
OFFICIAL_SHA256 = "e90cf58e9d5aa9f54e23c4938d70f1d40ead69336b1c779cc0700000ddd0089b"
CONNECT_SECONDS, ANSWER_SECONDS, TOTAL_SECONDS = 3.0, 8.0, 30.0
"""Limits for a connection, for the first answer (look-up and redirect included), and for all."""


def main() -> int:
    """Install the wanted model unless it is there, and say in one line which one it is."""
    wanted = os.environ.get("NL_MODEL") or "auto"
    if wanted not in {"auto", "official", "standin"}:
        print(f"NL_MODEL is {wanted!r}; it may be auto, official or standin.", file=sys.stderr)
        return 2
    standin = standin_wheel()
    present = installed_version()
    right = {"official": {OFFICIAL_VERSION}, "standin": {version_of(standin)}}
    if present in right.get(wanted, right["official"] | right["standin"]):
        print(describe(present))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        wheel = download(OFFICIAL_URL, Path(folder)) if wanted != "standin" else None
        if wheel is None and wanted == "official":
            print(
                "The official Dutch model cannot be reached, or is another file.", file=sys.stderr
            )
            return 1
        install(wheel or standin)
        print(describe(version_of(wheel or standin)))
    return 0


def standin_wheel() -> Path:
    """Return the stand-in's wheel."""
    [wheel] = HERE.glob("nl_core_news_sm-*.whl")
    return wheel


def version_of(wheel: Path) -> str:
    """Return the version that a wheel's name tells."""
    return wheel.name.split("-")[1]


def installed_version() -> str:
    """Return the version of the Dutch model in this environment, empty for none."""
    try:
        return metadata.version("nl_core_news_sm")
    except metadata.PackageNotFoundError:
        return ""


def describe(version: str) -> str:
    """Return the line that says which model this is."""
    kind = "the official model" if version == OFFICIAL_VERSION else "the stand-in of this project"
    return f"Dutch model: {kind}, nl_core_news_sm {version}"


class Fetch(threading.Thread):
    """Reads an address in the background, for no socket time-out covers a name look-up."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.content = b""
        self.answered = threading.Event()
        self._url = url

    def run(self) -> None:
        """Read it all; leave the content empty when that fails."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            request = urllib.request.urlopen(self._url, timeout=CONNECT_SECONDS)  # noqa: S310
            with request as response:
                self.answered.set()
                self.content = response.read()
        self.answered.set()


def download(url: str, folder: Path) -> Path | None:
    """Fetch the official wheel; None when it is out of reach or its hash is another."""
    fetch = Fetch(url)
    fetch.start()
    if fetch.answered.wait(ANSWER_SECONDS):
        fetch.join(TOTAL_SECONDS)
    content = fetch.content
    if hashlib.sha256(content).hexdigest() != OFFICIAL_SHA256:
        return None
    wheel = folder / OFFICIAL_WHEEL
    wheel.write_bytes(content)
    return wheel


def install(wheel: Path) -> None:
    """Install a wheel into this environment without its dependencies, which the lock file names."""
    with_uv = importlib.util.find_spec("uv") is not None
    tool = ["uv", "pip", "install", "--python", sys.executable] if with_uv else ["pip", "install"]
    options = ["--quiet", "--no-deps", "--no-index", "--force-reinstall", str(wheel)]
    subprocess.run([sys.executable, "-m", *tool, *options], check=True)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
