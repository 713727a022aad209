"""Runs the transcripts of docs/protocol.md.

A block of the language `transcript` is a talk with a worker in an empty folder, with a new store:

    $ driftline worker --strict      how the worker is started; `driftline worker` where it is left out
    $ driftline baseline list        any other command, with the same store; what it prints is not shown
    # STAGE                          something that happens in the folder or to the worker, see STAGES
    -> {"jsonrpc":"2.0", ..}         a line to the worker; lines that follow each other go together
    <- {"jsonrpc":"2.0", ..}         a line of the worker; lines that follow each other come in any order

Replies are compared byte for byte. `...` stands for any text and `<any>` for any one value. `<name>` stands
for a value that is put in where `<name>` occurs again, and `<1000 times x>` for that many of a text.

`python Tests/Python/transcripts.py docs/protocol.md` writes what the worker answers in place of the lines
`<- ?`, for whoever adds a transcript.
"""

import array
import contextlib
import errno
import json
import os
import pathlib
import re
import resource
import signal
import sqlite3
import subprocess
import sys

from conftest import BINARY
from worker import Worker

FENCE = re.compile(r"^```transcript\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
PLACES = re.compile(r"\.\.\.|<(?:any|[a-z_]+)>")


class Difference(AssertionError):
    """A worker that does not answer as the page says."""


def blocks(page):
    """The transcripts of a page, each with the number of its first line."""
    text = pathlib.Path(page).read_text()
    return [(text[: m.start()].count("\n") + 2, m.group(1)) for m in FENCE.finditer(text)]


class NotPossible(Exception):
    """A stage that this machine does not allow."""


class Transcript:
    """One transcript, as it is run."""

    def __init__(self, block, folder, timeout=30):
        self.timeout = timeout
        self.lines = block.splitlines()
        self.folder = pathlib.Path(folder)
        self.worker = None
        self.count = 0
        self.status = 0
        self.values = {}
        self.at_end = []
        # What the worker has answered, for lines that ask for it.
        self.answers = {}

    def run(self):
        """Plays all lines, and sees to it that nothing more comes and that the worker ends well."""
        try:
            index = 0
            while index < len(self.lines):
                mark = self.lines[index].split(" ", 1)[0]
                end = index + 1
                while end < len(self.lines) and mark in ("->", "<-"):
                    if not self.lines[end].startswith(mark):
                        break
                    end += 1
                self.play(mark, index, end)
                index = end
            self.finish()
        finally:
            if self.worker is not None:
                self.worker.kill()
            for act in self.at_end:
                act()
        return self

    def play(self, mark, start, end):
        if mark == "->":
            if self.worker is None:
                self.start([])
            self.worker.write("".join(self.filled(i) + "\n" for i in range(start, end)).encode())
        elif mark == "<-":
            self.compare(range(start, end))
        elif mark == "$":
            self.command(self.lines[start][2:].split())
        elif mark == "#":
            stage(self, self.lines[start][2:])
        else:
            raise ValueError(f"no line of a transcript: {self.lines[start]}")

    def start(self, flags, program=()):
        self.finish()
        self.count += 1
        self.worker = Worker(self.folder, *flags, program=program, log=f"log{self.count}.txt")

    def command(self, words):
        assert words[0] == "driftline", words
        if words[1] == "worker":
            return self.start(words[2:])
        environment = {**os.environ, "DRIFTLINE_STORE": "store.sqlite"}
        # The command is done before the worker goes on with what it is doing.
        with self.worker.held() if self.worker else contextlib.nullcontext():
            subprocess.run(
                [BINARY, *words[1:]], cwd=self.folder, env=environment, check=True,
                capture_output=True, timeout=60,
            )  # fmt: skip

    def filled(self, index):
        """A line to send, with what is put in."""
        text = self.lines[index][3:]
        text = re.sub(r"<(\d+) times (.)>", lambda m: int(m[1]) * m[2], text)
        for name, value in self.values.items():
            text = text.replace(f"<{name}>", value)
        return text

    def compare(self, wanted):
        """Reads as many lines as are wanted, in any order unless the worker is strict."""
        wanted = list(wanted)
        while wanted:
            wants_progress = any("$/progress" in self.lines[i] for i in wanted)
            line = self.worker.read_line(self.timeout)
            if line is None:
                raise Difference(f"no reply for {self.lines[wanted[0]]}\n{self.worker.said()}")
            line = line.decode()
            if '"method":"$/progress"' in line and not wants_progress:
                continue
            found = next((i for i in wanted if self.matches(i, line)), None)
            if found is None:
                raise Difference(f"this came:\n  {line}\nand not:\n  {self.lines[wanted[0]][3:]}")
            self.answers[found] = line
            wanted.remove(found)

    def matches(self, index, line):
        pattern = self.lines[index][3:]
        if pattern == "?":
            return True
        parts, names, end = [], [], 0
        for place in PLACES.finditer(pattern):
            parts.append(re.escape(pattern[end : place.start()]))
            name = place.group().strip("<>")
            if name == "...":
                parts.append(".*")
            elif name == "any":
                parts.append(r'(?:[^\[\]{},"]+|"(?:[^"\\]|\\.)*")')
            else:
                parts.append(r"([^\[\]{},\"]+)")
                names.append(name)
            end = place.end()
        parts.append(re.escape(pattern[end:]))
        found = re.fullmatch("".join(parts), line)
        if found is None:
            return False
        self.values.update(zip(names, found.groups()))
        return True

    def finish(self):
        """Ends the worker's input, unless it has ended already."""
        if self.worker is None:
            return
        rest, status = self.worker.end()
        rest = [line for line in rest if b'"method":"$/progress"' not in line]
        if rest:
            raise Difference(f"this came, and nothing was to come: {rest[0].decode()}")
        if status != self.status:
            raise Difference(f"it ended with {status}, and not {self.status}:\n{self.worker.said()}")
        if status == 0 and self.worker.said():
            raise Difference(f"it said on standard error: {self.worker.said()}")
        self.worker = None
        self.status = 0


# What can happen beside requests. Each takes the transcript and the groups of its pattern.


def file_of_text(run, name, text):
    path = run.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.loads(text))


