"""A trainer run twice on the seed's stories: what both tests of trainers ask."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.places import ROOT
from training.places import SEED_STORIES


def fit_twice(trainer: str, folder: Path, *options: str) -> tuple[bytes, bytes]:
    """The files that `python -m TRAINER` writes in two processes, whose sets have different orders."""
    shutil.copy(SEED_STORIES, folder / "news.jsonl")
    return _fit(trainer, folder, "1", options), _fit(trainer, folder, "2", options)


def _fit(trainer: str, folder: Path, hash_seed: str, options: tuple[str, ...]) -> bytes:
    output = folder / f"weights-{hash_seed}.json"
    subprocess.run(
        [sys.executable, "-m", trainer, "--data", folder, "--output", output, *options],
        check=True,
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONUTF8": "1"},
    )
    return output.read_bytes()
