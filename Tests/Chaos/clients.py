#!/usr/bin/env python3
"""Many clients of one store for some time; nothing that was acknowledged may be lost.

Each client asks about once a second for an hour, which here takes two minutes: 30 requests a second
each. They observe streams, check, update and now and then fit, on names of their own and on names
that all share, and try again where an error says that they may. In the end the totals in the store
are compared with what was acknowledged, and the latencies of each method are printed.

    Tests/Chaos/clients.py --mode processes          24 workers on one file
    Tests/Chaos/clients.py --mode threads            24 threads through one worker
"""

import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

from good import text
from peer import BINARY, Failure, ask, parse_reply, request

SHARED = "shared"


class Connection:
    """A worker that several threads ask; each waits for its own replies."""

    def __init__(self, store):
        self.process = subprocess.Popen(
            [BINARY, "worker", "--store", store], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, bufsize=0,
        )  # fmt: skip
        self.lock = threading.Lock()
        self.last_id = 0
        self.waiting = {}
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        for line in self.process.stdout:
            id, what, body = parse_reply(line[:-1])
            with self.lock:
                box = self.waiting.pop(id)
            box.append((what, json.loads(body)))
            box[0].set()
        with self.lock:
            for box in self.waiting.values():
                box[0].set()

    def call(self, method, parameters):
        box = [threading.Event()]
        with self.lock:
            self.last_id += 1
            id = str(self.last_id).encode()
            self.waiting[id] = box
            line = memoryview(request(id, method, parameters))
            while line:
                line = line[self.process.stdin.write(line) :]
        if not box[0].wait(60) or len(box) < 2:
            raise Failure(f"no reply to {method} within a minute, or the worker has gone")
        return box[1]

    def close(self):
        self.process.stdin.close()
        status = self.process.wait(30)
        said = self.process.stderr.read()
        if status or said:
            raise Failure(f"a worker ended with {status} and said {said[:500]}")


class Client:
    """One client, with its books of what was acknowledged."""

    def __init__(self, number, connection, seed, rate, report):
        self.number, self.connection, self.rate, self.report = number, connection, rate, report
        self.random = random.Random(f"{seed} {number}")
        self.own = f"own{number}"
        self.sequence = number * 1_000_000
        self.observed = collections.Counter()
        self.updated = collections.Counter()
        self.repeats = 0
        self.failure = None

    def call(self, method, **parameters):
        """The result; asks again where the error says that this may help."""
        begin = time.monotonic()
        for attempt in range(200):
            sent = time.monotonic()
            what, body = self.connection.call(method, text(**parameters))
            self.report.answered(method, time.monotonic() - sent, body.get("code", 0) if what == "error" else 0)
            if what == "result":
                self.report.done(method, time.monotonic() - begin)
                return body
            if not body["data"]["retryable"]:
                raise Failure(f"{method} of client {self.number} failed: {body}")
            time.sleep(self.random.uniform(0, 0.002 * 2 ** min(attempt, 7)))
        raise Failure(f"{method} of client {self.number} failed 200 times, at last with {body}")

    def values(self, count):
        return {"values": [self.random.gauss(0, 1) for _ in range(count)]}

    def run(self, end):
        try:
            due = time.monotonic()
            self.fit()
            while time.monotonic() < end:
                self.step()
                due += self.random.expovariate(self.rate)
                time.sleep(max(0, due - time.monotonic()))
        except Exception as failure:
            self.failure = failure

    def fit(self):
        self.call("baseline.fit", name=self.own, data=self.values(500), if_exists="version")

    def step(self):
        kind = self.random.random()
        name = self.random.choice([SHARED, self.own])
        if kind < 0.5:
            stream = self.random.choice(["all", f"of{self.number}"])
            self.sequence += 1
            count = self.random.randrange(1, 60)
            parameters = dict(
                baseline=name, stream=stream, seq=self.sequence, data=self.values(count),
                time=86400 * self.random.randrange(7))  # fmt: skip
            first = self.call("stream.observe", **parameters)
            if first["repeated"]:
                raise Failure(f"the new observation {self.sequence} is a repeated one: {first}")
            self.observed[name, stream, "observations"] += 1
            self.observed[name, stream, "n"] += count
            if kind < 0.02:
                self.repeats += 1
                if not self.call("stream.observe", **parameters)["repeated"]:
                    raise Failure(f"observation {self.sequence} counts twice")
        elif kind < 0.8:
            self.call("drift.check", baseline=name, current=self.values(200), record=kind < 0.55)
        elif kind < 0.85:
            if any(key[0] == name and value for key, value in self.observed.items()):
                stream = next(key[1] for key in self.observed if key[0] == name)
                self.call("stream.check", baseline=name, stream=stream, last="7d")
        elif kind < 0.97:
            count = self.random.randrange(1, 50)
            name = self.random.choice(["grows", "grows", f"grows{self.number}"])
            self.call("baseline.update", name=name, data=self.values(count))
            self.updated[name] += count
        elif kind < 0.99:
            self.call("baseline.get", name=name)
        else:
            self.fit()


