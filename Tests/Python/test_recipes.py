"""The classic variants equal the published recipes to 1e-12, on 200 inputs.

A recipe that subtracts nearly equal numbers loses digits itself. So 1e-12 is relative to the
recipe's number, or to 0.01 where that is larger.
"""

import concurrent.futures
import os
import warnings

import inputs
import numpy as np
import pytest
import recipes
from conftest import number
from scipy import stats
from scipy.spatial.distance import jensenshannon

SIMULATED = "psi kl js wasserstein energy cramer_von_mises anderson_darling".split()
DETECTORS = (*SIMULATED, "ks", "combined")
SETTINGS = (
    "psi.binning=equal_width",
    "wasserstein.variant=classic",
    "ks.method=exact",
    *(f"{name}.permutations=0" for name in SIMULATED),  # only statistics are compared
)
CATEGORICAL = (
    "--detector=psi",
    "--detector=js",
    "--detector=chi_square",
    "--set=psi.permutations=0",
    "--set=js.permutations=0",
    "--set=chi_square.method=asymptotic",
)


class Case:
    """An input with the scores that driftline gave it."""

    def __init__(self, pair, scores):
        self.name, self.x, self.y = pair.name, pair.x, pair.y
        self.ties = getattr(pair, "ties", None)
        self.scores = scores


def ask(pairs, one):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [Case(*both) for both in zip(pairs, pool.map(one, range(len(pairs)), pairs))]


@pytest.fixture(scope="session")
def cases(driftline, tmp_path_factory):
    """Every numeric input, scored in one call each."""
    folder = tmp_path_factory.mktemp("numeric")
    options = [word for name in DETECTORS for word in ("--detector", name)]
    options += [word for setting in SETTINGS for word in ("--set", setting)]

    def one(index, pair):
        files = [folder / f"{index}_{side}.npy" for side in ("baseline", "current")]
        for file, values in zip(files, (pair.x, pair.y)):
            np.save(file, values)
        return driftline.scores(*files, *options)

    return ask(inputs.pairs(), one)


@pytest.fixture(scope="session")
def category_cases(driftline, tmp_path_factory):
    """Every categorical input, scored in one call each."""
    folder = tmp_path_factory.mktemp("categorical")

    def one(index, pair):
        files = [folder / f"{index}_{side}.csv" for side in ("baseline", "current")]
        for file, values in zip(files, (pair.x, pair.y)):
            file.write_text("\n".join(["kind", *values]) + "\n")
        return driftline.scores(*files, *CATEGORICAL, column="kind")

    return ask(inputs.categories(), one)


def agree(cases, what, ours, recipe, tolerance=1e-12, floor=0.01):
    """Fails with a list of the inputs on which driftline and the recipe differ."""
    assert len(cases) > 0, f"no input to compare {what} on"
    wrong = []
    for case in cases:
        got, expected = number(ours(case.scores)), float(recipe(case))
        allowed = tolerance * max(abs(expected), floor)
        if not abs(got - expected) <= allowed:
            wrong.append(
                f"{case.name}: {what} is {got!r}, the recipe gives {expected!r}, "
                f"{abs(got - expected):.3g} apart where {allowed:.3g} is allowed"
            )
    shown = "\n  ".join(wrong[:10])
    assert not wrong, f"{len(wrong)} of {len(cases)} inputs differ:\n  {shown}"


def statistic(name):
    return lambda scores: scores[name]["statistic"]


def detail(name, key):
    return lambda scores: scores[name]["detail"][key]


def test_there_are_200_inputs_of_every_shape_and_size(cases):
    assert len(cases) == 200
    sizes = {len(side) for case in cases for side in (case.x, case.y)}
    assert sizes == set(inputs.SIZES)
    assert sum(case.ties for case in cases) >= 40 <= sum(not case.ties for case in cases)


def test_psi_of_equal_width_is_the_numpy_recipe(cases):
    agree(cases, "psi", statistic("psi"), lambda c: recipes.population_stability(c.x, c.y))


def test_kl_is_scipy_entropy_of_the_densities(cases):
    agree(cases, "kl", statistic("kl"), lambda c: recipes.kullback_leibler(c.x, c.y)[0])


def test_kl_detail_has_the_other_direction_and_the_mean(cases):
    agree(
        cases, "reverse", detail("kl", "reverse"), lambda c: recipes.kullback_leibler(c.x, c.y)[1]
    )
    agree(
        cases,
        "symmetric",
        detail("kl", "symmetric"),
        lambda c: sum(recipes.kullback_leibler(c.x, c.y)) / 2,
    )


def test_js_is_the_square_of_scipy_jensenshannon(cases):
    agree(cases, "js", statistic("js"), lambda c: recipes.jensen_shannon_distance(c.x, c.y) ** 2)


