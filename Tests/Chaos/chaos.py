#!/usr/bin/env python3
"""Sends a worker what no caller should send, and holds it to its promises all the same.

Each request with an id gets exactly one reply, good requests get the right one to the byte, memory
stays below a bound, nothing but JSON lines comes out, the store holds what was acknowledged, and
the process ends when it is told to. What is sent follows from the seed; when it arrives does not.

    Tests/Chaos/chaos.py --requests 100000 --seed 1
"""

import argparse
import pathlib
import random
import signal
import sys
import tempfile
import threading
import time

from bad import bad_line, meta, notification, strange_id, token_of
from good import Good, Ledger, text
from peer import Expected, Failure, Peer, ask, request

MIB = 1 << 20
IN_FLIGHT = 256 * MIB
LANES = 8


def memory_bound(idle, max_line, max_reply):
    """The most memory that this traffic may take, in bytes.

    Lines in flight, twice: as text and as the numbers read from it, which are no longer than the
    text they were written in. The line being read, and the one that waits to be let in, the same.
    Each lane works on copies of a request's data: decoded, sorted, both sides pooled; 4 times a
    line. Replies that wait to be written.
    """
    return idle + 2 * (IN_FLIGHT + 2 * max_line) + LANES * 4 * max_line + IN_FLIGHT + LANES * max_reply


class Sender:
    """Mixes good requests, changes of the store, cancellations and nonsense."""

    def __init__(self, peer, good, ledger, seed, max_line):
        self.peer, self.good, self.ledger, self.max_line = peer, good, ledger, max_line
        self.random = random.Random(seed)
        self.ids, self.sent, self.buffer, self.partial = [], 0, [], b""

    def next_id(self):
        self.sent += 1
        kind = self.random.random()
        if kind < 0.5:
            return str(self.sent).encode()
        return strange_id(self.random, self.sent) if kind > 0.95 else b'"r%d"' % self.sent

    def send(self):
        """One request, or one line that is none."""
        kind = self.random.random()
        if kind < 0.12:
            line, id = notification(self.random, self.ids)
            if id is not None:
                self.peer.allow(id, 1001)
            return self.put(line)
        id = self.next_id()
        if kind < 0.25:
            line, answered, expected = bad_line(self.random, id, self.max_line)
            self.peer.expect(answered, expected)
            return self.put(line)
        served, codes = meta(self.random, self.sent)
        method, parameters, expected = self.good_request(kind)
        expected.codes |= codes
        self.peer.expect(id, expected, token_of(served))
        self.ids.append(id)
        line = request(id, method, parameters, served)
        if self.random.random() < 0.05:
            line = line[:-1] + b" \r\n"
        self.put(line)
        if expected.seen is None and self.random.random() < 0.01:
            self.peer.expect(id, Expected(count=1))
            self.put(request(id, "ping"))

    def good_request(self, kind):
        if kind < 0.35:
            return self.ledger.observe(self.random)
        if kind < 0.40:
            return self.ledger.update(self.random)
        if kind < 0.50:
            method, parameters = self.random.choice([
                ("hello", b"{}"), ("health", b"{}"), ("metrics", b'{"format":"openmetrics"}'),
                ("baseline.list", b"{}"), ("baseline.get", b'{"name":"fixed"}'), ("stream.list", b"{}"),
                ("baseline.export", b'{"name":"rows"}'), ("baseline.get", b'{"name":"table"}'),
                ("baseline.fit", text(name="scratch", data={"values": [1, 2, 3.5]}, if_exists="replace")),
                ("baseline.fit", text(name="scratch", data={"values": [1, 2, 4]}, if_exists="version")),
                ("baseline.delete", b'{"name":"scratch"}'), ("profile.merge", b'{"profiles":[]}'),
                ("drift.check", text(baseline="scratch", current={"values": [1, 2, 3]}, record=True)),
                ("stream.check", text(baseline="grows0", stream="s0", last="5d")),
                ("stream.prune", text(baseline="scratch", before="2020-01-01")),
                ("report", text(baseline="grows1", stream="s1", last="5d", format="html")),
                ("retrieval.fit", text(name="asked", queries={"rows": [[1, 0], [0, 1]]},
                    retrieved=[{"rows": [[1, 0]]}, {"rows": [[0, 1]]}], if_exists="replace")),
            ])  # fmt: skip
            return method, parameters, Expected(
                codes={-32602, 1105, 1201, 1202, 1204, 1301}, key=None
            )
        if kind > 0.992:
            (method, parameters), result = self.random.choice(self.good.huge)
        else:
            (method, parameters), result = self.random.choice(self.good.small)
        return method, parameters, Expected(result=result)

    def put(self, line):
        """Writes lines together, or one in pieces."""
        self.buffer.append(line)
        if self.random.random() < 0.2:
            self.flush()
        elif self.random.random() < 0.003:
            self.flush(line[: self.random.randrange(len(line))])
            self.buffer = [line[len(self.partial) :]]
            time.sleep(0.01)

    def flush(self, instead_of_last=None):
        """Writes what has come together; of the last line only a part where one is given."""
        if instead_of_last is not None:
            self.buffer[-1] = self.partial = instead_of_last
        self.peer.write(b"".join(self.buffer))
        self.buffer = []


