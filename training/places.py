"""Where the trainers read from and write to.

>>> SEED_STORIES.name
'stories.jsonl'
"""

from __future__ import annotations

from pathlib import Path

#: The checkout.
ROOT = Path(__file__).resolve().parents[1]
#: The ten articles of the seed page, cut out by hand; one JSON record a line. For tests and small fits.
SEED_STORIES = ROOT / "training" / "data" / "stories.jsonl"
#: The folder of `news.jsonl`, the articles that weights are fitted on. Not part of the repository, so it may be absent.
SHARED_DATA = ROOT.parent / "shared" / "data"
