"""What docs/protocol.md shows is what the worker answers, and it shows all that there is."""

import json
import re

import pytest
from conftest import ROOT
from transcripts import NotPossible, Transcript, blocks
from worker import serve

PAGE = ROOT / "docs" / "protocol.md"
BLOCKS = blocks(PAGE)

# Errors that nobody can bring about from outside. Each has its own reason.
UNSHOWN = {
    "internal": "our own mistake: a Swift test has an operation that makes one",
}


@pytest.mark.parametrize("block", [b for _, b in BLOCKS], ids=[f"line{n}" for n, _ in BLOCKS])
def test_the_worker_answers_as_the_page_shows(block, driftline, tmp_path):
    try:
        Transcript(block, tmp_path).run()
    except NotPossible as reason:
        pytest.skip(str(reason))


def test_every_method_is_shown_with_its_result(driftline, tmp_path):
    replies, code = serve(tmp_path, {"jsonrpc": "2.0", "id": 1, "method": "hello"})
    assert code == 0
    methods = replies[0]["result"]["methods"]
    assert len(methods) == len(set(methods)) > 20
    shown = set()
    for _, block in BLOCKS:
        asked = dict(re.findall(r'^-> \{"jsonrpc":"2.0","id":(.+?),"method":"(.+?)"', block, re.M))
        succeeded = re.findall(r'^<- \{"jsonrpc":"2.0","id":(.+?),"result"', block, re.M)
        shown |= {asked[i] for i in succeeded if i in asked}
    assert shown == set(methods)
    section = PAGE.read_text().split("\n## Methods\n")[1].split("\n### ")[0]
    assert re.findall(r"^\| `([a-z._]+)` \|", section, re.M) == methods


def test_every_error_is_shown(driftline):
    """The table of the page is the table of the source, and each of it occurs in a transcript."""
    table = re.findall(r"^\| (-?\d+) \| `([a-z_]+)` \|", PAGE.read_text(), re.M)
    source = (ROOT / "Sources/Driftline/Data/DriftlineError.swift").read_text()
    codes = dict(re.findall(r"case \.(\w+): (-?\d+)$", source, re.M))
    names = {
        case.strip("`"): raw or case.strip("`")
        for case, raw in re.findall(r'^    case (`?\w+`?)(?: = "(\w+)")?$', source, re.M)
    }
    assert {(codes[case], raw) for case, raw in names.items()} == set(table)
    assert len(table) == len(codes) == len(names)
    shown = set()
    for _, block in BLOCKS:
        for line in re.findall(r'^<- .*"error":\{.*$', block, re.M):
            shown.add(re.search(r'"code":(-?\d+)', line)[1])
    assert {raw for code, raw in table if code not in shown} == set(UNSHOWN)


def test_a_page_that_lies_is_found(driftline, tmp_path):
    """A transcript fails where a reply differs, is missing, or comes unasked."""
    asked = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    right = '<- {"jsonrpc":"2.0","id":1,"result":{}}'
    for number, lines in enumerate([
        [right.replace("{}", '{"a":1}')], [right.replace("1", "2")], [right, right], [],
        [right, "# it ends with 3"],
    ]):  # fmt: skip
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(AssertionError):
            Transcript("\n".join(["-> " + json.dumps(asked), *lines]), folder, timeout=0.5).run()
    folder = tmp_path / "right"
    folder.mkdir()
    Transcript("\n".join(["-> " + json.dumps(asked), right]), folder).run()
