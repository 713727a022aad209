"""Writes k_means_digits.json: scikit-learn's hand-written digits and what its k-means makes of them.

Run it from any folder with Python 3.11, numpy and scikit-learn 1.9.1:

    python3 Tests/Goldens/scripts/k_means_digits.py

`digits` holds 1797 rows of 64 values from 0 to 16, a character each: the value as a digit of base 17.
`inertia` is that of the best of ten starts with k = 10, for several seeds; `scattered` is the inertia
about the mean.
"""

import json
import pathlib

import numpy
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits

rows = load_digits().data
inertias = [
    KMeans(10, n_init=10, random_state=seed).fit(rows).inertia_ for seed in range(5)
]
digits = "".join("0123456789abcdefg"[int(value)] for value in rows.ravel())
golden = {
    "source": "scikit-learn 1.9.1, load_digits",
    "dimensions": rows.shape[1],
    "digits": digits,
    "inertia": inertias,
    "scattered": float(numpy.sum((rows - rows.mean(axis=0)) ** 2)),
}
path = pathlib.Path(__file__).resolve().parent.parent / "k_means_digits.json"
path.write_text(json.dumps(golden, indent=1) + "\n")
