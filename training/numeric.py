"""numpy and scipy, as the trainers use them: with one thread, so that sums are added in the same order every time.

Threads are counted when numpy is imported first, so import numpy from here.
"""

# ruff: noqa: E402
from __future__ import annotations

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

import numpy as np
import scipy  # type: ignore[import-untyped, unused-ignore]  # scipy has no types
from scipy import sparse
from scipy.optimize import minimize  # type: ignore[import-untyped, unused-ignore]

VERSIONS = {"numpy": np.__version__, "scipy": scipy.__version__}

__all__ = ["VERSIONS", "minimize", "np", "sparse"]
