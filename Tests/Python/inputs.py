"""Two hundred seeded inputs of many sizes and shapes."""

import numpy as np

COUNT = 200
SIZES = (2, 3, 4, 5, 7, 10, 16, 33, 50, 100, 200, 333, 500, 999, 1000, 2000, 5000)


def normal(rng, n, shift):
    return rng.normal(shift, 1, n)


def uniform(rng, n, shift):
    return rng.uniform(shift, shift + 2, n)


def lognormal(rng, n, shift):
    return rng.lognormal(shift, 1, n)


def heavy_tailed(rng, n, shift):
    return rng.standard_t(2, n) + shift


def integers(rng, n, shift):
    return rng.integers(0, 12, n) + np.floor(4 * shift)


def mixture(rng, n, shift):
    return np.where(rng.random(n) < 0.3 + shift / 2, rng.normal(5, 0.5, n), rng.normal(0, 2, n))


def far_from_zero(rng, n, shift):
    return rng.normal(1e6 + shift, 1, n)


def rounded(rng, n, shift):
    return np.round(rng.normal(shift, 1, n), 1)


SHAPES = (
    normal, uniform, lognormal, heavy_tailed, integers, mixture, far_from_zero, rounded,
)  # fmt: skip


class Pair:
    """A baseline and a current sample, and how they came about."""

    def __init__(self, index):
        shape = SHAPES[index % len(SHAPES)]
        rng = np.random.default_rng([2, index])
        while True:
            n, m = rng.choice(SIZES, 2)
            shift = rng.choice([0, 0, 0.2, 1])
            self.x = np.asarray(shape(rng, n, 0), dtype="<f8")
            self.y = np.asarray(shape(rng, m, shift), dtype="<f8")
            if len(np.unique(np.concatenate([self.x, self.y]))) > 1:  # else there is no range
                break
        self.ties = len(np.unique(np.concatenate([self.x, self.y]))) < n + m
        self.name = f"input {index} ({shape.__name__}, n = {n}, m = {m}, shift {shift:g})"


class Categories:
    """Two samples of categories, some of them in one sample only."""

    def __init__(self, index):
        rng = np.random.default_rng([3, index])
        n, m = rng.choice(SIZES, 2)
        kinds = int(rng.choice([2, 3, 5, 12, 40]))
        weights = rng.dirichlet(np.full(kinds, 2.0))
        others = rng.dirichlet(np.full(kinds, 2.0)) if rng.random() < 0.5 else weights
        self.x = [f"k{v}" for v in rng.choice(kinds, n, p=weights)]
        self.y = [f"k{v}" for v in rng.choice(kinds, m, p=others)]
        if len(set(self.x + self.y)) == 1:  # a table of one column tests nothing
            self.x[0] = "other"
        self.name = f"input {index} ({kinds} categories, n = {n}, m = {m})"


def pairs():
    """The numeric inputs, always the same."""
    return [Pair(index) for index in range(COUNT)]


def categories():
    """The categorical inputs, always the same."""
    return [Categories(index) for index in range(COUNT)]
