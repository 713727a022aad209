"""Whatever the standard streams are, and whoever else uses them, replies stay whole."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import threading
import time

import pytest
from conftest import BINARY, strict_json
from lifecycle import BIG, Spawned, fit, line, names, spawn  # noqa: F401


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
