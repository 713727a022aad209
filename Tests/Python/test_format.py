"""Baselines and profiles read by a reader that was written from docs/format.md alone."""

import json
import pathlib

import drft
import pytest

BLOBS = pathlib.Path(__file__).resolve().parents[1] / "Goldens" / "blobs"
FACTS = json.loads((BLOBS / "facts.json").read_text())


@pytest.mark.parametrize("name", sorted(n for n in FACTS if not n.endswith(".retrieval")))
def test_another_reader_finds_the_same(name):
    facts = FACTS[name]
    parts = drft.read((BLOBS / name).read_bytes())
    assert parts["kind"] == name.rpartition(".")[2]
    assert parts["geometry"] == facts["geometry"]
    if parts["kind"] == "baseline":
        assert parts["digest"] == facts["digest"]
    columns = parts.get("columns", {"": parts})
    assert max(column["count"] for column in columns.values()) == int(facts["count"])
    assert sum(column["missing"] for column in columns.values()) == int(facts["missing"])
    for column in columns.values():
        if column.get("order") is not None:
            assert sum(weight for _, weight in column["order"]) == column["count"]
        for _, (effective, counts) in column.get("histograms", []):
            assert sum(counts) == pytest.approx(column["count"]) or sum(counts) == pytest.approx(1)
            assert effective > 0
    if parts["data"] in ("single", "double"):
        assert all(len(part) == len(parts["moments"][0]) for part in parts["moments"])
        for _, (_, counts, _) in parts["clusters"]:
            assert 0 < sum(counts) <= parts["count"]


@pytest.mark.parametrize("name", sorted(n for n in FACTS if n.endswith(".retrieval")))
def test_another_reader_finds_the_same_queries(name):
    facts = FACTS[name]
    found = drft.read((BLOBS / name).read_bytes())
    assert (found["kind"], found["detector"]) == ("retrieval", "retrieval")
    assert (found["digest"], found["count"]) == (facts["digest"], int(facts["count"]))
    assert sum(len(rows) for _, rows in found["pairs"]) == int(facts["documents"])
    assert found["parameters"] == json.loads(facts["parameters"])
    for query, rows in found["pairs"]:
        assert {len(row) for row in [query, *rows]} == {int(facts["dimensions"])}
        assert all(any(row) for row in [query, *rows])


def test_damage_is_seen():
    data = bytearray((BLOBS / "table.profile").read_bytes())
    data[-1] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        drft.read(bytes(data))
