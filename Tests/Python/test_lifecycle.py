"""How a worker ends, and what cannot end it: parents, signals, closed pipes, strange descriptors."""

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


@pytest.mark.parametrize("busy", [False, True])
def test_a_worker_goes_with_its_parent_although_somebody_else_holds_its_pipes(
    driftline, tmp_path, busy
):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, BINARY, "worker", "--store", tmp_path / "store.sqlite"],
        stdout=subprocess.PIPE,
    )
    worker, sibling = map(int, parent.stdout.readline().split())
    try:
        if busy:
            with open(f"/proc/{sibling}/fd/{pipe_of(sibling, worker)}", "wb", buffering=0) as pipe:
                pipe.write(slow(2))
                time.sleep(0.2)
        assert not pid_is_gone(worker, within=0.2)
        parent.kill()
        parent.wait()
        assert pid_is_gone(worker)
    finally:
        parent.kill()
        for pid in (worker, sibling):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def pipe_of(holder, worker):
    """The descriptor of a process that writes to the worker's requests."""
    folder = pathlib.Path(f"/proc/{worker}/fd")
    for number in os.listdir(f"/proc/{holder}/fd"):
        target = os.readlink(f"/proc/{holder}/fd/{number}")
        flags = pathlib.Path(f"/proc/{holder}/fdinfo/{number}").read_text().split()
        is_for_writing = int(flags[flags.index("flags:") + 1], 8) & os.O_ACCMODE == os.O_WRONLY
        if target.startswith("pipe:") and is_for_writing:
            if any(os.readlink(folder / other) == target for other in os.listdir(folder)):
                return number
    raise AssertionError("the sibling holds no pipe of the worker")


def test_a_parent_that_is_named_is_watched_too_and_its_end_has_status_4(spawn):
    other = subprocess.Popen(["sleep", "60"])
    worker = spawn()
    worker.call("hello", parent_pid=other.pid)
    worker.call("ping")
    other.kill()
    other.wait()
    worker.end(4, within=1)


def test_a_process_that_is_gone_is_refused_as_a_parent(spawn):
    gone = subprocess.Popen(["true"])
    gone.wait()
    worker = spawn()
    worker.send(line(1, "hello", parent_pid=gone.pid))
    assert worker.read()["error"]["code"] == -32602
    assert worker.call("ping") == {}


def test_hello_again_and_again_takes_no_more_descriptors(spawn):
    worker = spawn()
    worker.call("hello", parent_pid=os.getpid())
    before = len(os.listdir(f"/proc/{worker.process.pid}/fd"))
    for _ in range(20):
        worker.call("hello", parent_pid=os.getpid())
    assert len(os.listdir(f"/proc/{worker.process.pid}/fd")) == before


def test_the_end_of_the_thread_that_spawned_it_is_not_the_end_of_a_worker(spawn):
    found = []
    thread = threading.Thread(target=lambda: found.append(spawn()))
    thread.start()
    thread.join()
    assert found[0].call("ping") == {}
    time.sleep(0.3)
    assert found[0].call("ping") == {}


# Readers that go away


@pytest.mark.parametrize(
    "requests", [b"", line(1, "hello") * 60, slow(1)], ids=["idle", "writing", "computing"]
)
def test_a_worker_that_nobody_listens_to_goes_quietly(spawn, requests):
    worker = spawn()
    worker.call("ping")
    worker.send(requests)
    if requests:
        time.sleep(0.2)
    worker.process.stdout.close()
    worker.end(4)


