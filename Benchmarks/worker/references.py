"""Data by reference through the worker, against calls of the library in another process."""

import contextlib
import os
import subprocess
import tempfile
import time

import numpy

from exchange import Exchange, Worker, heading, median, row

WIDTH = 768
# Where the values of a .npy file begin.
HEADER = 128


@contextlib.contextmanager
def samples(rows):
    """Two files of embeddings in shared memory, which have both a path and a name for `shm`."""
    paths = []
    try:
        for seed in [1, 2]:
            handle, path = tempfile.mkstemp(".npy", "driftline-bench-", "/dev/shm")
            os.close(handle)
            paths.append(path)
            random = numpy.random.default_rng(seed)
            numpy.save(path, random.standard_normal((rows, WIDTH), dtype="f4"))
            if os.stat(path).st_size != HEADER + rows * WIDTH * 4:
                raise SystemExit(f"the header of {path} is not of {HEADER} bytes")
        yield paths
    finally:
        for path in paths:
            os.unlink(path)


def copied(path):
    """A memfd with the values of a file."""
    memory = os.memfd_create("driftline-bench")
    with open(path, "rb") as file:
        os.lseek(file.fileno(), HEADER, os.SEEK_SET)
        while os.sendfile(memory, file.fileno(), None, 1 << 30):
            pass
    return memory


def by_reference(driftline, library, quick):
    rows = 20_000 if quick else 200_000
    threads = len(os.sched_getaffinity(0))
    with samples(rows) as paths:
        memories = [copied(path) for path in paths]
        worker = Worker(driftline)
        peer = Exchange(library, *paths, str(threads))
        layout = {"dtype": "f4", "shape": [rows, WIDTH]}
        forms = {
            "path": [{"path": path} for path in paths],
            "procfd, a memfd": [{"procfd": [os.getpid(), memory]} | layout for memory in memories],
            "shm": [
                {"shm": f"/{os.path.basename(path)}", "offset": HEADER} | layout for path in paths
            ],
        }
        command = [driftline, "compare", "--baseline", paths[0], "--current", paths[1], "--json"]
        heading(f"Two sets of {rows} x {WIDTH} float32 by reference, median", "ms")
        for detector in ["missing_share", "centroid", "cluster_psi"]:
            one_detector(detector, worker, peer, forms, command, 5 if quick else 9)
        worker.close()
        peer.close()
        for memory in memories:
            os.close(memory)


def one_detector(detector, worker, peer, forms, command, runs):
    times = {name: [] for name in ["library", *forms, "command line"]}
    for turn in range(runs + 1):
        _, printed = peer.ask(detector.encode() + b"\n")
        seconds, statistic = map(float, printed.split())
        taken = {"library": seconds}
        for name, (baseline, current) in forms.items():
            taken[name], verdict = worker.call(
                "drift.compare", baseline=baseline, current=current, detectors=[detector]
            )
            if verdict["scores"][0]["statistic"] != statistic:
                raise SystemExit(f"{detector} by {name}: {verdict['scores'][0]}, not {statistic}")
        taken["command line"] = spawned([*command, "--detector", detector])
        # The first turn fills caches.
        for name, measured in taken.items() if turn else ():
            times[name].append(measured * 1e3)
    expected = median(times["library"])
    for name, measured in times.items():
        if name == "library":
            continue
        # Both of one turn saw the same machine.
        ratio = median(own / other for own, other in zip(measured, times["library"]))
        limit = name != "command line"
        row(
            f"{detector}: {name}", median(measured), "the library", expected,
            "ratio up to 1.10" if limit else "-", ratio <= 1.1 if limit else None, ratio,
        )  # fmt: skip


def spawned(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
