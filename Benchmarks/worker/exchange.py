"""Lines to a process and back, and the rows of a table."""

import json
import os
import statistics
import subprocess
import time

median = statistics.median


class Exchange:
    """A process that answers each line with a line."""

    def __init__(self, *command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self.to, self.back = self.process.stdin.fileno(), self.process.stdout.fileno()
        self.pid = self.process.pid

    def ask(self, line):
        """Seconds to the end of the reply, and the reply."""
        rest, parts = memoryview(line), []
        start = time.perf_counter()
        while rest:
            rest = rest[os.write(self.to, rest) :]
        while not parts or not parts[-1].endswith(b"\n"):
            part = os.read(self.back, 1 << 16)
            if not part:
                raise SystemExit(f"{self.process.args[0]} has ended")
            parts.append(part)
        return time.perf_counter() - start, b"".join(parts)

    def call(self, method, **params):
        """Seconds and the result of a request."""
        seconds, reply = self.ask(request(method, **params))
        reply = json.loads(reply)
        if "result" not in reply:
            raise SystemExit(f"{method}: {reply}")
        return seconds, reply["result"]

    def close(self):
        """Ends the process, and gives the seconds of processor time that it has used."""
        self.process.stdin.close()
        _, self.process.returncode, used = os.wait4(self.pid, 0)
        self.process.stdout.close()
        return used.ru_utime + used.ru_stime


class Worker(Exchange):
    def __init__(self, driftline, store=":memory:"):
        super().__init__(driftline, "worker", "--store", store)


def request(method, **params):
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return json.dumps(message).encode() + b"\n"


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def heading(title, unit):
    print(f"\n### {title}\n")
    print(f"| what | {unit} | reference | {unit} | ratio | target | |")
    print("| --- | --: | --- | --: | --: | --- | --- |")


def row(what, own, reference="-", other=None, target="-", met=None, ratio=None):
    """Prints a row; the ratio is own by other where none is given."""
    if ratio is None and other:
        ratio = own / other
    cells = [
        what, clip(own), reference, clip(other), "-" if ratio is None else f"{ratio:.2f}", target,
        "" if met is None else ("met" if met else "**not met**"),
    ]  # fmt: skip
    print(f"| {' | '.join(cells)} |", flush=True)


def clip(number):
    if number is None:
        return "-"
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"
