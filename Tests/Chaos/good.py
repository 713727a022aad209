"""Requests whose results are known to the byte, and requests that change a store."""

import base64
import json

import numpy
from peer import Expected, Failure, ask

STORE_BUSY = 1301


def text(**members):
    return json.dumps(members, separators=(",", ":")).encode()


def values(array):
    return {"values": array.tolist()}


def packed(array):
    kind = {"float64": "f8", "float32": "f4"}[str(array.dtype)]
    return {
        "b64": base64.b64encode(array.tobytes()).decode(), "dtype": kind,
        "shape": list(array.shape),
    }  # fmt: skip


def kolmogorov_smirnov(a, b):
    """The largest distance of two empirical distribution functions."""
    both = numpy.concatenate([a, b])
    places = [numpy.searchsorted(numpy.sort(side), both, side="right") / len(side) for side in (a, b)]
    return float(numpy.abs(places[0] - places[1]).max())


class Good:
    """What is asked of baselines that never change, with the answers of a worker at rest."""

    def __init__(self, store, seed, huge_bytes):
        self.store = store
        draw = numpy.random.default_rng(seed)
        small, huge, expected_statistics = [], [], {}
        fixed = [
            ("fixed", values(draw.normal(size=800))),
            ("table", {"columns": {
                "age": values(draw.normal(size=300)),
                "city": {"categories": draw.choice(["a", "b", "ü"], 300).tolist()},
            }}),
            ("rows", {"rows": draw.normal(size=(400, 8)).tolist()}),
        ]  # fmt: skip
        for number in range(12):
            a, b = draw.normal(size=20 + number), draw.normal(0.1 * number, size=30)
            expected_statistics[len(small)] = kolmogorov_smirnov(a, b)
            small.append(("drift.compare", text(
                baseline=values(a), current=values(b), detectors=["ks"])))  # fmt: skip
        for number in range(4):
            now = draw.normal(0.2 * number, size=50)
            small += [
                ("drift.check", text(baseline="fixed", current=values(now))),
                ("drift.check", text(baseline="rows", current={"rows": draw.normal(size=(20, 8)).tolist()})),
                ("profile.build", text(baseline="fixed", data=values(now))),
                ("drift.compare", text(
                    baseline={"categories": ["a", "b", None] * 5}, current={"counts": {"a": 3, "c": 9}})),
            ]  # fmt: skip
        small += [
            ("drift.check", text(baseline="table", current={"columns": {
                "age": values(draw.normal(size=40)), "city": {"counts": {"a": 30, "b": 10}}}})),
            ("ping", b"{}"),
        ]  # fmt: skip
        count = huge_bytes // 8
        for _ in range(2):
            a, b = draw.normal(size=count // 5), draw.normal(size=count // 5)
            huge += [
                ("drift.compare", text(baseline=values(a), current=values(b))),
                ("drift.compare", text(
                    baseline=packed(draw.normal(size=count // 3)),
                    current=packed(draw.normal(size=count // 3).astype("f4")))),
                ("drift.check", text(baseline="rows", current=packed(draw.normal(size=(count // 8, 8))))),
            ]  # fmt: skip
        fits = [
            ("baseline.fit", text(name=name, data=data, if_exists="replace")) for name, data in fixed
        ]
        results = ask(store, *fits, *small, *huge, flags=("--threads", "1"))[len(fits) :]
        for number, statistic in expected_statistics.items():
            found = json.loads(results[number])["scores"][0]["statistic"]
            if abs(found - statistic) > 1e-12:
                raise Failure(f"the Kolmogorov-Smirnov statistic is {found}, not {statistic}")
        known = list(zip([*small, *huge], results))
        self.small, self.huge = known[: len(small)], known[len(small) :]


class Ledger:
    """What a store has to hold: what was acknowledged, what was refused, and what nobody knows."""

    NAMES = ("grows0", "grows1", "grows2")

    def __init__(self, store):
        self.store = store
        self.sequence = 0
        self.observed = {}
        self.settled = set()
        self.updates = {name: {"acknowledged": 10, "unknown": []} for name in self.NAMES}
        fits = [
            ("baseline.fit", text(name=name, data={"values": list(range(10))}, if_exists="replace"))
            for name in self.NAMES
        ]
        ask(store, *fits)

    def observe(self, random):
        """A numbered observation, sometimes one that was sent already."""
        name = random.choice(self.NAMES)
        stream = f"s{random.randrange(3)}"
        if self.sequence and random.random() < 0.1:
            number = random.choice(list(self.observed))
            name, stream, count = self.observed[number][:3]
        else:
            self.sequence += 1
            number, count = self.sequence, random.randrange(1, 30)
            self.observed[number] = [name, stream, count, "unknown"]
        entry = self.observed[number]

        def seen(reply):
            if isinstance(reply, bytes):
                entry[3] = "there"
            elif entry[3] == "unknown":
                entry[3] = "refused"

        parameters = text(
            baseline=name, stream=stream, seq=number, time=86400 * (number % 5) + 60,
            data={"values": [random.gauss(0, 1) for _ in range(count)]})  # fmt: skip
        return "stream.observe", parameters, Expected(codes={STORE_BUSY}, key=name, seen=seen)

    def update(self, random):
        name = random.choice(self.NAMES)
        count = random.randrange(1, 50)
        book = self.updates[name]
        book["unknown"].append(count)

        def seen(reply):
            book["unknown"].remove(count)
            if isinstance(reply, bytes):
                book["acknowledged"] += count

        parameters = text(name=name, data={"values": [random.random() for _ in range(count)]})
        return "baseline.update", parameters, Expected(codes={STORE_BUSY}, key=name, seen=seen)

    def check(self):
        """Compares the store with the books; settles what was unknown."""
        for name, book in self.updates.items():
            count = json.loads(ask(self.store, ("baseline.get", text(name=name)))[0])["n"]
            sums = {0}
            for unknown in book["unknown"]:
                sums |= {one + unknown for one in sums}
            if count - book["acknowledged"] not in sums:
                raise Failure(
                    f"{name} has {count} values; {book['acknowledged']} were acknowledged, and of "
                    f"{book['unknown']} nothing is known"
                )
            book["acknowledged"], book["unknown"] = count, []
        again = [item for item in self.observed.items() if item[0] not in self.settled]
        self.settled |= self.observed.keys()
        requests = [
            ("stream.observe", text(
                baseline=name, stream=stream, seq=number, time=60 + 86400 * (number % 5),
                data={"values": [0] * count}))
            for number, (name, stream, count, _) in again
        ]  # fmt: skip
        for (number, entry), result in zip(again, ask(self.store, *requests)):
            was_there = json.loads(result)["repeated"]
            if entry[3] != "unknown" and was_there != (entry[3] == "there"):
                raise Failure(f"observation {number} of {entry} was {'' if was_there else 'not '}there")
            entry[3] = "there"
        totals = {}
        for name, stream, count, _ in self.observed.values():
            kept = totals.setdefault((name, stream), [0, 0])
            kept[0] += 1
            kept[1] += count
        listed = json.loads(ask(self.store, ("stream.list", b"{}"))[0])["items"]
        found = {
            (item["baseline"], item["stream"]): [item["observations"], item["n"]] for item in listed
        }
        if found != totals:
            raise Failure(f"the streams hold {found}, not {totals}")