def test_js_detail_has_scipys_distance_in_nats_and_bits(cases):
    # Compared as squares: the root of a number near zero has half its digits.
    for key, base in (("distance", None), ("distance_bits", 2)):
        agree(
            cases,
            f"{key} squared",
            lambda scores: number(scores["js"]["detail"][key]) ** 2,
            lambda c: recipes.jensen_shannon_distance(c.x, c.y, base) ** 2,
        )


def test_wasserstein_classic_is_scipys_over_the_pooled_range(cases):
    agree(
        cases, "wasserstein", statistic("wasserstein"), lambda c: recipes.wasserstein(c.x, c.y)[1]
    )


def test_wasserstein_detail_has_all_three_scales(cases):
    raw = lambda c: recipes.wasserstein(c.x, c.y)[0]
    agree(cases, "raw", detail("wasserstein", "raw"), raw)
    over_range = lambda c: recipes.wasserstein(c.x, c.y)[1]
    agree(cases, "over_range", detail("wasserstein", "over_range"), over_range)
    spread = [case for case in cases if np.std(case.x) > 0]
    over_std = lambda c: raw(c) / np.std(c.x)
    agree(spread, "over_std", detail("wasserstein", "over_std"), over_std)


def test_energy_is_scipy_energy_distance(cases):
    agree(cases, "energy", statistic("energy"), lambda c: stats.energy_distance(c.x, c.y))


def test_cramer_von_mises_is_its_definition_ties_or_not(cases):
    agree(
        cases,
        "cramer_von_mises",
        statistic("cramer_von_mises"),
        lambda c: recipes.cramer_von_mises(c.x, c.y),
    )


def test_cramer_von_mises_is_scipys_as_far_as_scipy_has_digits(cases):
    # SciPy subtracts two numbers of the size of (4nm - 1) / (6 (n + m)), up to 1700 here. With
    # ties it takes midranks, and its number is no longer the integral of (F - G)^2.
    agree(
        [case for case in cases if not case.ties],
        "cramer_von_mises",
        statistic("cramer_von_mises"),
        lambda c: stats.cramervonmises_2samp(c.x, c.y, method="asymptotic").statistic,
        floor=1700,
    )


def test_anderson_darling_detail_has_scipys_standardized_statistic(cases):
    def recipe(case):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about its p, which is capped and not compared
            return stats.anderson_ksamp([case.x, case.y], variant="midrank").statistic

    # It is A2 less its mean, 1, over its deviation: relative to 1 near its zero.
    agree(cases, "standardized", detail("anderson_darling", "standardized"), recipe, floor=1)


def test_ks_is_scipys_statistic(cases):
    recipe = lambda c: stats.ks_2samp(c.x, c.y, method="asymp").statistic
    agree(cases, "ks", statistic("ks"), recipe)


def test_ks_exact_p_is_scipys_where_scipy_is_exact(cases):
    # Without ties, since SciPy ignores them; and not far out, where its test allows it 1e-14.
    exact = []
    for case in cases:
        if case.ties:
            continue
        with warnings.catch_warnings(record=True) as complaints:
            warnings.simplefilter("always")
            case.p = stats.ks_2samp(case.x, case.y, method="exact").pvalue
        if not complaints and case.p > 1e-4:
            exact.append(case)
    assert len(exact) >= 30, f"SciPy's exact p is to be trusted on {len(exact)} inputs only"
    agree(exact, "p", lambda s: s["ks"]["p_value"], lambda c: c.p, tolerance=1e-9, floor=0)


def test_combined_is_the_weighted_sum_of_the_classic_parts(cases):
    agree(cases, "combined", statistic("combined"), lambda c: recipes.combined(c.x, c.y))


def test_chi_square_is_scipys_contingency_test(category_cases):
    def recipe(case):
        counts = recipes.category_counts(case.x, case.y)
        return stats.chi2_contingency(counts, correction=False)

    agree(
        category_cases, "chi_square", statistic("chi_square"), lambda c: recipe(c).statistic
    )
    agree(
        category_cases,
        "p",
        lambda scores: scores["chi_square"]["p_value"],
        lambda c: recipe(c).pvalue,
        tolerance=1e-10,
        floor=1e-12,
    )


def test_categorical_psi_is_the_numpy_recipe_over_shares(category_cases):
    agree(
        category_cases,
        "psi",
        statistic("psi"),
        lambda c: recipes.category_stability(recipes.category_counts(c.x, c.y)),
    )


def test_categorical_js_is_the_square_of_scipy_jensenshannon_of_the_shares(category_cases):
    agree(
        category_cases,
        "js",
        statistic("js"),
        lambda c: jensenshannon(*recipes.category_counts(c.x, c.y)) ** 2,
    )
