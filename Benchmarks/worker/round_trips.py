"""How long a small request takes, and the first one of a new process."""

import random
import time

from exchange import Exchange, Worker, heading, median, percentile, request, row


def values(count, seed):
    generator = random.Random(seed)
    return {"values": [generator.gauss(0, 1) for _ in range(count)]}


def round_trips(driftline, echo, folder, quick):
    """Blocks of requests, to the worker and to the echo in turn."""
    worker, peer = Worker(driftline, f"{folder}/round.sqlite"), Exchange(echo)
    worker.call("baseline.fit", name="normal", data=values(10_000, 1), detectors=["ks"])
    worker.call("baseline.fit", name="usual", data=values(10_000, 1))
    lines = [
        ("ping", request("ping")),
        ("drift.compare, 2 x 100 values, ks", request(
            "drift.compare", baseline=values(100, 2), current=values(100, 3), detectors=["ks"])),
        ("drift.check, 100 values, baseline of 10 000, ks",
         request("drift.check", baseline="normal", current=values(100, 3))),
        ("drift.check, 100 values, baseline of 10 000, detectors chosen",
         request("drift.check", baseline="usual", current=values(100, 3))),
    ]  # fmt: skip
    heading("Round trip of a small request", "microseconds")
    for name, line in lines:
        own, other = [], []
        for block in range(10 if quick else 50):
            for exchange, times in [(worker, own), (peer, other)]:
                for _ in range(100):
                    seconds, reply = exchange.ask(line)
                    times.append(seconds * 1e6)
                    if exchange is worker and b'"error"' in reply:
                        raise SystemExit(reply.decode())
        for quantile, share in [("p50", 0.5), ("p99", 0.99)]:
            mine, its = percentile(own, share), percentile(other, share)
            target = "under 100" if share == 0.5 else "-"
            met = mine < 100 if share == 0.5 else None
            row(f"{name}: {quantile}", mine, "C echo of the line", its, target, met)
    worker.close()
    peer.close()


def first_replies(driftline, release, echo, folder, quick):
    """New processes, of each kind in turn."""
    kept = f"{folder}/first.sqlite"
    worker = Worker(driftline, kept)
    worker.call("baseline.fit", name="normal", data=values(1_000, 1))
    worker.close()
    ping, hello = request("ping"), request("hello")

    def reply(line, *command):
        start = time.perf_counter()
        exchange = Exchange(*command)
        exchange.ask(line)
        seconds = time.perf_counter() - start
        return seconds, exchange.close()

    memory = [driftline, "worker", "--store", ":memory:"]
    file = [driftline, "worker", "--store", kept]
    kinds = {
        "echo": lambda: reply(ping, echo),
        "ping": lambda: reply(ping, *memory),
        "hello": lambda: reply(hello, *memory),
        "file": lambda: reply(ping, *file),
        "release": lambda: reply(ping, release, "worker", "--store", ":memory:"),
        "version": lambda: reply(b"", driftline, "--version"),
    }
    taken = {name: [] for name in kinds}
    for _ in range(10 if quick else 50):
        for name, measure in kinds.items():
            taken[name].append(measure())
    times = {name: median(seconds for seconds, _ in runs) * 1e3 for name, runs in taken.items()}
    used = {name: median(seconds for _, seconds in runs) * 1e3 for name, runs in taken.items()}
    heading("Spawn to first reply, median", "ms")
    rows = {
        "ping": "ping",
        "hello": "hello",
        "file": "ping, with a store in a file",
        "release": "ping, of `make release`",
    }
    for name, what in rows.items():
        row(what, times[name], "C echo, spawned", times["echo"], "under 20", times[name] < 20)
        row("its processor time, to the end", used[name], "C echo, spawned", used["echo"])
    row("driftline --version", times["version"], "C echo, spawned", times["echo"])
    row("its processor time, to the end", used["version"], "C echo, spawned", used["echo"])
