"""The metrics, read as Prometheus and as OpenMetrics ask: the goldens that the Swift tests compare with."""

import os
import pathlib
import shutil
import subprocess

import pytest
from prometheus_client import parser as prometheus
from prometheus_client.openmetrics import parser as openmetrics

GOLDENS = pathlib.Path(__file__).resolve().parents[1] / "Goldens" / "metrics"


@pytest.fixture(scope="module")
def promtool():
    """What scripts/setup puts beside the Python of the tests, or the one of the machine."""
    environment = pathlib.Path(__file__).resolve().parents[2] / ".venv" / "bin"
    found = shutil.which("promtool", path=f"{environment}{os.pathsep}{os.environ['PATH']}")
    assert found, "there is no promtool; scripts/setup python brings it"
    return found


def text(dialect):
    return (GOLDENS / f"{dialect}.txt").read_bytes().decode()


def check(promtool, metrics):
    return subprocess.run(
        [promtool, "check", "metrics"], input=metrics.encode(), capture_output=True, timeout=60
    )


def test_promtool_finds_nothing_to_say(promtool):
    done = check(promtool, text("prometheus"))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_promtool_finds_what_is_wrong(promtool):
    broken = text("prometheus").replace("drift_checks_total", "drift_checks")
    assert check(promtool, broken).returncode == 3


def families(parser, dialect):
    found = list(parser.text_string_to_metric_families(text(dialect)))
    assert len({family.name for family in found}) == len(found)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in found
        for sample in family.samples
    }


def test_the_strict_parser_reads_openmetrics():
    samples = families(openmetrics, "openmetrics")
    assert samples["drift_build_info", (("version", "1.2.3"),)] == 1
    name = 'odd "name"\\\n\u00e9'
    assert samples["drift_baseline_rows", (("baseline", name),)] == 12
    units = {
        family.name: family.unit
        for family in openmetrics.text_string_to_metric_families(text("openmetrics"))
        if family.unit
    }
    assert units == {
        "drift_last_check_timestamp_seconds": "seconds",
        "drift_check_duration_seconds": "seconds",
    }


def test_both_dialects_say_the_same():
    def told(samples):
        return {key: repr(value) for key, value in samples.items()}

    assert told(families(openmetrics, "openmetrics")) == told(families(prometheus, "prometheus"))


def test_the_rules_of_the_documentation_hold(promtool, tmp_path):
    page = (GOLDENS.parents[2] / "docs" / "metrics.md").read_text()
    rules = tmp_path / "rules.yaml"
    rules.write_text(page.split("```yaml\n")[1].split("```")[0])
    done = subprocess.run([promtool, "check", "rules", rules], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert b"2 rules found" in done.stdout
    names = {line.split()[2] for line in text("prometheus").splitlines() if line.startswith("# TYPE")}
    assert names == {line.split("`")[1] for line in page.splitlines() if line.startswith("| `drift_")}
