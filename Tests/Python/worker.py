"""Runs `driftline worker` for the tests: sends lines, reads lines, and never waits for ever."""

import collections
import contextlib
import json
import os
import pathlib
import select
import signal
import subprocess
import time

from conftest import BINARY, strict_json


class Worker:
    """A worker in a folder of its own, with the store `store.sqlite` there unless told otherwise.

    Nothing is read before somebody asks for it, so that a caller can be played who does not read.
    """

    def __init__(
        self, folder, *flags, store="store.sqlite", environment=(), program=(), log="log.txt"
    ):
        self.folder = pathlib.Path(folder)
        self.log = self.folder / log
        names = {**os.environ, "XDG_DATA_HOME": str(self.folder / "data")}
        names.pop("DRIFTLINE_STORE", None)
        if store is not None:
            names["DRIFTLINE_STORE"] = str(store)
        names.update(environment)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*program, BINARY, "worker", *map(str, flags)],
                cwd=self.folder, env=names, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=log, bufsize=0,
            )  # fmt: skip
        self.input = self.process.stdin.fileno()
        self.output = self.process.stdout.fileno()
        os.set_blocking(self.input, False)
        os.set_blocking(self.output, False)
        # Whole lines that nobody has asked for yet, and the start of the next one.
        self.lines = collections.deque()
        self.rest = []
        self.is_at_end = False
        self.last_id = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    # Writing and reading

    def write(self, data, timeout=30, is_reading=True):
        """Writes bytes, and keeps what comes back meanwhile.

        Gives how many of them were taken; without `is_reading` that may be fewer, where the worker
        takes no more for `timeout` seconds.
        """
        view, done = memoryview(data), 0
        while done < len(view):
            readers = [self.output] if is_reading and not self.is_at_end else []
            readable, writable, _ = select.select(readers, [self.input], [], timeout)
            if readable:
                self._fill()
            if writable:
                done += os.write(self.input, view[done : done + (1 << 20)])
            elif not readable:
                assert not is_reading, f"the worker took {done} of {len(view)} bytes"
                break
        return done

    def send(self, *requests):
        """Writes requests, each on a line: objects, texts or bytes."""
        self.write(b"".join(line(request) + b"\n" for request in requests))

    def _fill(self):
        try:
            some = os.read(self.output, 1 << 20)
        except BlockingIOError:
            return
        self.is_at_end = not some
        *whole, last = some.split(b"\n")
        for line in whole:
            self.lines.append(b"".join(self.rest) + line)
            self.rest.clear()
        if last:
            self.rest.append(last)

    def read_line(self, timeout=30):
        """The next line without its end; `None` where there is none in time or none any more."""
        end = time.monotonic() + timeout
        while not self.lines:
            left = end - time.monotonic()
            if self.is_at_end or left <= 0 or not select.select([self.output], [], [], left)[0]:
                return None
            self._fill()
        return self.lines.popleft()

    def read(self, timeout=30):
        """The next reply or notification."""
        found = self.read_line(timeout)
        assert found is not None, f"no reply: {self.said()}"
        return strict_json(found.decode())

    def read_many(self, count, timeout=60):
        """The next lines, as they are."""
        lines = []
        for _ in range(count):
            found = self.read_line(timeout)
            assert found is not None, f"{len(lines)} replies of {count}: {self.said()}"
            lines.append(found)
        return lines

    # Asking

    def request(self, method, **parameters):
        """A request with an id of its own, as an object."""
        self.last_id += 1
        return {"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": parameters}

    def ask(self, method, timeout=30, **parameters):
        """The reply to a request that is the only one."""
        asked = self.request(method, **parameters)
        self.send(asked)
        reply = self.read(timeout)
        assert reply["id"] == asked["id"], reply
        return reply

    def call(self, method, **parameters):
        """The result of a request that succeeds."""
        reply = self.ask(method, **parameters)
        assert "result" in reply, reply
        return reply["result"]

    def refused(self, method, code, *words, **parameters):
        """The error of a request that fails."""
        error = self.ask(method, **parameters).get("error")
        assert error is not None and error["code"] == code, error
        for word in words:
            assert word in error["message"], error
        return error

    # Ending

    def end_input(self):
        """Nothing more will be written."""
        self.process.stdin.close()

    def end(self, timeout=30):
        """Ends the input; gives the lines that were still to come, and the exit code."""
        if not self.process.stdin.closed:
            self.end_input()
        lines = []
        while (found := self.read_line(timeout)) is not None:
            lines.append(found)
        assert self.is_at_end and not self.rest, self.rest
        return lines, self.wait(timeout)

    def wait(self, timeout=30):
        return self.process.wait(timeout)

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            pipe.close()

    @contextlib.contextmanager
    def held(self):
        """Stands still meanwhile."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def said(self):
        """What it has written to standard error."""
        return self.log.read_text(errors="replace")

    def resident_bytes(self):
        """The memory it has now."""
        pages = pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGESIZE")


def line(request):
    """The bytes of a request."""
    if isinstance(request, bytes):
        return request
    if isinstance(request, str):
        return request.encode()
    return json.dumps(request, separators=(",", ":"), ensure_ascii=False).encode()


def serve(folder, *requests, flags=(), **settings):
    """The replies to some requests, and the exit code, where the input ends after them."""
    with Worker(folder, *flags, **settings) as worker:
        worker.send(*requests)
        lines, code = worker.end()
        return [strict_json(found.decode()) for found in lines], code
