"""What the README shows is what the program prints."""

import os
import re
import subprocess

from conftest import ROOT


def blocks():
    """The README's blocks of text, without their fences."""
    return re.findall(r"```\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)


def printed(*command):
    environment = {**os.environ, "PATH": f"{ROOT / '.build/release'}:{os.environ['PATH']}"}
    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def session(block, folder):
    """What a block's commands print, each after itself, with a store of their own in a folder."""
    (folder / "data").symlink_to(ROOT / "data")
    environment = {
        **os.environ,
        "PATH": f"{ROOT / '.build/release'}:{os.environ['PATH']}",
        "DRIFTLINE_STORE": str(folder / "store.sqlite"),
    }
    text = ""
    for line in block.splitlines():
        if not line.startswith("$ "):
            continue
        result = subprocess.run(
            line[2:].split(), cwd=folder, env=environment, capture_output=True, text=True,
            timeout=120,
        )  # fmt: skip
        assert result.returncode == 0, f"{line}: {result.stderr}"
        text += line + "\n" + result.stdout
    return text


def masked(text):
    """The text without the numbers of its part on embeddings.

    They are made with the processor's own kernels of OpenBLAS, which differ in the last digits.
    """
    before, after = text.split("Embeddings of 4000", 1)
    part, rest = after.split("All the samples", 1)
    return before + re.sub(r"[ \n]+", " ", re.sub(r"[0-9][0-9.,e+-]*", "#", part)) + rest


def test_the_demo_prints_what_the_readme_shows():
    shown = [block for block in blocks() if block.startswith("Wine of two cultivars")]
    assert len(shown) == 1
    assert masked(printed("scripts/demo").strip()) == masked(shown[0].strip())


def test_baselines_do_what_the_readme_shows(tmp_path):
    shown = [block for block in blocks() if block.startswith("$ driftline baseline fit")]
    assert len(shown) == 1
    assert session(shown[0], tmp_path) == shown[0]


def test_the_detectors_are_those_the_readme_lists():
    shown = [block for block in blocks() if block.startswith("$ driftline detectors\n")]
    assert len(shown) == 1
    assert printed("driftline", "detectors").strip() == shown[0].split("\n", 1)[1].strip()