def talk(sender, count, until, pauses):
    """Sends so many requests, with a reader that now and then stops; good ones at last."""
    peer, chance = sender.peer, sender.random
    while sender.sent < count and time.monotonic() < until:
        sender.send()
        if pauses and chance.random() < pauses:
            peer.pause_until = time.monotonic() + chance.uniform(0.5, 3)
        if chance.random() < 0.0003:
            burst(sender)
        if peer.failures:
            peer.raise_failures()
    sender.flush()
    peer.wait_until_answered()


def burst(sender):
    """More huge requests at once than may be in flight, to a reader that does not read."""
    sender.peer.pause_until = time.monotonic() + 1
    for _ in range(70):
        (method, parameters), result = sender.random.choice(sender.good.huge)
        id = sender.next_id()
        sender.peer.expect(id, Expected(result=result))
        sender.put(request(id, method, parameters))


def main_round(options, good, ledger, folder):
    """All requests to one worker, which then ends by itself."""
    flags = ["--max-line-bytes", options.max_line_bytes]
    peer = Peer(good.store, *flags, budget=options.watchdog)
    begin = time.monotonic()
    try:
        peer.expect(b'"first"', Expected())
        peer.write(request(b'"first"', "hello"))
        peer.wait_until_answered()
        idle = peer.resident()
        sender = Sender(peer, good, ledger, options.seed, options.max_line_bytes)
        watched(lambda: talk(sender, options.requests, begin + options.seconds, 0.0005), peer)
        took = time.monotonic() - begin
        time.sleep(0.5)
        at_rest = peer.resident()
        peer.process.stdin.close()
        status = peer.finish()
    finally:
        peer.kill()
    peer.raise_failures()
    if status or peer.rest:
        raise Failure(f"the worker ended with {status}, and {peer.rest[:100]} after the last line")
    bound = memory_bound(idle, options.max_line_bytes, 64 * MIB)
    print(f"{sender.sent} requests, {peer.replies} replies in {took:.1f} s, seed {options.seed}")
    print("replies by code:", dict(sorted(peer.outcomes.items())))
    print(f"progress: {peer.progress}, of them after the reply: {peer.late_progress}")
    print(
        f"memory: {idle / MIB:.0f} MiB at first, {peer.peak / MIB:.0f} at most, {at_rest / MIB:.0f} "
        f"at rest after; bound {bound / MIB:.0f}"
    )
    if peer.peak > bound:
        raise Failure(f"{peer.peak} bytes of memory are over the bound, {bound}")
    ledger.check()


def watched(body, peer):
    """Runs something that may block in a write; kills the worker where nothing moves any more."""
    done = threading.Event()

    def watch():
        while not done.wait(1):
            try:
                peer.check_alive()
            except Failure as failure:
                peer.failures.append(str(failure))
                return peer.kill()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        body()
    except BrokenPipeError:
        peer.raise_failures()
        raise Failure(f"the worker has gone: {peer.process.wait(5)}, {peer.log[-500:]}") from None
    finally:
        done.set()


def signal_round(options, good, ledger, number):
    """Some requests, and the order to end at any moment; then the store is looked at."""
    chance = random.Random(f"{options.seed} {number}")
    peer = Peer(good.store, "--max-line-bytes", options.max_line_bytes, budget=options.watchdog)
    reads = chance.random() < 0.7
    try:
        peer.expect(b'"first"', Expected())
        peer.write(request(b'"first"', "ping"))
        peer.wait_until_answered()
        sender = Sender(peer, good, ledger, f"{options.seed} {number}", options.max_line_bytes)
        end = time.monotonic() + chance.uniform(0, 0.4)

        def write():
            try:
                while peer.process.poll() is None and not peer.failures:
                    sender.send()
            except (BrokenPipeError, ValueError):
                pass

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        time.sleep(max(0, end - time.monotonic()))
        peer.told_to_end = True
        if not reads:
            peer.pause_until = time.monotonic() + 3
        begin = time.monotonic()
        peer.process.send_signal(chance.choice([signal.SIGTERM, signal.SIGINT]))
        peer.process.wait(10)
        took = time.monotonic() - begin
        thread.join(5)
        peer.pause_until = 0
        status = peer.finish()
    finally:
        peer.kill()
    peer.raise_failures()
    if status or took > 2.0:
        raise Failure(f"told to end, the worker did so with {status} after {took:.2f} s")
    if peer.rest and reads:
        raise Failure(f"half a reply to a reader that reads: {peer.rest[:200]}")
    ledger.check()
    return took


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=3600, help="stop sending after this time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--signals", type=int, default=40, help="rounds that end by a signal")
    parser.add_argument("--huge-bytes", type=int, default=4 * MIB)
    parser.add_argument("--max-line-bytes", type=int, default=8 * MIB)
    parser.add_argument("--watchdog", type=float, default=60, help="seconds in which something moves")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = str(pathlib.Path(folder) / "store.sqlite")
        try:
            good = Good(store, options.seed, options.huge_bytes)
            ledger = Ledger(store)
            main_round(options, good, ledger, folder)
            times = [signal_round(options, good, ledger, n) for n in range(options.signals)]
            if times:
                print(f"{len(times)} ends by a signal, the slowest after {max(times):.2f} s")
            ask(store, ("baseline.list", b"{}"))
        except Failure as failure:
            print(f"chaos: {failure}", file=sys.stderr)
            return 1
    print("every promise was kept")
    return 0


if __name__ == "__main__":
    sys.exit(main())
