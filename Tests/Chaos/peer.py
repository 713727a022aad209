"""A worker under test, and what has been asked of it: who reads, who writes, and what may come back."""

import json
import os
import pathlib
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("DRIFTLINE", ROOT / ".build" / "release" / "driftline"))
PAGE = os.sysconf("SC_PAGESIZE")
PREFIX = b'{"jsonrpc":"2.0","id":'
PROGRESS = b'{"jsonrpc":"2.0","method":"$/progress",'


class Failure(Exception):
    """A promise that was broken."""


class Expected:
    """What may be answered to the requests of one id.

    `codes` are the errors that may come. `result` is the exact text of the result, `None` where any
    result will do, and `False` where there must be none. `seen` is called with the reply.
    """

    def __init__(self, result=None, codes=(), count=1, key=None, seen=None):
        self.result, self.codes, self.key, self.seen = result, set(codes), key, seen
        self.left = count
        self.order = 0


def parse_reply(line):
    """The id as it was written, what the reply is (`result` or `error`), and the text of that."""
    if not line.startswith(PREFIX) or not line.endswith(b"}"):
        raise Failure(f"no reply: {line[:200]}")
    places = [(line.find(mark), mark) for mark in (b',"result":', b',"error":')]
    place, mark = min((found for found in places if found[0] >= 0), default=(-1, b""))
    if place < 0:
        raise Failure(f"neither a result nor an error: {line[:200]}")
    return line[len(PREFIX) : place], mark[2:-2].decode(), line[place + len(mark) : -1]


