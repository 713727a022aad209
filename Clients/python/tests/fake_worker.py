"""A worker that misbehaves as it is told. Run as ``fake_worker.py worker --mode NAME``.

It speaks the protocol; what it does with a request is said by the request: ``test.sleep`` replies
later, ``test.die`` ends the process, ``test.echo`` replies with its parameters, and so on.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import sys
import threading
import time
from typing import Any

arguments = sys.argv[1:]
mode = arguments[arguments.index("--mode") + 1] if "--mode" in arguments else ""
marks = os.environ.get("FAKE_MARKS", "")
lock = threading.Lock()
cancelled: set[Any] = set()
greeted: list[dict[str, Any]] = []
in_flight = 0
most_in_flight = 0


def mark(text: str) -> None:
    """Writes down what happened, for the test that reads it."""
    if marks:
        with open(marks, "a", encoding="utf-8") as file:
            file.write(text + "\n")


def write(data: bytes) -> None:
    with lock:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def reply(id: Any, result: Any = None, error: Any = None) -> None:
    global in_flight
    in_flight -= 1
    message = {"jsonrpc": "2.0", "id": id}
    message.update({"error": error} if error else {"result": result})
    write(json.dumps(message).encode() + b"\n")


def read_data(data: dict[str, Any]) -> dict[str, Any]:
    """What a data object holds, read as the worker reads it."""
    if "procfd" in data:
        pid, fd = data["procfd"]
        with open(f"/proc/{pid}/fd/{fd}", "rb") as file:
            return {**data, "bytes": base64.b64encode(file.read()).decode(), "link": os.readlink(file.name)}
    if "columns" in data:
        return {"columns": {name: read_data(column) for name, column in data["columns"].items()}}
    if "parts" in data:
        return {"parts": [read_data(part) for part in data["parts"]]}
    return data


def later(id: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if id in cancelled:
            reply(id, error={"code": 1001, "message": "cancelled", "data": {"kind": "cancelled", "retryable": True}})
            return
        time.sleep(0.002)
    reply(id, "slept")


def handle(request: dict[str, Any]) -> None:
    global in_flight, most_in_flight
    method, params, id = request["method"], request.get("params", {}), request.get("id")
    if method == "$/cancel":
        mark(f"cancel {params['id']}")
        cancelled.add(params["id"])
        return
    in_flight += 1
    most_in_flight = max(most_in_flight, in_flight)
    mark(method)
    if method == "hello":
        if mode == "mute":
            return
        protocol = "driftline/2" if mode == "newer" else "driftline/1"
        limits = {"max_in_flight": 8, "max_in_flight_bytes": 1 << 22, "max_line_bytes": 1 << 24}
        greeted.append(params)
        reply(id, {"protocol": protocol, "limits": limits, "detectors": []})
    elif method == "test.hello":
        reply(id, greeted[0])
    elif method in ("test.die", "drift.compare") and mode != "compare":
        if method == "drift.compare" and mode == "die_once" and os.path.exists(marks + ".died"):
            reply(id, {"drifted": False, "kind": "numeric"})
            return
        if mode == "die_once":
            open(marks + ".died", "w").close()
        sys.stderr.write('{"level":"error","message":"the last words"}\n')
        sys.stderr.flush()
        if params.get("signal"):
            os.kill(os.getpid(), params["signal"])
        os._exit(params.get("status", 7))
    elif mode == "leaving" and marks and not os.path.exists(marks + ".left") and method != "test.leave":
        told = method == "ping"  # as if a signal had come, or shutdown
        data = {"kind": "cancelled" if told else "shutting_down", "retryable": True}
        reply(id, error={"code": 1001 if told else 1007, "message": "the worker ends", "data": data})
    elif method == "test.leave":
        open(marks + ".left", "w").close()
        reply(id, "goodbye")
        os._exit(0)
    elif method == "test.sleep":
        threading.Thread(target=later, args=(id, params["seconds"]), daemon=True).start()
    elif method == "test.data":
        reply(id, read_data(params["data"]))
    elif method == "test.most":
        reply(id, most_in_flight)
    elif method == "test.huge":
        reply(id, "x" * params["bytes"])
    elif method == "test.error":
        reply(id, error=params["error"])
    elif method == "test.garbage":
        write(bytes(params["bytes"]))
    elif method == "test.twice":
        write(json.dumps({"jsonrpc": "2.0", "id": 987654, "result": 0}).encode() + b"\n\n")
        in_flight -= 1
        write(json.dumps({"jsonrpc": "2.0", "id": id, "result": 0}).encode() + b"\n")
        in_flight += 1
        reply(id, 1)
    elif method == "test.progress":
        token = params["_meta"]["progress_token"]
        for done in (1, 2):
            note = {"token": token, "done": done, "total": 2, "unit": "rows"}
            write(json.dumps({"jsonrpc": "2.0", "method": "$/progress", "params": note}).encode() + b"\n")
        reply(id, params["_meta"])
    elif method == "test.stderr":
        sys.stderr.write("noise\n" * params["lines"])
        sys.stderr.flush()
        reply(id, "written")
    elif method == "test.deaf":
        os.close(0)
        time.sleep(60)
    elif method == "test.silent":
        os.close(1)
        time.sleep(60)
    elif method == "test.hang":
        time.sleep(3600)
    elif method == "test.slow_reader":
        reply(id, "reading no more")
        time.sleep(params["seconds"])
    elif method == "test.fds":
        links = {fd: os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if int(fd) > 2 and os.path.exists(f"/proc/self/fd/{fd}")}
        reply(id, links)
    else:
        reply(id, params)


def main() -> None:
    mark("start")
    if mode == "fails":
        sys.stderr.write("driftline: the store cannot be opened\n")
        sys.exit(3)
    if mode == "crashes":
        os._exit(9)
    if mode == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for line in sys.stdin.buffer:
        handle(json.loads(line))
    if mode == "stubborn":
        time.sleep(3600)
    deadline = time.monotonic() + 30
    while in_flight > 0 and time.monotonic() < deadline:
        time.sleep(0.002)
    mark("end")


main()
