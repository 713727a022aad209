"""Detectors of other packages as a peer of `driftline bench`; docs/benchmark.md has the protocol.

    python Benchmarks/peers/bench [--only NAME[,NAME]] [--list | --check]

Requests come on standard input, answers go to standard output. --only keeps detectors of these names
or packages; --list names them; --check runs each once on small samples and prints a table. With
DRIFTLINE_PEER_THREADS=1 in the environment, packages compute on one thread.
"""

import argparse
import logging
import os
import sys
import warnings

if os.environ.get("DRIFTLINE_PEER_THREADS") == "1":  # read by the packages as they are imported
    for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM"):
        os.environ[f"{library}_NUM_THREADS"] = "1"
    os.environ["LOKY_MAX_CPU_COUNT"] = "1"
# Evidently reports its use over the network otherwise.
os.environ["DO_NOT_TRACK"] = "1"
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

# The detectors enter themselves into the table as these are imported, in the order of the answer.
import numeric  # noqa: E402, F401
import categorical  # noqa: E402, F401
import embeddings  # noqa: E402, F401
import libraries  # noqa: E402, F401
import streams  # noqa: E402, F401
from protocol import Peer  # noqa: E402
from registry import Refusal  # noqa: E402


def serve(peer):
    """Answers each line; whatever a package prints goes to standard error."""
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "wb", buffering=0) as answers:
        os.dup2(2, 1)
        for line in sys.stdin.buffer:
            answers.write(peer.answer(line).encode() + b"\n")


def main():
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    parser.add_argument("--only", metavar="NAME[,NAME]", help="detectors or packages to keep")
    parser.add_argument("--except", metavar="NAME[,NAME]", dest="without", help="detectors or packages to leave out")
    parser.add_argument("--list", action="store_true", help="name the detectors")
    parser.add_argument("--check", action="store_true", help="run each once and print a table")
    options = parser.parse_args()
    try:
        peer = Peer(*(words.split(",") if words else None for words in (options.only, options.without)))
    except Refusal as refusal:
        parser.error(str(refusal))
    if options.list:
        for made in peer.detectors.values():
            print(made.kind, made.name, made.work or "-", sep="\t")
    elif options.check:
        import check

        return check.table(peer)
    else:
        try:
            serve(peer)
        except (BrokenPipeError, KeyboardInterrupt):
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