class Peer:
    """A worker with a thread that reads its replies, one that reads its log and one that measures."""

    def __init__(self, store, *flags, budget=30):
        self.process = subprocess.Popen(
            [BINARY, "worker", "--store", store, *map(str, flags)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
        )  # fmt: skip
        self.lock = threading.Condition()
        self.expected = {}
        self.tokens = {}
        self.last_of_key = {}
        self.failures = []
        self.open_ids = 0
        self.told_to_end = False
        self.orders = 0
        self.replies = self.late_progress = self.progress = 0
        self.outcomes = {}
        self.log = b""
        self.rest = b""
        self.peak = 0
        self.budget = budget
        self.moved = time.monotonic()
        self.pause_until = 0.0
        self.threads = [
            threading.Thread(target=run, daemon=True)
            for run in (self._read, self._read_log, self._measure)
        ]
        for thread in self.threads:
            thread.start()

    # Asking

    def expect(self, id, expected, token=None):
        """Notes what may be answered, before the request is written."""
        with self.lock:
            self.orders += 1
            expected.order = self.orders
            known = self.expected.get(id)
            if known is None:
                self.expected[id] = expected
            else:
                # Which of the replies is which cannot be told.
                known.left += expected.left
                known.codes |= expected.codes
                if id != b"null":
                    known.result = known.key = None
            self.open_ids += expected.left
            if token is not None:
                self.tokens[token] = id

    def allow(self, id, code):
        """Notes that a request may also fail in a further way."""
        with self.lock:
            if id in self.expected:
                self.expected[id].codes.add(code)

    def write(self, data):
        view = memoryview(data)
        while view:
            view = view[os.write(self.process.stdin.fileno(), view) :]
            self.moved = time.monotonic()

    def wait_until_answered(self, at_most=0):
        """Waits until no more than so many requests are without an answer."""
        with self.lock:
            while self.open_ids > at_most and not self.failures:
                self.lock.wait(1)
                self.check_alive()
        self.raise_failures()

    def check_alive(self):
        now = time.monotonic()
        if now - max(self.moved, self.pause_until) > self.budget:
            waiting = [(id, one.left) for id, one in self.expected.items() if one.left][:8]
            raise Failure(
                f"nothing has moved for {self.budget} s; {self.open_ids} are not answered: {waiting}"
            )

    def raise_failures(self):
        if self.failures:
            raise Failure("; ".join(self.failures[:5]))

    # Listening

    def _read(self):
        descriptor = self.process.stdout.fileno()
        parts = []
        while True:
            pause = self.pause_until - time.monotonic()
            if pause > 0:
                time.sleep(min(pause, 0.05))
                continue
            some = os.read(descriptor, 1 << 20)
            if not some:
                break
            self.moved = time.monotonic()
            lines = some.split(b"\n")
            parts.append(lines[0])
            if len(lines) > 1:
                try:
                    self._take([b"".join(parts), *lines[1:-1]])
                except Exception as error:
                    self.failures.append(f"a reply could not be looked at: {error!r}")
                parts = [lines[-1]]
        self.rest = b"".join(parts)
        with self.lock:
            self.lock.notify_all()

    def _take(self, lines):
        calls = []
        with self.lock:
            for line in lines:
                try:
                    self._take_one(line, calls)
                except Failure as failure:
                    self.failures.append(str(failure))
            self.lock.notify_all()
        for call, reply in calls:
            call(reply)

    def _take_one(self, line, calls):
        if line.startswith(PROGRESS):
            token = json.dumps(json.loads(line)["params"]["token"]).encode()
            asked = self.expected.get(self.tokens.get(token))
            if asked is None:
                raise Failure(f"progress that nobody asked for: {line[:200]}")
            self.progress += 1
            self.late_progress += asked.left == 0
            return
        id, what, body = parse_reply(line)
        expected = self.expected.get(id)
        if expected is None or expected.left == 0:
            raise Failure(f"a reply too many: {line[:300]}")
        expected.left -= 1
        self.open_ids -= 1
        self.replies += 1
        if what == "error":
            reply = json.loads(body)
            outcome = reply["code"]
            if outcome not in expected.codes and not (self.told_to_end and outcome in (1001, 1007)):
                raise Failure(f"{id[:40]} is answered {body[:300]}, not {expected.codes}")
        else:
            reply, outcome = body, 0
            if expected.result is False or (expected.result and body != expected.result):
                raise Failure(f"{id[:40]} is answered {body[:300]}, not {str(expected.result)[:300]}")
            if expected.key is not None:
                if self.last_of_key.get(expected.key, 0) > expected.order:
                    raise Failure(f"{id[:40]} was answered after a later request on {expected.key}")
                self.last_of_key[expected.key] = expected.order
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        if expected.seen is not None:
            calls.append((expected.seen, reply))

    def _read_log(self):
        while some := os.read(self.process.stderr.fileno(), 1 << 16):
            self.log += some

    def _measure(self):
        while self.process.returncode is None:
            try:
                self.peak = max(self.peak, self.resident())
            except (OSError, IndexError):
                return
            time.sleep(0.01)

    def resident(self):
        """The memory that the worker has now, in bytes."""
        return int(pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE

    # Ending

    def finish(self, within=60):
        """Waits for the end of the process; gives its status."""
        status = self.process.wait(within)
        for thread in self.threads:
            thread.join(10)
        for line in self.log.splitlines():
            try:
                json.loads(line)
            except ValueError:
                self.failures.append(f"on standard error: {line[:200]}")
        return status

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def request(id, method, parameters=b"{}", meta=None):
    """The line of a request; `id` and `parameters` are JSON already."""
    if meta:
        text = json.dumps(meta).encode()
        parameters = parameters[:-1] + (b"," if len(parameters) > 2 else b"") + b'"_meta":' + text + b"}"
    return PREFIX + id + b',"method":"' + method.encode() + b'","params":' + parameters + b"}\n"


def ask(store, *requests, flags=()):
    """The results of some requests to a worker that serves nothing else; each has to succeed."""
    lines = b"".join(
        request(str(number).encode(), method, parameters)
        for number, (method, parameters) in enumerate(requests)
    )
    done = subprocess.run(
        [BINARY, "worker", "--strict", "--store", store, *flags],
        input=lines, capture_output=True, timeout=300,
    )  # fmt: skip
    replies = [parse_reply(line) for line in done.stdout.splitlines()]
    if done.returncode or len(replies) != len(requests) or done.stderr:
        raise Failure(f"a calm worker gave {done.returncode}, {done.stderr[:500]}")
    for _, what, body in replies:
        if what != "result":
            raise Failure(f"a calm worker says {body[:500]}")
    return [body for _, _, body in replies]
