"""The worker speaks JSON-RPC 2.0 as docs/protocol.md has it: ids, lines, faults, strict mode."""

import json

import pytest
from conftest import strict_json
from worker import Worker, serve

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
ONE = {"values": [1, 2, 3]}

IDS = [
    "0", "1", "-1", "-0", "1.0", "1e2", "1E+2", "0.1000000000000000055511151231257827",
    "123456789012345678901234567890", "-9223372036854775809", "18446744073709551616", "1e-400",
    '""', '"a"', '"\\u0041"', '"\\ud83d\\ude00"', '"\\/"', '"\\u0000"', '"\u00fc\U0001f600"', '" "',
    '"' + "x" * 100_000 + '"', '"null"', '"\\""', "1" * 300,
]  # fmt: skip


@pytest.fixture(scope="module")
def worker(driftline, tmp_path_factory):
    """One for all tests that leave it as it was: none of their faults may end it."""
    with Worker(tmp_path_factory.mktemp("worker")) as worker:
        yield worker
        assert worker.end() == ([], 0)


def raw(worker, text):
    """The reply to a line, as it was written and as it reads."""
    worker.send(text)
    line = worker.read_line()
    assert line is not None, worker.said()
    return line.decode(), strict_json(line.decode())


def is_error(reply, code, identifier=None):
    assert set(reply) == {"jsonrpc", "id", "error"}, reply
    assert reply["jsonrpc"] == "2.0" and reply["id"] == identifier
    assert reply["error"]["code"] == code, reply
    assert set(reply["error"]) == {"code", "message", "data"} and reply["error"]["message"]
    assert {"kind", "retryable"} <= set(reply["error"]["data"])
    return reply["error"]


# Ids


@pytest.mark.parametrize("identifier", IDS, ids=[text[:20] for text in IDS])
def test_an_id_comes_back_as_it_was_written(worker, identifier):
    for fault in ("ping", "no.method"):
        line, _ = raw(worker, f'{{"jsonrpc":"2.0","id":{identifier},"method":"{fault}"}}')
        start = f'{{"jsonrpc":"2.0","id":{identifier},"'
        assert line.startswith(start + ("result" if fault == "ping" else "error"))


@pytest.mark.parametrize("identifier", ["null", "true", "false", "[]", "[1]", "{}", '{"a":1}'])
def test_other_ids_are_refused(worker, identifier):
    _, reply = raw(worker, f'{{"jsonrpc":"2.0","id":{identifier},"method":"ping"}}')
    is_error(reply, -32600)


def test_ids_need_not_differ(worker):
    worker.send(PING, PING, PING)
    assert worker.read_many(3) == [b'{"jsonrpc":"2.0","id":1,"result":{}}'] * 3


# Requests


def test_notifications_have_no_reply(driftline, tmp_path):
    replies, code = serve(
        tmp_path,
        {"jsonrpc": "2.0", "method": "ping"}, {"jsonrpc": "2.0", "method": "no.method"},
        {"jsonrpc": "2.0", "method": "ping", "params": {"unknown": 1}},
        {"jsonrpc": "2.0", "method": "ping", "params": [1]},
        {"jsonrpc": "2.0", "method": "ping", "params": {"_meta": 1}},
        {"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": 99}},
        {"jsonrpc": "2.0", "method": "$/cancel"}, {"jsonrpc": "2.0", "method": "$/other"},
        {"jsonrpc": "2.0", "method": "baseline.fit", "params": {"name": "told", "data": ONE}},
        {"jsonrpc": "2.0", "id": 1, "method": "baseline.get", "params": {"name": "told"}},
    )  # fmt: skip
    # What was told is done, though nobody is told of it.
    assert [reply.get("result", reply).get("n") for reply in replies] == [3]
    assert code == 0


