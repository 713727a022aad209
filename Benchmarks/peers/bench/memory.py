"""How far the memory of this process has grown at its highest."""

import pathlib
import resource
import sys

STATUS = pathlib.Path("/proc/self/status")


def field(name):
    for line in STATUS.read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    return 0


def highest():
    if STATUS.exists():
        return field("VmHWM")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def reset():
    """Lets the highest count from now where Linux has that, and gives the bytes held now."""
    try:
        pathlib.Path("/proc/self/clear_refs").write_text("5")
        return field("VmRSS")
    except OSError:
        return highest()


def growth(before):
    """Bytes that the process grew by at its highest, since `reset` gave `before`."""
    return max(0, highest() - before)
