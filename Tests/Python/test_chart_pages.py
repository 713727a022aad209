"""What the pages show of control charts is what the program prints, and they leave no chart out."""

import json
import os
import re
import subprocess

import pytest
from conftest import BINARY, ROOT

CHARTS = (ROOT / "docs/charts.md").read_text()


def sessions():
    """Blocks of pages whose commands are about charts."""
    found = []
    for name in ("README.md", "docs/command-line.md"):
        for block in re.findall(r"```\n(.*?)```", (ROOT / name).read_text(), flags=re.DOTALL):
            if re.search(r"^\$ .*driftline (watch|design|charts)", block, re.M):
                found.append(pytest.param(block, id=f"{name}: {block.splitlines()[0][-40:]}"))
    return found


def run(command):
    environment = {**os.environ, "PATH": f"{BINARY.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("block", sessions())
def test_commands_print_what_the_pages_show(block, driftline):
    text = ""
    for line in block.splitlines():
        if line.startswith("$ "):
            result = run(line[2:])
            assert result.returncode == 0 and result.stderr == "", f"{line}: {result.stderr}"
            text += line + "\n" + result.stdout
    assert text == block


def test_both_pages_show_something():
    assert len(sessions()) >= 3


def test_every_chart_has_a_section(driftline):
    charts = json.loads(run("driftline charts --json").stdout)
    assert len(charts) > 15
    sections = set(re.findall(r"^### ([a-z_0-9]+)$", CHARTS, re.M))
    assert sections == {chart["id"] for chart in charts}


def test_sections_name_parameters_that_there_are(driftline):
    """Where a section has a table of parameters, or names one's choices, the chart has it."""
    for chart in json.loads(run("driftline charts --json").stdout):
        section = CHARTS.split(f"\n### {chart['id']}\n")[1].split("\n## ")[0].split("\n### ")[0]
        for name, values in re.findall(r"`([a-z_0-9]+)` is `up`(.*)", section):
            assert name in chart["parameters"], (chart["id"], name, values)
        for name in re.findall(r"^\| `([a-z_]+)` \| `", section, re.M):
            assert name in chart["parameters"], (chart["id"], name)


def test_limits_are_those_of_the_table(driftline):
    rows = re.findall(r"^\| `(\w+)`.* \| ([0-9.]+) \| ([0-9.]+) \|$", CHARTS.split("\n### A base")[0], re.M)
    assert len(rows) == 5
    for name, limit, average in rows:
        reply = json.loads(run(
            "echo '" + json.dumps({
                "jsonrpc": "2.0", "id": 1, "method": "chart.run_length",
                "params": {"chart": name, "shifts": [0, 1]},
            }) + "' | driftline worker --store :memory:"
        ).stdout)["result"]  # fmt: skip
        found = reply["chart"].get("limit", reply["chart"].get("h"))
        assert f"{found:.{len(limit.split('.')[1])}f}" == limit, name
        assert f"{reply['arl'][1]:.1f}" == average, name
        assert abs(reply["arl"][0] - 370.4) < 1e-3