@pytest.mark.parametrize("line, code, identifier", [
    ('{"id":5,"method":"ping"}', -32600, 5), ('{"jsonrpc":"1.0","id":5,"method":"ping"}', -32600, 5),
    ('{"jsonrpc":2.0,"id":5,"method":"ping"}', -32600, 5), ('{"jsonrpc":"2.0","id":5}', -32600, 5),
    ('{"jsonrpc":"2.0","id":5,"method":1}', -32600, 5),
    ('{"jsonrpc":"2.0","id":5,"method":null}', -32600, 5),
    ('{"jsonrpc":"2.0","id":5,"method":"PING"}', -32601, 5),
    ('{"jsonrpc":"2.0","id":5,"method":""}', -32601, 5),
    ('{"jsonrpc":"2.0","id":5,"method":"ping","params":[1]}', -32602, 5),
    ('{"jsonrpc":"2.0","id":5,"method":"ping","params":[]}', -32602, 5),
    ('{"jsonrpc":"2.0","id":5,"method":"ping","params":"a"}', -32602, 5),
    ('{"jsonrpc":"2.0","id":5,"method":"ping","params":{"a":1}}', -32602, 5),
    ('{"jsonrpc":"2.0","id":5,"method":"ping","params":{"_meta":1}}', -32602, 5),
    ('{"jsonrpc":"2.0","id":5,"method":"ping","params":{"_meta":{"dead_line":1}}}', -32602, 5),
    ('{"jsonrpc":"2.0","id":5,"method":"ping","params":{"_meta":{},"_meta":{}}}', -32602, 5),
    ('{"jsonrpc":"2.0","id":5,"method":"hello","params":{"client":"a","client":"a"}}', -32602, 5),
    ('{"jsonrpc":"2.0","id":5,"id":6,"method":"ping"}', -32600, None),
    ('{"jsonrpc":"2.0","id":5,"method":"ping","method":"ping"}', -32600, None),
    ("[]", -32600, None), ('[{"jsonrpc":"2.0","id":5,"method":"ping"}]', -32600, None),
    ("[1,2]", -32600, None), ("1", -32600, None), ('"a"', -32600, None), ("null", -32600, None),
    ("{}", -32600, None),
    ("{", -32700, None), ("x", -32700, None), ('{"jsonrpc":"2.0","id":5', -32700, None),
    ('{"jsonrpc":"2.0","id":5,"method":"ping"}}', -32700, None),
    ('{"jsonrpc":"2.0","id":5,"method":"ping"} {}', -32700, None),
    ('{"jsonrpc":"2.0","id":5,"method":"ping",}', -32700, None),
    ("{'jsonrpc':'2.0'}", -32700, None), ('{"jsonrpc":"2.0","id":05,"method":"ping"}', -32700, None),
    ('{"jsonrpc":"2.0","id":5,"method":"pi\tng"}', -32700, None),
    ('{"jsonrpc":"2.0","id":5,"method":"\\ud800"}', -32700, None),
    ('{"jsonrpc":"2.0","id":5,"method":"ping"}\0', -32700, None), ("\0", -32700, None),
    ('{"jsonrpc":"2.0","id":5,"me\0thod":"ping"}', -32700, None),
    ('\ufeff{"jsonrpc":"2.0","id":5,"method":"ping"}', -32700, None),
])  # fmt: skip
def test_faults_have_their_code(worker, line, code, identifier):
    is_error(raw(worker, line)[1], code, identifier)
    assert worker.ask("ping")["result"] == {}


def test_unknown_members_are_ignored_and_unknown_parameters_named(worker):
    _, reply = raw(worker, '{"trace":{"a":[1]},"jsonrpc":"2.0","id":1,"method":"ping","x":null}')
    assert reply["result"] == {}
    for parameters, where in (
        ({"baseline": ONE, "current": ONE, "alhpa": 1}, "/params/alhpa"),
        ({"baseline": {"values": [1], "wieghts": [1]}, "current": ONE}, "/params/baseline/wieghts"),
        ({"baseline": ONE, "current": {"parts": [ONE, {"path": "x", "colum": "a"}]}},
         "/params/current/parts/1/colum"),
        ({"baseline": ONE, "current": ONE, "a/b~": 1}, "/params/a~1b~0"),
    ):  # fmt: skip
        error = worker.refused("drift.compare", -32602, "there is no parameter", **parameters)
        assert error["data"]["where"] == where
    for detector in ({"name": "psi", "bin": 3}, {"name": "pis"}, "pis"):
        error = worker.refused(
            "drift.compare", -32602, baseline=ONE, current=ONE, detectors=["ks", detector]
        )
        assert error["data"]["where"].startswith("/params/detectors/1")


def test_what_has_to_be_given_is_asked_for(worker):
    for method, given, missing in (
        ("drift.compare", {"baseline": ONE}, "current"), ("baseline.fit", {"data": ONE}, "name"),
        ("stream.observe", {"baseline": "b", "stream": "s", "data": ONE}, "time"),
        ("profile.merge", {}, "profiles"), ("retrieval.check", {"baseline": "b"}, "query"),
    ):  # fmt: skip
        error = worker.refused(method, -32602, missing, **given)
        assert error["data"]["where"] == f"/params/{missing}"


def test_null_is_the_same_as_leaving_out(worker):
    reply = worker.call("drift.compare", baseline=ONE, current=ONE, detectors=["ks"])
    assert reply == worker.call(
        "drift.compare", baseline=ONE, current=ONE, detectors=["ks"], alpha=None, rule=None,
        seed=None, drift_share=None, sensitivity=None,
    )  # fmt: skip


# Lines


def test_the_ends_of_lines(driftline, tmp_path):
    ping = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'
    with Worker(tmp_path) as worker:
        worker.write(b"\n\n \t \r\n" + ping + b"\r\n" + b"  " + ping + b" \n" + ping)
        lines, code = worker.end()
    assert lines == [b'{"jsonrpc":"2.0","id":1,"result":{}}'] * 3 and code == 0


@pytest.mark.parametrize("given", [b"", b"\n", b"\r\n\r\n", b" "])
def test_nothing_asked_is_nothing_said(driftline, tmp_path, given):
    with Worker(tmp_path) as worker:
        worker.write(given)
        assert worker.end() == ([], 0)
        assert worker.said() == ""


