"""The committed bundle: small, self-contained, and what the source builds."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import PROJECT

WIDGET = PROJECT / "bot" / "widget"
BUNDLE = WIDGET / "dist" / "widget.js"
MOST_BYTES = 25 * 1024


def test_bundle_when_compressed_then_it_is_at_most_25_kb():
    assert len(gzip.compress(BUNDLE.read_bytes(), mtime=0)) <= MOST_BYTES


def test_bundle_when_searched_then_it_makes_no_code_and_no_markup_from_text():
    bundle = BUNDLE.read_text(encoding="utf-8")

    assert not re.search(r"\beval\(|new Function\(|document\.write|unsafeHTML", bundle)
    assert not re.search(r"https?://(?!www\.w3\.org/)[\w.-]+\.\w+/", bundle)


def test_lock_file_when_read_then_it_holds_no_download_addresses():
    lock = json.loads((WIDGET / "package-lock.json").read_text(encoding="utf-8"))

    assert lock["packages"]
    assert not any("resolved" in package for package in lock["packages"].values())


def test_bundle_when_rebuilt_from_the_source_then_it_is_the_committed_one(tmp_path: Path):
    if not shutil.which("npm"):
        pytest.skip("npm is not installed: the bundle cannot be rebuilt")
    copy = tmp_path / "widget"
    shutil.copytree(WIDGET, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    for command in (["npm", "ci"], ["npm", "run", "build"]):
        done = subprocess.run(
            command, cwd=copy, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    assert (copy / "dist" / "widget.js").read_bytes() == BUNDLE.read_bytes()
