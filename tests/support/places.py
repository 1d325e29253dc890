"""Paths of the repository, the same for test modules in any folder."""

from __future__ import annotations

from pathlib import Path

#: The checkout.
ROOT = Path(__file__).resolve().parents[2]
#: Real data for measuring, beside the checkout; not part of the repository, so it may be absent.
SHARED_DATA = ROOT.parent / "shared" / "data"