def test_a_line_may_come_in_pieces(worker):
    line = json.dumps({**PING, "trace": "\u00e4" * 50}, ensure_ascii=False).encode() + b"\n"
    for cut in range(1, len(line), 7):
        worker.write(line[:cut])
        assert worker.read_line(0.001) is None
        worker.write(line[cut:])
        assert worker.read()["result"] == {}


@pytest.mark.parametrize("text", [
    b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3", b"\x80",
])  # fmt: skip
def test_what_is_no_utf8_is_no_json(worker, text):
    line = b'{"jsonrpc":"2.0","id":1,"method":"ping","trace":"' + text + b'"}'
    is_error(raw(worker, line)[1], -32700)
    assert worker.ask("ping")["result"] == {}


def test_values_go_64_deep(worker):
    for depth, is_fine in ((61, True), (63, True), (65, False), (100_000, False)):
        nested = "[" * (depth - 1) + "]" * (depth - 1)
        _, reply = raw(worker, f'{{"jsonrpc":"2.0","id":1,"method":"ping","trace":{nested}}}')
        assert ("result" in reply) == is_fine, (depth, reply)


@pytest.mark.parametrize("is_strict", [False, True])
def test_lines_that_are_too_long_are_passed_over(driftline, tmp_path, is_strict):
    def padded(size, start='{"jsonrpc":"2.0","id":"a","method":"ping","trace":"'):
        return (start + "x" * (size - len(start) - 2) + '"}').encode()

    flags = ["--max-line-bytes", 5000] + ["--strict"] * is_strict
    replies, code = serve(
        tmp_path, padded(5000), padded(5001), padded(1_000_000),
        padded(9000, '{"params":{"id":7,"x":["id"]},"method":"id","id":-1.50,"trace":"'),
        padded(9000, '{"trace":"'), "y" * 100_000, PING, flags=flags,
    )  # fmt: skip
    assert code == 0 and len(replies) == 7
    assert replies[0]["result"] == {} and replies[-1]["result"] == {}
    for reply, identifier in zip(replies[1:6], ["a", "a", -1.5, None, None]):
        assert is_error(reply, 1003, identifier)["data"]["limit"] == 5000


def test_results_that_are_too_long_become_errors(driftline, tmp_path):
    hello = {"jsonrpc": "2.0", "id": 2, "method": "hello"}
    size = len(json.dumps(serve(tmp_path, hello)[0][0]["result"], separators=(",", ":")).encode())
    for limit, code in ((size + 200, None), (size - 200, 1004)):
        replies, _ = serve(tmp_path, hello, PING, flags=["--max-reply-bytes", limit])
        assert replies[0].get("error", {}).get("code") == code
        assert replies[1]["result"] == {}


# Strict mode


def test_strict_mode_keeps_the_order(driftline, tmp_path):
    """Slow and fast, good and bad: one line out for each line in, in order, and silence beside."""
    slow = {"values": list(range(3000))}
    lines, wanted = [], []
    for number in range(200):
        kind = number % 10
        if kind == 0:
            lines.append({
                "jsonrpc": "2.0", "id": number, "method": "drift.compare",
                "params": {"baseline": slow, "current": {"values": list(range(500))}, "_meta": {
                    "progress_token": 1}, "detectors": [{"name": "wasserstein"}]},
            })  # fmt: skip
            wanted.append(number)
        elif kind == 1:
            lines.append({"jsonrpc": "2.0", "method": "ping"})
            wanted.append(None)
        elif kind == 2:
            lines.append("no JSON")
            wanted.append(None)
        elif kind == 3:
            lines.append("")
            wanted.append(None)
        elif kind == 4:
            lines.append({"jsonrpc": "2.0", "id": number, "method": "no.method"})
            wanted.append(number)
        elif kind == 5:
            lines.append({"jsonrpc": "2.0", "method": "no.method"})
            wanted.append(None)
        elif kind == 6:
            lines.append({"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": -1}})
            wanted.append(None)
        elif kind == 7:
            data = {"baseline": "none", "current": ONE}
            lines.append({"jsonrpc": "2.0", "method": "drift.check", "params": data})
            wanted.append(None)
        else:
            lines.append({**PING, "id": number})
            wanted.append(number)
    with Worker(tmp_path, "--strict") as worker:
        worker.send(*lines)
        replies, code = worker.end()
        assert worker.said() == ""
    assert [strict_json(line.decode())["id"] for line in replies] == wanted
    assert code == 0


def test_strict_mode_has_no_progress(driftline, tmp_path):
    request = {
        "jsonrpc": "2.0", "id": 1, "method": "drift.compare",
        "params": {"baseline": {"values": list(range(100_000))}, "current": ONE,
                   "detectors": ["ks"], "_meta": {"progress_token": 1}},
    }  # fmt: skip
    for flags, count in ((["--strict"], 1), ([], 2)):
        replies, _ = serve(tmp_path, request, flags=flags)
        assert len(replies) >= count and replies[-1]["id"] == 1
        assert flags == [] or len(replies) == 1
