"""`driftline compare` and `driftline detectors` keep docs/command-line.md's word."""

import gzip

import pytest
from conftest import ROOT, strict_json

DATA = ROOT / "data"
BASELINE = DATA / "wine_baseline.csv"
STABLE = DATA / "wine_stable.csv"
DRIFTED = DATA / "wine_drifted.csv"
SIDES = ("--baseline", BASELINE, "--current")
IDS = {
    "psi", "ks", "kl", "js", "wasserstein", "energy", "cramer_von_mises", "anderson_darling",
    "combined", "missing_share", "chi_square",
}  # fmt: skip


def refused(done, *words):
    """An error: exit 2, nothing on stdout, one line on stderr that holds the words."""
    message = done.stderr.decode()
    assert done.returncode == 2, message
    assert done.stdout == b""
    assert message.count("\n") == 1 and message.endswith("\n"), message
    for word in words:
        assert word in message


def test_verdict_has_the_promised_members(driftline):
    verdict = driftline.compare(BASELINE, DRIFTED)
    assert {
        "drifted", "severity", "kind", "n", "missing", "alpha", "rule", "seed", "columns", "engine",
    } <= set(verdict)  # fmt: skip
    assert verdict["n"] == {"baseline": 56, "current": 66}
    assert verdict["rule"] == "both" and verdict["alpha"] == 0.01
    for column in verdict["columns"].values():
        assert column["kind"] in ("numeric", "categorical")
        assert len(column["scores"]) > 0
        for score in column["scores"]:
            assert score["detector"] in IDS
            assert {
                "detector", "statistic", "p_value", "log_p_value", "threshold", "drifted",
                "severity", "exactness", "definition", "detail",
            } <= set(score)  # fmt: skip
            assert score["severity"] in ("none", "low", "medium", "high")
            assert score["exactness"]["kind"] == "exact"


def test_exit_code_says_drift_only_when_asked(driftline):
    for arguments, code in (
        ((DRIFTED, "--exit-code"), 1),
        ((STABLE, "--exit-code"), 0),
        ((DRIFTED,), 0),
    ):
        assert driftline.run("compare", *SIDES, *arguments).returncode == code


def test_threads_do_not_change_a_byte(driftline):
    replies = {
        driftline.run("compare", *SIDES, DRIFTED, "--json", "--threads", threads).stdout
        for threads in (1, 2, 7)
    }
    assert len(replies) == 1


def test_json_is_one_line(driftline):
    done = driftline.run("compare", *SIDES, DRIFTED, "--json")
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1 and done.stdout.endswith(b"}\n")


def test_table_is_80_columns_wide_and_plain_in_a_pipe(driftline):
    done = driftline.run("compare", *SIDES, DRIFTED)
    text = done.stdout.decode()
    assert "\x1b" not in text and done.stderr == b""
    assert max(map(len, text.splitlines())) <= 80
    assert "flavanoids" in text and "cultivar" in text


def test_dash_is_standard_input(driftline):
    options = ("--json", "--detector", "ks")
    expected = driftline.run("compare", *SIDES, DRIFTED, *options).stdout
    piped = driftline.run("compare", *SIDES, "-", *options, stdin=DRIFTED.read_bytes())
    assert piped.returncode == 0, piped.stderr
    assert piped.stdout == expected


def test_gzip_is_read_as_what_it_holds(driftline, tmp_path):
    packed = tmp_path / "drifted.csv.gz"
    packed.write_bytes(gzip.compress(DRIFTED.read_bytes()))
    assert driftline.compare(BASELINE, packed) == driftline.compare(BASELINE, DRIFTED)


def test_set_reaches_the_definition(driftline):
    scores = driftline.scores(
        BASELINE, DRIFTED, "--detector", "psi", "--set", "psi.bins=7", column="hue"
    )
    assert scores["psi"]["definition"]["bins"] == 7


def test_alpha_rule_and_seed_are_echoed(driftline):
    verdict = driftline.compare(
        BASELINE, DRIFTED, "--alpha", "0.05", "--rule", "p_value", "--seed", "9"
    )
    assert (verdict["alpha"], verdict["rule"], verdict["seed"]) == (0.05, "p_value", 9)


def test_a_typo_changes_no_result(driftline):
    compare = ("compare", *SIDES, DRIFTED)
    refused(driftline.run(*compare, "--detector", "psi", "--set", "psi.bin=7"), "bin")
    refused(driftline.run(*compare, "--set", "psy.bins=7"), "psy")
    refused(driftline.run(*compare, "--detector", "psy"), "psy")
    refused(driftline.run(*compare, "--column", "hues"), "hues")


def test_a_missing_file_is_named(driftline, tmp_path):
    refused(driftline.run("compare", *SIDES, tmp_path / "nowhere.csv"), "nowhere.csv")


def test_a_broken_file_is_named_with_its_line(driftline, tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_text("a,b\n1,2\n3\n")
    refused(
        driftline.run("compare", "--baseline", broken, "--current", broken), "broken.csv", "3"
    )


def test_detectors_lists_every_detector(driftline):
    listed = driftline.run("detectors")
    assert listed.returncode == 0
    for name in IDS:
        assert name in listed.stdout.decode()


@pytest.mark.parametrize("name", sorted(IDS))
def test_detectors_describes_each(driftline, name):
    described = driftline.run("detectors", name)
    assert described.returncode == 0
    assert name in described.stdout.decode()


def test_detectors_json_is_strict(driftline):
    done = driftline.run("detectors", "--json")
    assert done.returncode == 0, done.stderr
    strict_json(done.stdout.decode())
