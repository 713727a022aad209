"""The table of detectors, which they enter themselves into."""

import importlib
import importlib.metadata
import warnings
from dataclasses import dataclass

# Of a detector's name, the distribution on the package index that its first word stands for.
DISTRIBUTIONS = {
    "scipy": "scipy",
    "numpy": "numpy",
    "sklearn": "scikit-learn",
    "faiss": "faiss-cpu",
    "river": "river",
    "frouros": "frouros",
    "evidently": "evidently",
    "datasketches": "datasketches",
}
DETECTORS = {}


class Refusal(Exception):
    """Why a request or a detector has no answer."""


@dataclass(frozen=True)
class Detector:
    """A detector: `call(baseline, current, seed)` gives (score, p or None, fires or None); of a
    stream, `call(seed)` gives a function from a value to whether it raises an alarm."""

    name: str
    kind: str
    call: object
    work: str | None
    modules: tuple
    limit: int | None
    timed_only: bool
    binary: bool

    @property
    def distribution(self):
        return DISTRIBUTIONS[self.name.split(".")[0]]

    def ready(self):
        """Imports what the call imports, so that it is not timed."""
        for module in self.modules:
            importlib.import_module(module)


def detector(name, kind, *, work=None, modules=(), limit=None, timed_only=False, binary=False):
    """Enters a function into the table of detectors. `limit` is the most rows a side, or values of
    a stream, that `score` and `watch` take: more need over three seconds."""

    def enter(call):
        made = Detector(name, kind, call, work, tuple(modules), limit, timed_only, binary)
        assert (kind, name) not in DETECTORS, name
        DETECTORS[kind, name] = made
        return call

    return enter


def installed(distribution):
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def small(seed):
    """A seed as NumPy, scikit-learn and FAISS take it."""
    return seed % 2**31


def seeded(seed):
    """Seeds the generator that packages draw from where they take no seed, and silences them."""
    import numpy as np

    warnings.simplefilter("ignore")
    np.random.seed(small(seed))
