"""What the worker holds at rest and takes for a request, and how large the program is."""

import base64
import os
import re
import subprocess
import sys
import time

import numpy

from exchange import Exchange, Worker, clip, heading, request, row
from inline_data import compare_line
from round_trips import values


def status(pid, field):
    """A figure of /proc/PID/status in megabytes."""
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(rf"{field}:\s+(\d+) kB", file.read())[1]) * 1024 / 1e6


def private(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        kilobytes = re.findall(r"Private_\w+:\s+(\d+) kB", file.read())
    return sum(map(int, kilobytes)) * 1024 / 1e6


def peak(pid, work):
    """How far the largest resident set of some work lies above what was resident before."""
    with open(f"/proc/{pid}/clear_refs", "w") as file:
        file.write("5")
    before = status(pid, "VmRSS")
    work()
    return status(pid, "VmHWM") - before


def parsed_by_json(line, folder):
    """The same for json.loads of a line in a process of its own."""
    path = f"{folder}/line.json"
    with open(path, "wb") as file:
        file.write(line)
    program = (
        "import json, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from memory import peak\n"
        "print(peak('self', lambda: json.loads(open(sys.argv[2], 'rb').read())))"
    )
    command = [sys.executable, "-c", program, os.path.dirname(__file__), path]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    os.unlink(path)
    return float(done.stdout)


def memory(driftline, echo, folder):
    worker, peer = Worker(driftline, f"{folder}/memory.sqlite"), Exchange(echo)
    worker.call("ping")
    peer.ask(b"1\n")
    pid, least = worker.pid, status(peer.pid, "VmRSS")
    heading("Memory of the worker", "MB")

    def resident(what):
        row(f"resident, {what}", status(pid, "VmRSS"), "C echo", least)

    resident("after the first reply")
    row("of it private", private(pid), "C echo", private(peer.pid))
    sides = {"baseline": values(100, 2), "current": values(100, 3)}
    small = request("drift.compare", **sides, detectors=["ks"])
    most = peak(pid, lambda: [worker.ask(small) for _ in range(1_000)])
    row("peak above, 1000 small requests", most)
    resident("after 1000 small requests")
    texts = ["%.17g" % x for x in numpy.random.default_rng(1).random(3_200_000)]
    huge = compare_line(b'{"values":[' + ",".join(texts).encode() + b"]}")
    most = peak(pid, lambda: worker.ask(huge))
    name = f"peak above, a line of {len(huge) // 1_000_000} MB with {len(texts)} numbers"
    row(name, most, "json.loads", parsed_by_json(huge, folder))
    resident("after it")
    raw = numpy.random.default_rng(1).random(12_000_000, dtype="f4")
    coded = compare_line(b'{"dtype":"f4","shape":[12000000],"b64":"%s"}' % base64.b64encode(raw))
    row("peak above, a line of 64 MB of base64", peak(pid, lambda: worker.ask(coded)))
    path = f"{folder}/rows.npy"
    numpy.save(path, raw[:7_680_000].reshape(10_000, 768))
    sides = {"baseline": {"path": path}, "current": {"path": path}}
    large = request("drift.compare", **sides, detectors=["cluster_psi"])
    row("peak above, 2 x 31 MB by path, cluster_psi", peak(pid, lambda: worker.ask(large)))
    most = peak(pid, lambda: [worker.ask(large) for _ in range(20)])
    row("peak above, the same 20 times more", most)
    time.sleep(2)
    resident("two seconds later")
    worker.close()
    peer.close()


def size(driftline, release, folder):
    stripped = f"{folder}/driftline"
    subprocess.run(["strip", "-o", stripped, driftline], check=True)
    print("\n### Size of the program\n")
    for what, path in [("as built", driftline), ("stripped", stripped), ("of `make release`", release)]:
        print(f"- {what}: {clip(os.stat(path).st_size / 1e6)} MB")
    for what, path in [("", driftline), (" of `make release`", release)]:
        libraries = subprocess.run(["ldd", path], check=True, capture_output=True, text=True)
        found = re.findall(r"^\s+(\S+) => (\S+)", libraries.stdout, re.M)
        names = sorted(name for name, _ in found)
        total = sum(os.stat(path).st_size for _, path in found) / 1e6
        print(f"- shared libraries{what}: {len(names)}, {clip(total)} MB: {', '.join(names)}")
