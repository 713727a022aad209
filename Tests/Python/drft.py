"""Reads baselines and profiles of Driftline as docs/format.md says, without Driftline.

    python drft.py FILE ...
"""

import hashlib
import struct
import sys

KINDS = {0x42: "baseline", 0x50: "profile", 0x52: "retrieval"}
DATA = ["column", "table", "single", "double"]


class Reader:
    """One value after the other."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        """Some bytes."""
        if self.at + size > len(self.data):
            raise ValueError(f"{size} bytes are wanted at {self.at} of {len(self.data)}")
        self.at += size
        return self.data[self.at - size : self.at]

    def one(self, code):
        """A number, by its code in `struct`."""
        return struct.unpack("<" + code, self.take(struct.calcsize(code)))[0]

    def flag(self):
        value = self.one("B")
        if value > 1:
            raise ValueError(f"a flag is {value}")
        return value == 1

    def text(self):
        return self.take(self.one("I")).decode()

    def many(self, code, count=None):
        """Numbers, as many as are said here or were said before."""
        count = self.one("Q") if count is None else count
        return list(struct.unpack(f"<{count}{code}", self.take(count * struct.calcsize(code))))

    def packed(self, count):
        return self.many({2: "e", 4: "f", 8: "d"}[self.one("B")], count)

    def optional(self, read):
        return read() if self.flag() else None

    def keyed(self, key, value):
        return [(key(), value()) for _ in range(self.one("Q"))]


def opened(data):
    """The kind, the digest and the sections of a file."""
    if data[:5] != b"\x89DRFT" or data[6:8] != b"\r\n":
        raise ValueError("no file of Driftline")
    header = Reader(data[8:56])
    version, flags, reserved, length = (header.one(code) for code in "HHIQ")
    if (version, flags, reserved) != (1, 0, 0):
        raise ValueError(f"version {version}, flags {flags}, {reserved}")
    payload = data[56:]
    if length != len(payload) or header.take(32) != hashlib.sha256(payload).digest():
        raise ValueError("damaged")
    sections, reader = {}, Reader(payload)
    while reader.at < len(payload):
        tag = reader.take(4).decode()
        sections[tag] = reader.take(reader.one("Q"))
    return KINDS[data[5]], hashlib.sha256(payload).hexdigest(), sections


def binning(reader):
    kind = reader.one("B")
    return kind, reader.many("d") if kind == 2 else reader.one("q"), reader.flag()


def moments(reader):
    return reader.many("q", 4), reader.many("d", 5)


def order(reader):
    """The ordered values, each with how many it stands for."""
    kind = reader.one("B")
    if kind == 0:
        return None
    if kind == 1:
        values = reader.many("d")
        if reader.flag():
            reader.many("d", 2 + len(values))
        return [(value, 1) for value in values]
    reader.one("q"), reader.one("Q"), reader.one("q"), reader.many("d", 2)
    levels = [reader.many("d") for _ in range(reader.one("B"))]
    return [(value, 2**level) for level, values in enumerate(levels) for value in values]


def column(reader):
    """What is remembered of a column."""
    if reader.flag():
        missing = reader.one("q")
        counts = {reader.text(): reader.one("q") for _ in range(reader.one("Q"))}
        return {"count": sum(counts.values()), "missing": missing, "categories": counts}
    parts = {"count": reader.one("q"), "missing": reader.one("q")}
    parts["moments"] = reader.optional(lambda: moments(reader))
    parts["order"] = order(reader)
    parts["histograms"] = reader.keyed(
        lambda: binning(reader), lambda: (reader.one("d"), reader.many("d"))
    )
    return parts


def row_sample(reader):
    """Rows, each with how often it occurs."""
    _, width, _ = reader.one("q"), reader.one("q"), reader.flag()
    reader.optional(lambda: reader.one("Q"))
    hashes = reader.many("Q")
    copies = reader.many("q", len(hashes))
    values = reader.packed(len(hashes) * width)
    return [(n, values[i * width : (i + 1) * width]) for i, n in enumerate(copies)]


def covariance(reader):
    count, origin, offset = reader.one("q"), reader.many("d"), reader.many("d")
    return count, reader.many("d", len(origin) * (len(offset) + 1) // 2)


def distances(reader):
    spreads = [(reader.one("q"), reader.many("d", 2)) for _ in range(3)]
    return spreads, reader.one("q"), reader.many("q")


def clustering(reader):
    return reader.many("q", 3), reader.flag()


def feature_map(reader):
    return reader.one("q"), reader.optional(lambda: reader.one("d"))


def rows(reader):
    """What is remembered of rows of embeddings."""
    parts = {"count": reader.one("q"), "missing": reader.one("q")}
    parts["moments"] = [reader.many("d") for _ in range(3)]
    parts["covariance"] = reader.optional(lambda: covariance(reader))
    parts["sample"] = reader.optional(lambda: row_sample(reader))
    parts["distances"] = reader.optional(lambda: distances(reader))
    parts["clusters"] = reader.keyed(
        lambda: clustering(reader),
        lambda: (reader.one("d"), reader.many("q"), reader.many("d")),
    )
    parts["features"] = reader.keyed(
        lambda: feature_map(reader),
        lambda: (reader.one("q"), reader.many("d"), reader.many("d")),
    )
    return parts


def value(reader):
    """A value of JSON."""
    kind = reader.one("B")
    if kind == 5:
        return [value(reader) for _ in range(reader.one("Q"))]
    if kind == 6:
        return members(reader)
    reads = [lambda: None, reader.flag, lambda: reader.one("q"), lambda: reader.one("d"), reader.text]
    return reads[kind]()


def members(reader):
    """Values with their names."""
    return dict(reader.keyed(reader.text, lambda: value(reader)))


def pairs(reader):
    """Queries, each with the documents that were retrieved for it."""
    width, counts = reader.one("q"), reader.many("q")

    def rows(count):
        values = reader.packed(count * width)
        return [values[i * width : (i + 1) * width] for i in range(count)]

    queries = rows(len(counts))
    return [(query, rows(count)) for query, count in zip(queries, counts)]


def retrieval(sections):
    """A retrieval baseline: its queries, and its detector with all parameters."""
    reader, asks = Reader(sections["PAIR"]), Reader(sections["ASKS"])
    found = {"pairs": pairs(reader), "detector": asks.text(), "parameters": members(asks)}
    if reader.at != len(reader.data) or asks.at != len(asks.data):
        raise ValueError("bytes are left")
    return found


def read(data):
    """The parts of a baseline or a profile, with its kind and digests."""
    kind, digest, sections = opened(data)
    if kind == "retrieval":
        found = retrieval(sections)
        return {"kind": kind, "data": kind, "digest": digest, "count": len(found["pairs"])} | found
    reader = Reader(sections["DATA" if kind == "baseline" else "PART"])
    what = DATA[reader.one("B")]
    parts = {"kind": kind, "data": what, "digest": digest}
    if what == "column":
        parts |= column(reader)
    elif what == "table":
        parts["columns"] = {reader.text(): column(reader) for _ in range(reader.one("Q"))}
    else:
        parts |= rows(reader)
    if kind == "profile":
        parts["geometry"] = Reader(sections["FITS"]).text()
    else:
        if what in ("single", "double"):
            parts["rows"] = reader.optional(lambda: row_sample(reader))
        geometry = sections["GEOM"]
        framed = b"GEOM" + struct.pack("<Q", len(geometry)) + geometry
        parts["geometry"] = hashlib.sha256(framed).hexdigest()
    if reader.at != len(reader.data):
        raise ValueError(f"{len(reader.data) - reader.at} bytes are left")
    return parts


if __name__ == "__main__":
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            found = read(file.read())
        print(path, found["kind"], found["data"], found.get("count", ""), found["digest"])
