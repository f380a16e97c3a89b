"""Installs spaCy's Dutch model: the official wheel where it can be reached, else the stand-in.

Run by set-up with the environment's Python. ``NL_MODEL=official`` or ``NL_MODEL=standin`` decides;
``auto`` (the default) keeps what is installed and else tries the official wheel first.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import urllib.request
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
OFFICIAL_NAME = "nl_core_news_sm-3.4.0-py3-none-any.whl"
OFFICIAL_URL = (
    "https://github.com/explosion/spacy-models/releases/download/nl_core_news_sm-3.4.0/"
    + OFFICIAL_NAME
)
OFFICIAL_SHA256 = "e90cf58e9d5aa9f54e23c4938d70f1d40ead69336b1c779cc0700000ddd0089b"
DOWNLOAD_TIMEOUT = 5
"""Seconds without an answer after which the official wheel counts as out of reach."""


def main() -> int:
    """Install the wanted model and say in one line which one it is."""
    wanted = os.environ.get("NL_MODEL", "auto")
    if wanted not in ("auto", "official", "standin"):
        print("NL_MODEL must be auto, official or standin.", file=sys.stderr)
        return 1
    installed = installed_model()
    if installed and wanted in ("auto", installed):
        print(f"Dutch model: the {installed} model is installed.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        wheel = None if wanted == "standin" else download(OFFICIAL_URL, Path(folder))
        if wheel is None and wanted == "official":
            print("The official Dutch model cannot be reached or is not the expected file.")
            return 1
        install(wheel or standin_wheel())
    print("Dutch model: installed the", "official model." if wheel else "project's stand-in.")
    return 0


def installed_model() -> str | None:
    """Return ``official`` or ``standin`` for the model that is installed, None for neither.

    An older stand-in than the wheel of the project does not count.
    """
    try:
        version = metadata.version("nl_core_news_sm")
    except metadata.PackageNotFoundError:
        return None
    if version == OFFICIAL_NAME.split("-")[1]:
        return "official"
    return "standin" if version == standin_wheel().name.split("-")[1] else None


def standin_wheel() -> Path:
    """Return the wheel of the stand-in."""
    [wheel] = HERE.glob("nl_core_news_sm-*.whl")
    return wheel


def download(url: str, folder: Path) -> Path | None:
    """Fetch the official wheel; None when it cannot be had or its hash differs."""
    try:
        with urllib.request.urlopen(url, timeout=DOWNLOAD_TIMEOUT) as response:  # noqa: S310
            content = response.read()
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest() != OFFICIAL_SHA256:
        return None
    path = folder / OFFICIAL_NAME
    path.write_bytes(content)
    return path


def install(wheel: Path) -> None:
    """Install a wheel into this environment, in place of another version."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
    subprocess.run([*command, "--no-deps", "--reinstall", str(wheel)], check=True)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
