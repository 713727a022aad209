"""Data for the real worker: a side that is normal, and one that is not."""

from __future__ import annotations

import datetime

import numpy as np

RANDOM = np.random.default_rng(5)
NUMBERS = RANDOM.normal(size=3000)
SHIFTED = RANDOM.normal(0.4, size=2000)
CITIES = [["ulm", "bonn", "kiel", None][i] for i in RANDOM.choice(4, 6000, p=[0.5, 0.3, 0.15, 0.05])]
OTHERS = [["ulm", "bonn", "kiel", None][i] for i in RANDOM.choice(4, 6000, p=[0.3, 0.3, 0.3, 0.1])]
ROWS = RANDOM.normal(size=(1500, 24)).astype("f4")
MOVED = (RANDOM.normal(size=(900, 24)) + 0.3).astype("f4")
UTC = datetime.timezone.utc