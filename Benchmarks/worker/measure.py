#!/usr/bin/env python3
"""Measures the worker beside references that saw the same machine, and prints Markdown tables.

    measure.py [--quick] DRIFTLINE RELEASE ECHO LIBRARY_COMPARE LINES FOLDER

RELEASE is what `make release` builds. The programs are built by Benchmarks/run, which calls this.
"""

import argparse
import os

from inline_data import inline_data
from memory import memory, size
from references import by_reference
from round_trips import first_replies, round_trips


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    for name in ["driftline", "release", "echo", "library", "lines", "folder"]:
        parser.add_argument(name)
    given = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f} before the run.")
    round_trips(given.driftline, given.echo, given.folder, given.quick)
    first_replies(given.driftline, given.release, given.echo, given.folder, given.quick)
    inline_data(given.driftline, given.echo, given.lines, given.quick)
    by_reference(given.driftline, given.library, given.quick)
    memory(given.driftline, given.echo, given.folder)
    size(given.driftline, given.release, given.folder)
    print("\nTwenty-four clients of one store: Tests/Chaos/clients.py.")


if __name__ == "__main__":
    main()