class Report:
    """Latencies and errors of all clients."""

    def __init__(self):
        self.lock = threading.Lock()
        self.single = collections.defaultdict(list)
        self.whole = collections.defaultdict(list)
        self.codes = collections.Counter()

    def answered(self, method, seconds, code):
        with self.lock:
            self.single[method].append(seconds)
            if code:
                self.codes[code] += 1

    def done(self, method, seconds):
        with self.lock:
            self.whole[method].append(seconds)

    def print(self, seconds):
        total = sum(map(len, self.whole.values()))
        print(f"{total} requests were done, {total / seconds:.0f} a second; errors {dict(self.codes)}")
        print(f"{'milliseconds':20}{'requests':>10}{'p50':>9}{'p99':>9}{'slowest':>9}{'p99 with retries':>18}")
        for method, times in sorted(self.single.items()):
            times, whole = sorted(times), sorted(self.whole[method])
            p50, p99 = (times[int(len(times) * share)] * 1e3 for share in (0.5, 0.99))
            print(
                f"{method:20}{len(times):10}{p50:9.2f}{p99:9.2f}{times[-1] * 1e3:9.1f}"
                f"{whole[int(len(whole) * 0.99)] * 1e3:18.2f}"
            )


def compare(store, clients, initial):
    """Holds what is in the store against the books."""
    observed, updated = collections.Counter(), collections.Counter(initial)
    for client in clients:
        observed.update(client.observed)
        updated.update(client.updated)
    found = collections.Counter()
    for item in json.loads(ask(store, ("stream.list", b"{}"))[0])["items"]:
        for what in ("observations", "n"):
            found[item["baseline"], item["stream"], what] += item[what]
    if found != observed:
        raise Failure(f"streams differ: {(found - observed) or (observed - found)}")
    for name, count in updated.items():
        kept = json.loads(ask(store, ("baseline.get", text(name=name)))[0])["n"]
        if kept != count:
            raise Failure(f"\"{name}\" has {kept} values; {count} were acknowledged")
    return observed, updated


def run(options, store):
    initial = {"grows": 100, **{f"grows{number}": 100 for number in range(options.clients)}}
    calm = {"values": [number / 100 for number in range(100)]}
    names = [SHARED, *initial]
    ask(store, *(("baseline.fit", text(name=name, data=calm)) for name in names))
    count = options.clients if options.mode == "processes" else 1
    connections = [Connection(store) for _ in range(count)]
    report = Report()
    clients = [
        Client(number, connections[number % count], options.seed, options.rate, report)
        for number in range(options.clients)
    ]
    begin = time.monotonic()
    threads = [
        threading.Thread(target=client.run, args=(begin + options.seconds,), daemon=True)
        for client in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(options.seconds + 120)
    took = time.monotonic() - begin
    stuck = sum(thread.is_alive() for thread in threads)
    if stuck:
        raise Failure(f"{stuck} clients are stuck")
    for client in clients:
        if client.failure:
            raise Failure(str(client.failure))
    for connection in connections:
        connection.close()
    report.print(took)
    observed, updated = compare(store, clients, initial)
    total = sum(value for key, value in observed.items() if key[2] == "n")
    print(
        f"all there: {total} values in {len(observed) // 2} streams, {sum(updated.values())} in "
        f"{len(updated)} baselines, {sum(client.repeats for client in clients)} sent twice"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mode", choices=["processes", "threads"], default="processes")
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--rate", type=float, default=30, help="requests a second of each client")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            run(options, str(pathlib.Path(folder) / "store.sqlite"))
        except Failure as failure:
            print(f"clients: {failure}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