def file_of_numbers(run, name, count):
    """Doubles, little-endian: 0, 1, .. 999, and again."""
    some = array.array("d", [i % 1000 for i in range(int(count))])
    (run.folder / name).write_bytes(some.tobytes())


def file_changes(run, name):
    with run.worker.held(), open(run.folder / name, "ab") as file:
        file.write(b"more")


def store_is_locked(run):
    connection = sqlite3.connect(run.folder / "store.sqlite", isolation_level=None)
    connection.execute("begin immediate")
    run.at_end.append(connection.close)


def store_is_overwritten(run):
    """Every page but the first, so that what is read next is damaged."""
    with sqlite3.connect(run.folder / "store.sqlite") as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    with open(run.folder / "store.sqlite", "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))


def store_is_read_only(run):
    """For root, whom no mode keeps from writing, the worker gives up that right."""
    run.finish()
    (run.folder / f"log{run.count + 1}.txt").touch()
    (run.folder / "store.sqlite").chmod(0o400)
    run.folder.chmod(0o500)
    run.at_end.append(lambda: run.folder.chmod(0o700))
    program = []
    if os.geteuid() == 0:
        program = ["setpriv", "--bounding-set=-dac_override"]
    run.start([], program)


def disk_is_small(run, name):
    """A file system in memory; where none can be mounted, this cannot be played."""
    folder = run.folder / name
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        raise NotPossible(f"no file system can be mounted here: {mounted.stderr.strip()}")
    run.at_end.append(lambda: subprocess.run(["umount", "-l", folder], check=True))


def disk_is_full(run, name):
    with open(run.folder / name / "other", "wb", buffering=0) as file:
        for size in (1 << 16, 512):
            try:
                while True:
                    file.write(bytes(size))
            except OSError as error:
                assert error.errno == errno.ENOSPC


def files_are_limited(run):
    """As many as are open now."""
    limit(run, resource.RLIMIT_NOFILE, 1 + max(map(int, os.listdir(f"/proc/{run.worker.process.pid}/fd"))))


def limit(run, kind, number):
    _, most = resource.prlimit(run.worker.process.pid, kind)
    resource.prlimit(run.worker.process.pid, kind, (number, most))


def input_ends(run):
    run.worker.end_input()


def is_told_to_end(run):
    run.worker.process.send_signal(signal.SIGTERM)


def output_is_closed(run):
    run.worker.process.stdout.close()


def it_ends(run, status):
    run.status = int(status)


STAGES = [
    (r"(\S+) holds (\".*\")", file_of_text),
    (r"(\S+) holds (\d+) numbers", file_of_numbers),
    (r"(\S+) changes", file_changes),
    (r"another process locks the store", store_is_locked),
    (r"the store is overwritten", store_is_overwritten),
    (r"the worker starts again, and the store is read-only", store_is_read_only),
    (r"(\S+) is a small disk", disk_is_small),
    (r"(\S+) is full", disk_is_full),
    (r"the worker may open no more files", files_are_limited),
    (r"standard input ends", input_ends),
    (r"SIGTERM", is_told_to_end),
    (r"it ends with (\d)", it_ends),
]


def stage(run, text):
    for pattern, act in STAGES:
        found = re.fullmatch(pattern, text)
        if found:
            return act(run, *found.groups())
    raise ValueError(f"no stage: {text}")


def fill(page):
    """Writes what the worker answers in place of `<- ?`."""
    import tempfile

    def filled(match):
        block = match.group(1)
        if "<- ?" not in block:
            return match.group()
        with tempfile.TemporaryDirectory() as folder:
            run = Transcript(block, folder)
            try:
                run.run()
            except AssertionError as error:
                print(error, file=sys.stderr)
        lines = block.splitlines()
        for index, answer in run.answers.items():
            if lines[index] == "<- ?":
                lines[index] = "<- " + answer
        return "```transcript\n" + "\n".join(lines) + "\n```"

    path = pathlib.Path(page)
    path.write_text(FENCE.sub(filled, path.read_text()))


if __name__ == "__main__":
    fill(sys.argv[1])