def test_a_worker_without_standard_output_goes_quietly(driftline, tmp_path):
    with_input, to_worker = os.pipe()
    done = subprocess.Popen(
        ["sh", "-c", 'exec "$0" worker --store "$1" >&-', BINARY, tmp_path / "store.sqlite"],
        stdin=with_input, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert done.wait(2) == 4
        assert done.stderr.read() == b""
    finally:
        done.kill()
        os.close(to_worker)
        os.close(with_input)


def test_a_worker_without_standard_input_has_nothing_to_do(driftline, tmp_path):
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" worker --store "$1" <&-', BINARY, tmp_path / "store.sqlite"],
        capture_output=True, timeout=5,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_nothing_is_opened_in_the_place_of_a_closed_standard_error(driftline, tmp_path):
    worker = subprocess.Popen(
        ["sh", "-c", 'exec "$0" worker --store "$1" 2>&-', BINARY, tmp_path / "store.sqlite"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        worker.stdin.write(fit(1, "a") + line(2, "drift.check", baseline="a", current={"path": "/x"}))
        worker.stdin.flush()
        replies = [strict_json(worker.stdout.readline().decode()) for _ in range(2)]
        assert "result" in replies[0] and replies[1]["error"]["code"] == 1101
        assert os.readlink(f"/proc/{worker.pid}/fd/2") == "/dev/null"
    finally:
        worker.communicate()
    assert worker.returncode == 0


# Signals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
class TestSignals:
    def test_while_idle(self, spawn, number):
        worker = spawn()
        worker.call("ping")
        worker.process.send_signal(number)
        assert worker.end(0) == []

    def test_while_computing(self, spawn, number):
        worker = spawn()
        worker.call("ping")
        worker.send(slow(2), slow(3), *(fit(4 + k, f"n{k}") for k in range(3)))
        done = {reply["id"] for reply in (worker.read() for _ in range(3))}
        assert done == {4, 5, 6}
        worker.process.send_signal(number)
        codes = {reply["id"]: reply["error"]["code"] for reply in worker.end(0)}
        assert codes == {2: 1001, 3: 1001}
        assert names(spawn) == ["n0", "n1", "n2"]

    def test_while_the_reader_does_not_read(self, spawn, number):
        worker = spawn()
        worker.call("ping")
        worker.send(line(1, "hello") * 300)
        time.sleep(0.3)
        worker.process.send_signal(number)
        assert worker.process.wait(2) == 0
        assert worker.process.stderr.read() == b""

    def test_while_a_request_is_half_written(self, spawn, number):
        worker = spawn()
        worker.call("ping")
        worker.send(b'{"jsonrpc":"2.0","id":7,"meth')
        worker.process.send_signal(number)
        assert worker.end(0) == []

    def test_while_the_store_is_written_to(self, spawn, number):
        """What was acknowledged is there; of the rest at most what nobody knows of."""
        for turn in range(4):
            worker = spawn()
            worker.call("ping")
            asked = [f"t{turn}n{k}" for k in range(200)]
            writer = threading.Thread(
                target=lambda: worker.send(*(fit(name, name) for name in asked)), daemon=True
            )
            writer.start()
            known = {}
            for _ in range(20 * (turn + 1)):
                reply = worker.read()
                known[reply["id"]] = reply
            worker.process.send_signal(number)
            known |= {reply["id"]: reply for reply in worker.end(0) if reply["id"] is not None}
            there = set(names_of(spawn, f"t{turn}n"))
            acknowledged = {id for id, reply in known.items() if "result" in reply}
            refused = {id for id, reply in known.items() if "error" in reply}
            assert acknowledged <= there
            assert not refused & there
            assert {known[id]["error"]["code"] for id in refused} <= {1001, 1007}


def names_of(spawn, prefix):
    worker = spawn()
    found, cursor = [], {}
    while cursor is not None:
        page = worker.call("baseline.list", prefix=prefix, **cursor)
        found += [item["name"] for item in page["items"]]
        cursor = {"cursor": page["cursor"]} if "cursor" in page else None
    worker.process.stdin.close()
    worker.end(0)
    return found


# Ends that are asked for


def test_at_the_end_of_the_input_accepted_work_is_finished(spawn):
    worker = spawn()
    numbers = range(2, 10)
    worker.send(*(line(id, "drift.compare", baseline=BIG, current=BIG) for id in numbers))
    worker.process.stdin.close()
    replies = [worker.read(60) for _ in numbers]
    assert {reply["id"] for reply in replies} == set(numbers)
    assert all("result" in reply for reply in replies)
    assert worker.end(0) == []


def test_a_deadline_at_the_end_of_the_input_loses_no_reply(spawn):
    for turn in range(30):
        worker = spawn()
        some = {"values": list(range(2000))}
        for id in range(16):
            served = {"deadline_ms": 0.3 * id + 0.01 * turn}
            worker.send(line(id, "drift.compare", baseline=some, current=some, _meta=served))
        worker.process.stdin.close()
        assert {reply["id"] for reply in worker.end(0, within=10)} == set(range(16))


def test_after_shutdown_work_is_refused_and_what_was_accepted_is_finished(spawn):
    worker = spawn()
    worker.send(
        line(1, "drift.compare", baseline=BIG, current=BIG), line(2, "shutdown"), fit(3, "late"),
        line(4, "ping"),
    )  # fmt: skip
    replies = {reply["id"]: reply for reply in (worker.read() for _ in range(4))}
    assert "result" in replies[1] and replies[2]["result"] == {} and replies[4]["result"] == {}
    assert replies[3]["error"]["code"] == 1007 and replies[3]["error"]["data"]["retryable"] is True
    assert worker.end(0) == []


@pytest.mark.parametrize("nagging", [line(1, "ping"), b" "], ids=["pings", "spaces"])
def test_a_caller_that_goes_on_does_not_keep_a_worker_from_its_shutdown(spawn, nagging):
    worker = spawn()
    worker.call("shutdown")
    end = time.monotonic() + 5
    with contextlib.suppress(BrokenPipeError):
        while time.monotonic() < end:
            worker.send(nagging)
            time.sleep(0.002)
        pytest.fail("the worker is still there")
    assert worker.process.wait(2) == 0


# Descriptors of all kinds


def test_pipes_that_do_not_wait(spawn):
    """As Node makes them: whoever reads or writes has to look for himself."""
    for_worker, requests = os.pipe()
    replies, of_worker = os.pipe()
    for descriptor in (for_worker, of_worker):
        os.set_blocking(descriptor, False)
    worker = spawn(stdin=for_worker, stdout=of_worker)
    os.close(for_worker)
    os.close(of_worker)
    count = 3000

    def write():
        with open(requests, "wb") as pipe:
            for id in range(count):
                pipe.write(line(id, "hello" if id % 10 == 0 else "ping"))
                if id == 5:
                    pipe.flush()
                    time.sleep(0.3)

    thread = threading.Thread(target=write)
    thread.start()
    time.sleep(1)
    found = [strict_json(worker.read_line(replies).decode())["id"] for _ in range(count)]
    thread.join()
    assert found == list(range(count))
    assert worker.process.wait(2) == 0
    os.close(replies)


@pytest.mark.parametrize("blocking", [True, False])
def test_one_socket_for_both_ways(spawn, blocking):
    ours, theirs = socket.socketpair()
    theirs.setblocking(blocking)
    worker = spawn(stdin=theirs, stdout=theirs)
    theirs.close()
    with ours:
        ours.sendall(line(1, "drift.compare", baseline=BIG, current=BIG) + line(2, "ping"))
        ours.shutdown(socket.SHUT_WR)
        found = [strict_json(worker.read_line(ours.fileno()).decode()) for _ in range(2)]
        assert {reply["id"]: "result" in reply for reply in found} == {1: True, 2: True}
        assert worker.process.wait(2) == 0


def test_a_socket_that_is_closed_is_nobody_listening(spawn):
    ours, theirs = socket.socketpair()
    worker = spawn(stdin=theirs, stdout=theirs)
    theirs.close()
    ours.sendall(line(1, "ping"))
    assert worker.read_line(ours.fileno()) == b'{"jsonrpc":"2.0","id":1,"result":{}}'
    ours.close()
    assert worker.process.wait(2) in (0, 4)
    assert worker.process.stderr.read() == b""


def test_requests_from_a_file_and_replies_into_one(driftline, tmp_path):
    (tmp_path / "requests").write_bytes(line(1, "ping") + fit(2, "a") + line(3, "ping").strip())
    with open(tmp_path / "requests", "rb") as requests, open(tmp_path / "replies", "wb") as replies:
        done = subprocess.run(
            [BINARY, "worker", "--store", tmp_path / "store.sqlite"], stdin=requests,
            stdout=replies, stderr=subprocess.PIPE, timeout=10,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    found = [json.loads(text)["id"] for text in (tmp_path / "replies").read_text().splitlines()]
    assert sorted(found) == [1, 2, 3]


def test_a_writer_of_single_bytes(spawn):
    worker = spawn()
    for byte in line(1, "drift.compare", baseline={"values": [1, 2]}, current={"values": [3]}):
        worker.send(bytes([byte]))
        time.sleep(0.0005)
    assert worker.read()["id"] == 1


def test_an_end_in_the_middle_of_a_line(spawn):
    worker = spawn()
    worker.send(b'{"a":"' + b"x" * (1 << 20))
    worker.process.stdin.close()
    replies = worker.end(0)
    assert [(reply["id"], reply["error"]["code"]) for reply in replies] == [(None, -32700)]


@pytest.mark.parametrize("path", ["/dev/stdin", "/proc/self/fd/0", "/proc/self/fd/3", "/dev/fd/3"])
def test_a_path_cannot_take_requests_away(spawn, path):
    worker = spawn()
    here = {"path": path, "format": "raw", "dtype": "f8", "shape": [1]}
    worker.send(line(1, "drift.compare", baseline=here, current=here), line(2, "ping"), line(3, "ping"))
    found = {reply["id"]: reply for reply in (worker.read() for _ in range(3))}
    assert found[1]["error"]["code"] in (1101, 1102, 1105, 1108)
    assert found[2]["result"] == {} and found[3]["result"] == {}


def test_a_log_that_nobody_reads_does_not_keep_a_worker_from_its_end(spawn):
    worker = spawn("--log-level", "debug")
    worker.call("ping")
    descriptor = worker.process.stdin.fileno()
    os.set_blocking(descriptor, False)
    end = time.monotonic() + 1
    while time.monotonic() < end:
        with contextlib.suppress(BlockingIOError):
            os.write(descriptor, b'{"jsonrpc":"2.0","method":"nothing"}\n' * 100)
        time.sleep(0.001)
    worker.process.terminate()
    assert worker.process.wait(2) == 0


# Libraries that print

NOISE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

/* Prints to standard output every millisecond, from a thread of its own. */
static void *chatter(void *unused) {
  for (;;) {
    if (write(1, "noise\n{\"noise\":1}\n", 18) < 0) {}
    printf("more noise\n");
    fflush(stdout);
    usleep(1000);
  }
  return unused;
}

__attribute__((constructor)) static void start(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, chatter, NULL);
}

/* And from within a call of the worker to a library of the system. */
long lseek(int descriptor, long offset, int whence) {
  static long (*real)(int, long, int);
  if (!real) real = (long (*)(int, long, int))dlsym(RTLD_NEXT, "lseek");
  if (write(1, "noise in a call\n", 16) < 0) {}
  return real(descriptor, offset, whence);
}

int fsync(int descriptor) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  if (write(1, "noise in a call of SQLite\n", 26) < 0) {}
  return real(descriptor);
}

int fdatasync(int descriptor) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  if (write(1, "noise in a call of SQLite\n", 26) < 0) {}
  return real(descriptor);
}
"""


@pytest.fixture(scope="module")
def noise(tmp_path_factory):
    """A library that prints, to be loaded before all others."""
    folder = tmp_path_factory.mktemp("noise")
    (folder / "noise.c").write_text(NOISE)
    subprocess.run(
        ["clang", "-shared", "-fPIC", "-O1", "-o", folder / "noise.so", folder / "noise.c", "-lpthread"],
        check=True,
    )
    return folder / "noise.so"


@pytest.mark.parametrize("flags", [[], ["--strict"]])
def test_a_library_that_prints_cannot_get_between_replies(spawn, noise, tmp_path, flags):
    log = tmp_path / "log"
    with open(log, "wb") as said:
        worker = spawn(*flags, environment={"LD_PRELOAD": str(noise)}, stderr=said)
        # Before the worker has taken its streams, nobody can keep a library from printing.
        worker.send(line("first", "ping"))
        while b'"first"' not in (start := worker.read_line(worker.process.stdout.fileno())):
            assert b"noise" in start
        for turn in range(100):
            worker.send(fit(turn, f"n{turn}"))
            assert worker.read()["id"] == turn
        worker.send(line(101, "drift.compare", baseline=BIG, current=BIG))
        assert "result" in worker.read()
        worker.process.stdin.close()
        worker.end(0)
    if flags:
        assert b"noise in a call" not in log.read_bytes()
    else:
        assert b"noise in a call of SQLite" in log.read_bytes()


# The store under a running worker


@pytest.mark.parametrize("replaced", [False, True])
def test_a_store_that_was_removed_takes_no_acknowledged_change_with_it(spawn, tmp_path, replaced):
    worker = spawn()
    worker.send(fit(1, "before"))
    assert "result" in worker.read()
    for path in tmp_path.glob("store.sqlite*"):
        path.unlink()
    if replaced:
        assert names(spawn) == []
    worker.send(fit(2, "after"))
    reply = worker.read()
    there = names(spawn)
    if "result" in reply:
        assert there == ["after"]
    else:
        assert 1300 < reply["error"]["code"] < 1310 and "after" not in there
    assert worker.call("ping") == {}


def test_a_full_disk_is_said_and_leaves_the_store_as_it_was(driftline, spawn, tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    if os.getuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
    made = subprocess.run(mount, capture_output=True)
    if made.returncode:
        pytest.skip(f"no small disk here: {made.stderr.decode().strip()}")
    try:
        worker = Spawned(folder)
        try:
            wide = {"rows": [[row * 0.1 % 7 + column for column in range(20)] for row in range(300)]}
            kept, codes = [], []
            for turn in range(60):
                worker.send(line(turn, "baseline.fit", name=f"n{turn:02}", data=wide))
                reply = worker.read()
                if "result" in reply:
                    kept.append(f"n{turn:02}")
                else:
                    codes.append(reply["error"]["code"])
            assert kept and codes and set(codes) == {1304}
            listed = [item["name"] for item in worker.call("baseline.list", limit=100)["items"]]
            assert listed == kept
            worker.process.stdin.close()
            worker.end(0)
        finally:
            worker.process.kill()
            worker.process.wait()
        again = Spawned(folder)
        try:
            listed = [item["name"] for item in again.call("baseline.list", limit=100)["items"]]
            assert listed == kept
        finally:
            again.process.kill()
            again.process.wait()
    finally:
        subprocess.run(["umount", folder], check=True)
