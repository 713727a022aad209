"""Numbers in JSON and base64 through the pipe, and what decodes them without it."""

import base64
import json
import re
import subprocess
import time

import numpy
import orjson

from exchange import Exchange, Worker, heading, row

COUNT = 1_000_000


def compare_line(data):
    """A request with a small baseline and data as they are written."""
    head = b'{"jsonrpc":"2.0","id":1,"method":"drift.compare","params":{'
    head += b'"baseline":{"values":[0.5,1.5]},"detectors":["missing_share"],"current":'
    return head + data + b"}}\n"


def in_turn(runs, **works):
    """The least seconds of pieces of work that take turns, as for what runs without the pipe."""
    times = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            times[name].append(work())
    return {name: min(measured) for name, measured in times.items()}


def timed(work, *arguments):
    def run():
        start = time.perf_counter()
        work(*arguments)
        return time.perf_counter() - start

    return run


def through(exchange, line, expected):
    def run():
        seconds, reply = exchange.ask(line)
        if expected not in reply:
            raise SystemExit(reply[:1_000].decode())
        return seconds

    return run


def alone(lines):
    """What the parser and the decoder do in the calling thread: the tables of Lines."""
    rates = {}
    printed = subprocess.run([lines], check=True, capture_output=True, text=True).stdout
    for found in re.finditer(r"^\| ([^,|]+?)(?:, \d+ bytes)? \| ([0-9.]+) [MG]B?/s", printed, re.M):
        rates.setdefault(found[1], float(found[2]))
    return rates


def numbers(driftline, echo, rates, runs):
    worker, pipe = Worker(driftline), Exchange(echo, "count")
    random = numpy.random.default_rng(1)
    samples = random.random(COUNT)
    heading("A million numbers in JSON, best of all runs", "million a second")
    for name, texts in [
        ("17 digits", ["%.17g" % x for x in samples]),
        ("shortest doubles", [repr(x) for x in samples.tolist()]),
        ("shortest floats", [str(x) for x in samples.astype("f4")]),
    ]:
        values = b'{"values":[' + ",".join(texts).encode() + b"]}"
        line = compare_line(values)
        expected = b'"current":%d' % COUNT
        took = in_turn(
            runs, own=through(worker, line, expected), pipe=through(pipe, line, b"1"),
            json=timed(json.loads, values), orjson=timed(orjson.loads, values),
        )  # fmt: skip
        rate = {key: COUNT / seconds / 1e6 for key, seconds in took.items()}
        size = len(line) // COUNT
        title = f"{name}, {size} bytes each: drift.compare"
        row(title, rate["own"], "the pipe alone, C", rate["pipe"])
        row("the same", rate["own"], "json.loads", rate["json"])
        row("the same", rate["own"], "orjson.loads", rate["orjson"], "over 30", rate["own"] > 30)
        own = rates[name]
        row(f"{name}: parser alone", own, "json.loads", rate["json"])
        row("the same", own, "orjson.loads", rate["orjson"], "over 30", own > 30)
    worker.close()
    pipe.close()


def coded(driftline, echo, rates, runs):
    worker, pipe = Worker(driftline), Exchange(echo, "count")
    heading("Base64 of float32, best of all runs", "GB/s of text")
    for count in [750_000, 12_000_000]:
        values = numpy.random.default_rng(1).random(count, dtype="f4")
        text = base64.b64encode(values)
        line = compare_line(b'{"dtype":"f4","shape":[%d],"b64":"%s"}' % (count, text))
        expected = b'"current":%d' % count
        took = in_turn(
            runs, own=through(worker, line, expected), pipe=through(pipe, line, b"1"),
            python=timed(base64.b64decode, text),
        )  # fmt: skip
        rate = {key: len(text) / seconds / 1e9 for key, seconds in took.items()}
        title = f"{len(text) // 1_000_000} MB: drift.compare"
        row(title, rate["own"], "the pipe alone, C", rate["pipe"])
        row("the same", rate["own"], "base64.b64decode", rate["python"], "over 2", rate["own"] > 2)
    for name, own in rates.items():
        if name.endswith("characters"):
            title = f"{name}: decoder alone"
            row(title, own, "base64.b64decode", rate["python"], "over 2", own > 2)
    worker.close()
    pipe.close()


def inline_data(driftline, echo, lines, quick):
    rates = alone(lines)
    runs = 5 if quick else 15
    numbers(driftline, echo, rates, runs)
    coded(driftline, echo, rates, runs)
