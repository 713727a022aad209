"""What the tests of the end of a worker start and send."""

import contextlib
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from conftest import BINARY, strict_json

BIG = {"values": [number * 0.37 % 11 for number in range(200_000)]}


def line(id, method, **parameters):
    asked = {"jsonrpc": "2.0", "id": id, "method": method, "params": parameters}
    return json.dumps(asked, separators=(",", ":")).encode() + b"\n"


def slow(id):
    """A request that takes minutes: a million permutations, none of which is as extreme."""
    near, far = ({"values": [number * 0.37 % 11 + shift for number in range(9000)]} for shift in (0, 5))
    energy = {"name": "energy", "method": "permutation", "permutations": 1_000_000}
    return line(id, "drift.compare", baseline=near, current=far, detectors=[energy])


class Spawned:
    """A worker on descriptors of the test's choice; by default on pipes."""

    def __init__(self, folder, *flags, environment=(), **streams):
        streams = {
            "stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams
        }  # fmt: skip
        self.store = pathlib.Path(folder) / "store.sqlite"
        self.process = subprocess.Popen(
            [BINARY, "worker", "--store", self.store, *flags], bufsize=0,
            env={**os.environ, **dict(environment)}, **streams,
        )  # fmt: skip
        self.rest = b""

    def send(self, *lines):
        data = memoryview(b"".join(lines))
        while data:
            data = data[os.write(self.process.stdin.fileno(), data) :]

    def read(self, timeout=30):
        """The next reply; `None` where there are no more."""
        found = self.read_line(self.process.stdout.fileno(), timeout)
        return None if found is None else strict_json(found.decode())

    def read_line(self, descriptor, timeout=30):
        end = time.monotonic() + timeout
        while b"\n" not in self.rest:
            left = end - time.monotonic()
            assert left > 0 and select.select([descriptor], [], [], left)[0], "no reply"
            some = os.read(descriptor, 1 << 16)
            if not some:
                assert self.rest == b"", f"half a reply: {self.rest[:200]}"
                return None
            self.rest += some
        found, _, self.rest = self.rest.partition(b"\n")
        return found

    def call(self, *request, **parameters):
        self.send(line(1, *request, **parameters))
        return self.read()["result"]

    def end(self, status, within=2, said=b""):
        """The rest of the replies, of a worker that ends with a status within some seconds."""
        assert self.process.wait(within) == status
        replies = []
        if self.process.stdout and not self.process.stdout.closed:
            while (reply := self.read()) is not None:
                replies.append(reply)
        if self.process.stderr:
            assert self.process.stderr.read() == said
        return replies


@pytest.fixture
def spawn(driftline, tmp_path):
    """Spawns workers, which are gone when the test is."""
    with contextlib.ExitStack() as stack:

        def spawned(*flags, **settings):
            worker = Spawned(tmp_path, *flags, **settings)
            stack.callback(worker.process.wait)
            stack.callback(worker.process.kill)
            return worker

        yield spawned


def names(spawn):
    """The baselines in the store, as another worker sees them."""
    worker = spawn()
    items = worker.call("baseline.list")["items"]
    worker.process.stdin.close()
    worker.end(0)
    return [item["name"] for item in items]


def fit(id, name):
    return line(id, "baseline.fit", name=name, data={"values": [1, 2, 3]})


# Parents


def pid_is_gone(pid, within=1.0):
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


PARENT = """
import subprocess, sys, time
worker = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
sibling = subprocess.Popen(["sleep", "60"], pass_fds=[worker.stdin.fileno(), worker.stdout.fileno()])
worker.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\\n'); worker.stdin.flush()
worker.stdout.readline()
print(worker.pid, sibling.pid, flush=True)
time.sleep(60)
"""
